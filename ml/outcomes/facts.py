"""How columns are told that several models speak of, so that all say the same."""

from ml.outcomes.phrases import SHARE, WHOLE, fact

FACTS = {
    "active_day_count_90d": fact(
        "active_day_count_90d",
        WHOLE,
        "近 90 天有 {fact} 天来访（一般 {usual} 天）",
        "days with a visit in the last 90: {fact} (usually {usual})",
    ),
    "cart_count_30d": fact(
        "cart_count_30d",
        WHOLE,
        "近 30 天加购 {fact} 次（一般 {usual} 次）",
        "put into the cart in the last 30 days: {fact} (usually {usual})",
    ),
    "complaint_count_90d": fact(
        "complaint_count_90d",
        WHOLE,
        "近 90 天投诉 {fact} 次（一般 {usual} 次）",
        "complaints in the last 90 days: {fact} (usually {usual})",
    ),
    "days_since_first_order": fact(
        "days_since_first_order",
        WHOLE,
        "首次下单距今 {fact} 天（一般 {usual} 天）",
        "days since the first order: {fact} (usually {usual})",
        "还没有下过单",
        "no order yet",
    ),
    "days_since_last_order": fact(
        "days_since_last_order",
        WHOLE,
        "距上次下单 {fact} 天（一般 {usual} 天）",
        "days since the latest order: {fact} (usually {usual})",
        "还没有下过单",
        "no order yet",
    ),
    "days_since_wecom_added": fact(
        "days_since_wecom_added",
        WHOLE,
        "添加企业微信 {fact} 天（一般 {usual} 天）",
        "days since added in WeCom: {fact} (usually {usual})",
        "未添加企业微信",
        "not a contact in WeCom",
    ),
    "discounted_line_rate_365d": fact(
        "discounted_line_rate_365d",
        SHARE,
        "折扣购买占比 {fact}（一般 {usual}）",
        "bought below list price: {fact} (usually {usual})",
        "近 365 天没有购买明细",
        "nothing bought in the last 365 days",
    ),
    "opened_message_rate_365d": fact(
        "opened_message_rate_365d",
        SHARE,
        "营销消息打开率 {fact}（一般 {usual}）",
        "marketing messages opened: {fact} (usually {usual})",
        "没有收到营销消息",
        "no marketing message sent",
    ),
    "order_count": fact(
        "order_count",
        WHOLE,
        "累计下单 {fact} 次（一般 {usual} 次）",
        "orders so far: {fact} (usually {usual})",
    ),
    "order_count_90d": fact(
        "order_count_90d",
        WHOLE,
        "近 90 天下单 {fact} 次（一般 {usual} 次）",
        "orders in the last 90 days: {fact} (usually {usual})",
    ),
    "radar_click_count_30d": fact(
        "radar_click_count_30d",
        WHOLE,
        "近 30 天查看内容 {fact} 次（一般 {usual} 次）",
        "looks at content in the last 30 days: {fact} (usually {usual})",
    ),
    "view_count_30d": fact(
        "view_count_30d",
        WHOLE,
        "近 30 天浏览 {fact} 次（一般 {usual} 次）",
        "views in the last 30 days: {fact} (usually {usual})",
    ),
}
