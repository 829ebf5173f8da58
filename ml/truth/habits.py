"""How people buy: price, category and hour of the profile against what they are like."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ml.truth.measure import Measure, missing, rank_correlation, share

ENOUGH_LINES = 5
ENOUGH_ORDERS = 3
NEAR_HOURS = 2
NOT_YET = "The profile does not have this yet."


def price_sensitivity(customers: pd.DataFrame) -> list[Measure]:
    """Rank correlation of the share of discounted lines and the hidden sensitivity, of enough lines.

    `customers`: order_line_count_365d, discounted_line_rate_365d, true_price_sensitivity.
    """
    enough = customers[customers["order_line_count_365d"] >= ENOUGH_LINES]
    return [
        rank_correlation(
            "price sensitivity",
            "rank correlation",
            enough["discounted_line_rate_365d"].to_numpy(),
            enough["true_price_sensitivity"].to_numpy(),
            f"Whether who waits for discounts is seen to, from {ENOUGH_LINES} lines within a year on.",
        )
    ]


def usual_category(customers: pd.DataFrame) -> list[Measure]:
    """How often the usual category is the preferred one; a guess of the commonest for all beside it.

    `customers`: order_count, usual_category (null: unknown), true_category.
    """
    topic, known = "category", _known(customers, "usual_category")
    if known.empty:
        return [missing(topic, "usual one is preferred", NOT_YET)]
    true = known["true_category"].to_numpy()
    commonest = known["true_category"].value_counts().max() / len(known)
    meaning = (
        f"From {ENOUGH_ORDERS} orders on; the commonest category for all would be right in {commonest:.0%}."
    )
    return [share(topic, "usual one is preferred", known["usual_category"].to_numpy() == true, meaning)]


def usual_hour(customers: pd.DataFrame) -> list[Measure]:
    """How often the usual hour is near the preferred one, around the clock; the best hour for all beside it.

    `customers`: order_count, usual_order_hour (0 to 23, the hour that begins; null: unknown), true_hour (0 to
    24).
    """
    topic, known = "hour", _known(customers, "usual_order_hour")
    what = f"within {NEAR_HOURS} hours"
    if known.empty:
        return [missing(topic, what, NOT_YET)]
    true = known["true_hour"].to_numpy("float64")
    best = max(_near(np.full(len(true), hour + 0.5), true).mean() for hour in range(24))
    meaning = f"From {ENOUGH_ORDERS} orders on; the best single hour for all would be right in {best:.0%}."
    # the middle of the hour stands for it
    return [share(topic, what, _near(known["usual_order_hour"].to_numpy("float64") + 0.5, true), meaning)]


def _known(customers: pd.DataFrame, column: str) -> pd.DataFrame:
    return customers[customers[column].notna() & (customers["order_count"] >= ENOUGH_ORDERS)]


def _near(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs((one - other + 12) % 24 - 12) <= NEAR_HOURS
