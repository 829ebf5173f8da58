"""What the uplift model reads of a customer and of the campaign, and how it is told."""

from ml.outcomes.facts import FACTS
from ml.outcomes.inputs import Inputs, Words, log, share
from ml.outcomes.phrases import SHARE, WHOLE, Phrase, fact

KIND = "campaign_kind"
_NEVER_DAYS = 730.0

INPUTS = Inputs(
    (
        Words(KIND, "kind"),
        log("silence", "days_since_last_order", empty=_NEVER_DAYS),
        log("orders", "order_count"),
        log("orders", "order_count_90d"),
        log("tenure", "days_since_first_order", empty=_NEVER_DAYS),
        log("spend", "average_order_amount"),
        share("discount", "discounted_line_rate_365d"),
        share("coupons", "coupon_order_rate_365d"),
        log("messages", "message_count_30d"),
        share("messages", "clicked_message_rate_365d"),
        log("visits", "days_since_last_event", empty=_NEVER_DAYS),
        log("visits", "active_day_count_90d"),
        log("interest", "cart_count_30d"),
        Words("usual_category", "category"),
    )
)

PHRASES = {
    "kind": Phrase(
        lambda given: given[KIND],
        "",
        {"zh": "活动类型：{fact}", "en": "kind of campaign: {fact}"},
        {"zh": "活动类型未知", "en": "kind of campaign unknown"},
    ),
    "silence": FACTS["days_since_last_order"],
    "orders": FACTS["order_count"],
    "tenure": FACTS["days_since_first_order"],
    "spend": fact(
        "average_order_amount",
        WHOLE,
        "客单价 {fact}（一般 {usual}）",
        "average order: {fact} (usually {usual})",
        "还没有下过单",
        "no order yet",
    ),
    "discount": FACTS["discounted_line_rate_365d"],
    "coupons": fact(
        "coupon_order_rate_365d",
        SHARE,
        "用券订单占比 {fact}（一般 {usual}）",
        "orders with a coupon: {fact} (usually {usual})",
        "近 365 天没有订单",
        "no order in the last 365 days",
    ),
    "messages": fact(
        "clicked_message_rate_365d",
        SHARE,
        "营销消息点击率 {fact}（一般 {usual}）",
        "marketing messages clicked: {fact} (usually {usual})",
        "没有收到营销消息",
        "no marketing message sent",
    ),
    "visits": FACTS["active_day_count_90d"],
    "interest": FACTS["cart_count_30d"],
    "category": Phrase(
        lambda given: given["usual_category"],
        "",
        {"zh": "常买品类：{fact}", "en": "usual category: {fact}"},
        {"zh": "没有常买品类", "en": "no usual category"},
    ),
}
