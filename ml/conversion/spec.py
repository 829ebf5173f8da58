"""Conversion as an outcome: what is read of a lead and how it is told."""

from ml.outcomes.facts import FACTS
from ml.outcomes.inputs import Inputs, log, share
from ml.outcomes.models import BLENDED
from ml.outcomes.outcome import Outcome
from ml.outcomes.phrases import WHOLE, fact

_NEVER_DAYS = 730.0
KNOWN = Inputs((log("known", "days_known"),))
_INPUTS = Inputs(
    (
        *KNOWN.all,
        log("silence", "days_since_last_event", empty=_NEVER_DAYS),
        log("visits", "event_count_30d"),
        log("visits", "event_count_90d"),
        log("visits", "active_day_count_90d"),
        log("visits", "session_count_30d"),
        log("looks", "view_count_30d"),
        log("looks", "search_count_30d"),
        log("looks", "interesting_product_count_30d"),
        log("cart", "cart_count_30d"),
        log("cart", "unbought_cart_product_count_30d"),
        log("forms", "form_count_30d"),
        log("forms", "download_count_30d"),
        log("messages", "message_count_365d"),
        log("messages", "days_since_last_click", empty=_NEVER_DAYS),
        log("messages", "clicked_message_count_90d"),
        share("messages", "opened_message_rate_365d"),
        log("wecom", "days_since_wecom_added", empty=_NEVER_DAYS),
        log("wecom", "group_message_count_90d"),
        log("wecom", "moment_interaction_count_90d"),
        log("content", "radar_click_count_30d"),
        log("content", "radar_seconds_90d"),
        log("talks", "interaction_count_90d"),
        log("talks", "days_since_last_contact", empty=_NEVER_DAYS),
        log("deals", "open_opportunity_count"),
        log("service", "conversation_count_90d"),
        log("service", "ticket_count_90d"),
        log("surveys", "answered_survey_count_365d"),
    )
)

_PHRASES = {
    "known": fact(
        "days_known",
        WHOLE,
        "成为潜客 {fact} 天（一般 {usual} 天）",
        "days since we know of them: {fact} (usually {usual})",
    ),
    "silence": fact(
        "days_since_last_event",
        WHOLE,
        "距上次来访 {fact} 天（一般 {usual} 天）",
        "days since the latest visit: {fact} (usually {usual})",
        "没有来访记录",
        "never seen to visit",
    ),
    "visits": FACTS["active_day_count_90d"],
    "looks": FACTS["view_count_30d"],
    "cart": FACTS["cart_count_30d"],
    "forms": fact(
        "form_count_30d",
        WHOLE,
        "近 30 天提交表单 {fact} 次（一般 {usual} 次）",
        "forms sent in the last 30 days: {fact} (usually {usual})",
    ),
    "messages": FACTS["opened_message_rate_365d"],
    "wecom": FACTS["days_since_wecom_added"],
    "content": FACTS["radar_click_count_30d"],
    "talks": fact(
        "interaction_count_90d",
        WHOLE,
        "近 90 天沟通 {fact} 次（一般 {usual} 次）",
        "talks in the last 90 days: {fact} (usually {usual})",
    ),
    "deals": fact(
        "open_opportunity_count",
        WHOLE,
        "在谈商机 {fact} 个（一般 {usual} 个）",
        "open deals: {fact} (usually {usual})",
    ),
    "service": fact(
        "conversation_count_90d",
        WHOLE,
        "近 90 天咨询 {fact} 次（一般 {usual} 次）",
        "conversations in the last 90 days: {fact} (usually {usual})",
    ),
    "surveys": fact(
        "answered_survey_count_365d",
        WHOLE,
        "近 365 天回答问卷 {fact} 份（一般 {usual} 份）",
        "surveys answered in the last 365 days: {fact} (usually {usual})",
    ),
}

CONVERSION = Outcome(
    key="conversion",
    predicts="a first order within {days} days, for customers without an order before",
    label="is_converted",
    frame="training_conversion",
    inputs=_INPUTS,
    phrases=_PHRASES,
    baseline="how new the lead is, days since the last activity and its count",
    baseline_inputs=("days_known", "days_since_last_event", "event_count_90d"),
    plain=("newest first", lambda given: -given["days_known"]),
    concerns=lambda features: features["order_count"] == 0,
    limits=(
        "The score says who is likely to order for the first time, not whether a message would change it.",
        "Who bought before the data begin counts as a lead until the first order in them.",
    ),
    candidates=BLENDED,
)
