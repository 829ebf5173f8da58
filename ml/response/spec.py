"""A click on a marketing message as an outcome: what is read of who is sent some, and how it is told."""

from ml.outcomes.facts import FACTS
from ml.outcomes.inputs import Inputs, log, share
from ml.outcomes.models import BLENDED
from ml.outcomes.outcome import Outcome
from ml.outcomes.phrases import WHOLE, fact

_NEVER_DAYS = 730.0
_INPUTS = Inputs(
    (
        log("clicks", "days_since_last_click", empty=_NEVER_DAYS),
        log("clicks", "clicked_message_count_90d"),
        log("clicks", "clicked_message_count_365d"),
        share("opens", "opened_message_rate_365d"),
        log("sent", "message_count_30d"),
        log("sent", "message_count_365d"),
        log("unsubscribed", "unsubscribe_count"),
        log("visits", "days_since_last_event", empty=_NEVER_DAYS),
        log("visits", "event_count_30d"),
        log("visits", "active_day_count_90d"),
        log("orders", "order_count"),
        log("orders", "order_count_90d"),
        log("silence", "days_since_last_order", empty=_NEVER_DAYS),
        share("discount", "discounted_line_rate_365d"),
        log("coupons", "coupon_redemption_count_90d"),
        log("content", "radar_click_count_30d"),
        log("wecom", "days_since_wecom_added", empty=_NEVER_DAYS),
        log("service", "complaint_count_90d"),
    )
)

_PHRASES = {
    "clicks": fact(
        "clicked_message_count_365d",
        WHOLE,
        "近 365 天点击营销消息 {fact} 次（一般 {usual} 次）",
        "marketing messages clicked in the last 365 days: {fact} (usually {usual})",
    ),
    "opens": FACTS["opened_message_rate_365d"],
    "sent": fact(
        "message_count_30d",
        WHOLE,
        "近 30 天收到营销消息 {fact} 条（一般 {usual} 条）",
        "marketing messages sent in the last 30 days: {fact} (usually {usual})",
    ),
    "unsubscribed": fact(
        "unsubscribe_count",
        WHOLE,
        "退订营销消息 {fact} 次（一般 {usual} 次）",
        "unsubscribed: {fact} (usually {usual})",
    ),
    "visits": FACTS["active_day_count_90d"],
    "orders": FACTS["order_count"],
    "silence": FACTS["days_since_last_order"],
    "discount": FACTS["discounted_line_rate_365d"],
    "coupons": fact(
        "coupon_redemption_count_90d",
        WHOLE,
        "近 90 天用券 {fact} 次（一般 {usual} 次）",
        "coupons used in the last 90 days: {fact} (usually {usual})",
    ),
    "content": FACTS["radar_click_count_30d"],
    "wecom": FACTS["days_since_wecom_added"],
    "service": FACTS["complaint_count_90d"],
}

RESPONSE = Outcome(
    key="response",
    predicts="a click within {days} days on a marketing message, for customers sent some in these days",
    label="has_clicked",
    frame="training_response",
    inputs=_INPUTS,
    phrases=_PHRASES,
    baseline="the latest click and clicks of 90 days",
    baseline_inputs=("days_since_last_click", "clicked_message_count_90d"),
    plain=("clicks of a year", lambda given: given["clicked_message_count_365d"]),
    concerns=lambda features: features["message_count_365d"] > 0,
    limits=(
        "The score says who is likely to click if sent messages as before, not whether a message sells.",
        "It learns from those who were sent messages; of others it knows nothing.",
    ),
    candidates=BLENDED,
)
