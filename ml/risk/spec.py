"""An overdue payment as an outcome: what is read of a customer and how it is told."""

from collections.abc import Sequence

import numpy as np

from ml.outcomes.facts import FACTS
from ml.outcomes.inputs import Input, Inputs, log1p
from ml.outcomes.outcome import Outcome
from ml.outcomes.phrases import SHARE, WHOLE, Phrase, fact
from ml.risk.scorecard import scorecard


def _known(theme: str, column: str) -> Input:
    """log(1 + column), unknown below 0: bins keep it apart."""
    return Input(
        column,
        theme,
        (column,),
        lambda given: np.where(np.isnan(given[column]), -1.0, log1p(given[column])),
    )


def _all(theme: str, columns: Sequence[str]) -> tuple[Input, ...]:
    return tuple(_known(theme, column) for column in columns)


_INPUTS = Inputs(
    (
        *_all("overdue", ("overdue_count", "overdue_count_365d")),
        *_all("tenure", ("days_since_first_order",)),
        *_all("silence", ("days_since_last_order",)),
        *_all("orders", ("order_count_365d", "order_count_90d")),
        *_all("amounts", ("average_order_amount", "largest_order_amount")),
        *_all("spend", ("spend_amount_365d", "spend_amount_90d")),
        *_all("payments", ("payment_count_365d",)),
        *_all("returns", ("returned_rate", "return_count_90d")),
        *_all("discount", ("discounted_line_rate_365d",)),
        *_all("visits", ("days_since_last_event", "active_day_count_90d")),
        *_all("service", ("complaint_count_90d", "ticket_count_90d")),
        *_all("subscriptions", ("running_subscription_count", "ended_subscription_count")),
    )
)

_PHRASES: dict[str, Phrase] = {
    "overdue": fact(
        "overdue_count",
        WHOLE,
        "曾逾期 {fact} 次（一般 {usual} 次）",
        "times overdue before: {fact} (usually {usual})",
    ),
    "tenure": FACTS["days_since_first_order"],
    "silence": FACTS["days_since_last_order"],
    "orders": fact(
        "order_count_365d",
        WHOLE,
        "近 365 天下单 {fact} 次（一般 {usual} 次）",
        "orders in the last 365 days: {fact} (usually {usual})",
    ),
    "amounts": fact(
        "average_order_amount",
        WHOLE,
        "平均每单 {fact}（一般 {usual}）",
        "mean amount of an order: {fact} (usually {usual})",
        "没有可换算的订单金额",
        "no order amount known",
    ),
    "spend": fact(
        "spend_amount_365d",
        WHOLE,
        "近 365 天消费 {fact}（一般 {usual}）",
        "spent in the last 365 days: {fact} (usually {usual})",
    ),
    "payments": fact(
        "payment_count_365d",
        WHOLE,
        "近 365 天付款 {fact} 次（一般 {usual} 次）",
        "payments in the last 365 days: {fact} (usually {usual})",
    ),
    "returns": fact(
        "returned_rate",
        SHARE,
        "退货金额占比 {fact}（一般 {usual}）",
        "share of the spend returned: {fact} (usually {usual})",
        "没有退货占比",
        "no share returned known",
    ),
    "discount": FACTS["discounted_line_rate_365d"],
    "visits": FACTS["active_day_count_90d"],
    "service": FACTS["complaint_count_90d"],
    "subscriptions": fact(
        "running_subscription_count",
        WHOLE,
        "在用订阅 {fact} 份（一般 {usual} 份）",
        "subscriptions that run: {fact} (usually {usual})",
    ),
}

RISK = Outcome(
    key="risk",
    predicts="a payment that becomes overdue within {days} days, for customers with an order within a year",
    label="is_overdue",
    frame="training_risk",
    inputs=_INPUTS,
    phrases=_PHRASES,
    baseline="times overdue and tenure",
    baseline_inputs=("overdue_count", "days_since_first_order"),
    plain=("times overdue", lambda given: given["overdue_count"]),
    concerns=lambda features: features["order_count_365d"] > 0,
    limits=(
        "A watch for people to look at, not a decision: nobody is refused or priced by this number alone.",
        "Overdue is what payments do not show to be paid in time; payments that never reach us look overdue.",
        "Who does not order cannot be overdue: the score speaks of customers who go on as they do.",
    ),
    candidates=(scorecard(0.1), scorecard(0.01), scorecard(0.001)),
)
