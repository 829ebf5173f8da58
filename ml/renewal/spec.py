"""The end of a subscription as an outcome: what is read of it and of its customer, and how it is told."""

import numpy as np

from ml.outcomes.facts import FACTS
from ml.outcomes.inputs import Given, Input, Inputs, Words, log, log1p
from ml.outcomes.models import BLENDED
from ml.outcomes.outcome import Outcome
from ml.outcomes.phrases import WHOLE, Phrase, fact

_NEVER_DAYS = 730.0


def _change(now: str, before: str) -> Input:
    """log of one window against the one before it: 0 for an even pace."""

    def of(given: Given) -> np.ndarray:
        return log1p(given[now]) - log1p(given[before])

    return Input(f"{now}_change", "usage", (now, before), of)


SUBSCRIBED = Inputs(
    (
        log("tenure", "subscription_days"),
        log("tenure", "renewed_count"),
        log("due", "days_until_due"),
        Words("billing_period", "period"),
        log("price", "period_amount"),
    )
)
_INPUTS = Inputs(
    (
        *SUBSCRIBED.all,
        log("past", "running_subscription_count"),
        log("past", "ended_subscription_count"),
        log("silence", "days_since_last_event", empty=_NEVER_DAYS),
        log("usage", "active_day_count_90d"),
        log("usage", "feature_use_count_90d"),
        _change("event_count_90d", "event_count_prior_90d"),
        log("orders", "order_count_90d"),
        log("orders", "days_since_last_order", empty=_NEVER_DAYS),
        log("complaints", "complaint_count_90d"),
        log("complaints", "ticket_count_90d"),
        log("messages", "unsubscribe_count_90d"),
    )
)

_PHRASES = {
    "tenure": fact(
        "subscription_days",
        WHOLE,
        "已订阅 {fact} 天（一般 {usual} 天）",
        "days subscribed: {fact} (usually {usual})",
    ),
    "due": fact(
        "days_until_due",
        WHOLE,
        "{fact} 天后到期（一般 {usual} 天）",
        "days until it is due: {fact} (usually {usual})",
    ),
    "period": Phrase(
        lambda given: given["billing_period"],
        "",
        {"zh": "{fact}订阅", "en": "billed by the {fact}"},
        {"zh": "付费周期未知", "en": "billing period unknown"},
        {
            "week": {"zh": "按周"},
            "month": {"zh": "按月"},
            "quarter": {"zh": "按季"},
            "year": {"zh": "按年"},
        },
    ),
    "price": fact(
        "period_amount",
        WHOLE,
        "每期费用 {fact}（一般 {usual}）",
        "price of a period: {fact} (usually {usual})",
        "费用未知",
        "price unknown",
    ),
    "past": fact(
        "ended_subscription_count",
        WHOLE,
        "以前终止过 {fact} 份订阅（一般 {usual} 份）",
        "subscriptions ended before: {fact} (usually {usual})",
    ),
    "silence": fact(
        "days_since_last_event",
        WHOLE,
        "距上次使用 {fact} 天（一般 {usual} 天）",
        "days since the latest use: {fact} (usually {usual})",
        "没有使用记录",
        "never seen to use it",
    ),
    "usage": fact(
        "active_day_count_90d",
        WHOLE,
        "近 90 天有 {fact} 天使用（一般 {usual} 天）",
        "days of use in the last 90: {fact} (usually {usual})",
    ),
    "orders": FACTS["order_count_90d"],
    "complaints": FACTS["complaint_count_90d"],
    "messages": fact(
        "unsubscribe_count_90d",
        WHOLE,
        "近 90 天退订营销消息 {fact} 次（一般 {usual} 次）",
        "unsubscribed in the last 90 days: {fact} (usually {usual})",
    ),
}

RENEWAL = Outcome(
    key="renewal",
    predicts="the end of a subscription that is due for renewal within {days} days, in these days",
    label="is_ended",
    frame="training_renewal",
    inputs=_INPUTS,
    phrases=_PHRASES,
    baseline="tenure and billing period",
    baseline_inputs=("subscription_days", "billing_period"),
    plain=("tenure", lambda given: -given["subscription_days"]),
    concerns=lambda features: features["running_subscription_count"] > 0,
    limits=(
        "The score says which subscription is likely to end, not why nor whether an offer would change it.",
        "When a subscription is due is counted from its start by its billing period, a month as 30.4 days.",
        "Of a customer with several subscriptions the one due first is scored.",
    ),
    candidates=BLENDED,
)
