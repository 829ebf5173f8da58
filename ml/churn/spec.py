"""Churn as an outcome: what is read of a customer and how it is told."""

import numpy as np

from ml.outcomes.facts import FACTS
from ml.outcomes.inputs import Given, Input, Inputs, log, log1p, share
from ml.outcomes.outcome import Outcome
from ml.outcomes.phrases import TENTHS, WHOLE, Phrase, fact


def _is_repeat(given: Given) -> np.ndarray:
    return (given["order_day_count"] > 1).astype("float64")


def _cycles_silent(given: Given) -> np.ndarray:
    """log of the silence in own purchase cycles; 0 for those who have no cycle yet."""
    silence = log1p(given["days_since_last_order"]) - log1p(given["purchase_cycle_days"])
    return silence * _is_repeat(given)


def _products_per_order(given: Given) -> np.ndarray:
    return np.log1p(given["distinct_product_count"] / np.maximum(given["order_count"], 1.0))


def _cycles(given: Given) -> np.ndarray:
    """Days since the latest order, in own purchase cycles of at least a day."""
    return given["days_since_last_order"] / np.maximum(given["purchase_cycle_days"], 1.0)


_NEVER_DAYS = 730.0

_INPUTS = Inputs(
    (
        log("silence", "days_since_last_order"),
        Input(
            "cycles_silent",
            "rhythm",
            ("days_since_last_order", "purchase_cycle_days", "order_day_count"),
            _cycles_silent,
        ),
        log("rhythm", "purchase_cycle_days"),
        Input("is_repeat", "rhythm", ("order_day_count",), _is_repeat),
        log("orders", "order_count"),
        log("orders", "order_day_count"),
        log("recent_orders", "order_count_30d"),
        log("recent_orders", "order_count_90d"),
        log("recent_orders", "spend_amount_90d"),
        log("tenure", "days_since_first_order"),
        log("spend", "lifetime_spend_amount"),
        log("spend", "average_order_amount"),
        log("spend", "largest_order_amount"),
        log("breadth", "order_line_count"),
        log("breadth", "item_quantity"),
        log("breadth", "distinct_product_count"),
        Input(
            "products_per_order", "breadth", ("distinct_product_count", "order_count"), _products_per_order
        ),
        log("returns", "return_count"),
        log("returns", "return_count_90d"),
        share("returns", "returned_rate"),
        share("discount", "discounted_line_rate_365d"),
        log("visits", "days_since_last_event", empty=_NEVER_DAYS),
        log("visits", "event_count_30d"),
        log("visits", "event_count_90d"),
        log("visits", "active_day_count_90d"),
        log("interest", "view_count_30d"),
        log("interest", "search_count_90d"),
        log("interest", "cart_count_30d"),
        log("messages", "clicked_message_count_90d"),
        log("messages", "unsubscribe_count_90d"),
        log("service", "complaint_count_90d"),
        log("service", "ticket_count_90d"),
    )
)

_PHRASES = {
    "silence": FACTS["days_since_last_order"],
    "rhythm": Phrase(
        _cycles,
        TENTHS,
        {
            "zh": "沉默时长为自身购买周期的 {fact} 倍（一般 {usual} 倍）",
            "en": "silence in own purchase cycles: {fact} (usually {usual})",
        },
        {
            "zh": "只在一天下过单，没有购买周期",
            "en": "ordered on one day only: no purchase cycle",
        },
    ),
    "orders": FACTS["order_count"],
    "recent_orders": FACTS["order_count_90d"],
    "tenure": FACTS["days_since_first_order"],
    "spend": fact(
        "lifetime_spend_amount",
        WHOLE,
        "累计消费 {fact}（一般 {usual}）",
        "spent so far: {fact} (usually {usual})",
    ),
    "breadth": fact(
        "distinct_product_count",
        WHOLE,
        "买过 {fact} 种商品（一般 {usual} 种）",
        "different products bought: {fact} (usually {usual})",
    ),
    "returns": fact(
        "return_count",
        WHOLE,
        "退货 {fact} 次（一般 {usual} 次）",
        "returns: {fact} (usually {usual})",
    ),
    "discount": FACTS["discounted_line_rate_365d"],
    "visits": FACTS["active_day_count_90d"],
    "interest": FACTS["view_count_30d"],
    "messages": fact(
        "clicked_message_count_90d",
        WHOLE,
        "近 90 天点击营销消息 {fact} 次（一般 {usual} 次）",
        "marketing messages clicked in the last 90 days: {fact} (usually {usual})",
    ),
    "service": FACTS["complaint_count_90d"],
}

CHURN = Outcome(
    key="churn",
    predicts="no order within {days} days, for customers with an order before",
    label="is_churned",
    frame="training_features",
    inputs=_INPUTS,
    phrases=_PHRASES,
    baseline="recency and frequency",
    baseline_inputs=("days_since_last_order", "order_count"),
    plain=("recency", lambda given: given["days_since_last_order"]),
    concerns=lambda features: features["order_count"] > 0,
    limits=(
        "The score says who is likely not to order, not why nor whether a message would change it.",
        "One-order customers are hard to tell apart: little is known of them.",
        "With less than about fifteen months of history the level ignores the season; the ranking stands.",
    ),
)
