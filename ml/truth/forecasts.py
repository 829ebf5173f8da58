"""What customers do next: the forecast of order days and of the next one against the days after."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ml.evaluation import Sampling, evaluate
from ml.truth.measure import Measure, missing, rank_correlation, rounded, share

TOPIC = "forecast"
_NOT_TOLD = "No value model is published, or it withholds this part."
_DRAWN = 5_000_000  # customers in all bootstrap samples together


def forecasts(customers: pd.DataFrame, ahead_days: int) -> list[Measure]:
    """Order, level and intervals of the order days expected; next order days; who still is a customer.

    `customers` has a row per customer with an order who is one person: expected_order_days, least_order_days,
    most_order_days (null: not told), days_to_next_order and alive_probability (null: not told, or none),
    true_order_days within the horizon, true_days_to_next (null: none within `ahead_days`), has_left.
    """
    return [*_order_days(customers), *_next_order(customers, ahead_days), *_alive(customers)]


def _order_days(customers: pd.DataFrame) -> list[Measure]:
    known = customers[customers["expected_order_days"].notna()]
    what = [
        "order days, rank correlation",
        "order days, expected over real",
        "order days within the interval",
    ]
    if known.empty:
        return [missing(TOPIC, name, _NOT_TOLD) for name in what]
    expected, least, most, true = (
        known[name].to_numpy("float64")
        for name in ("expected_order_days", "least_order_days", "most_order_days", "true_order_days")
    )
    level = missing(TOPIC, what[1], "Nobody ordered.")
    if true.sum():
        meaning = "All order days together. Orders that name nobody are real, and no history shows them."
        level = Measure(TOPIC, what[1], rounded(expected.sum() / true.sum()), len(known), meaning)
    return [
        rank_correlation(TOPIC, what[0], expected, true, "Whether who orders more is expected to."),
        level,
        share(TOPIC, what[2], (true >= least) & (true <= most), "Promised are 90 % or more."),
    ]


def _next_order(customers: pd.DataFrame, ahead_days: int) -> list[Measure]:
    """Of those whose day lies within what the truth knows."""
    what = "next order by the day told"
    due = customers[customers["days_to_next_order"] < ahead_days]
    if due.empty:
        return [missing(TOPIC, what, _NOT_TOLD)]
    # on the day told its customer may still order: the chance is one half by its end
    told, true = (
        due[name].to_numpy("float64", na_value=np.nan) for name in ("days_to_next_order", "true_days_to_next")
    )
    return [share(TOPIC, what, true <= told, "Promised is one half.")]


def _alive(customers: pd.DataFrame) -> list[Measure]:
    what = "still a customer, ranking (AUC)"
    known = customers[customers["alive_probability"].notna()]
    stays = 1 - known["has_left"].to_numpy().astype(int)
    if len(np.unique(stays)) < 2:
        why = _NOT_TOLD if known.empty else "All did the same: nothing to tell."
        return [missing(TOPIC, what, why)]
    rounds = min(1000, max(100, _DRAWN // len(stays)))
    alive = known["alive_probability"].to_numpy("float64")
    figures = evaluate(stays, {"alive": alive}, Sampling(rounds=rounds))["alive"]
    low, high = figures["auc_interval"]
    interval = None if np.isnan([low, high]).any() else (low, high)
    meaning = (
        f"Who has left for good is ranked below who has not: {alive.mean():.1%} told, {stays.mean():.1%} are."
    )
    return [Measure(TOPIC, what, figures["auc"], len(stays), meaning, interval)]
