"""What people spent: lifetime spend of the profile against all they bought."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ml.truth.measure import Measure, missing, rank_correlation, rounded, share

TOPIC = "value"
CLOSE = 0.01


def value(customers: pd.DataFrame, sold: pd.DataFrame) -> list[Measure]:
    """Rank correlation, error, and how many are right within CLOSE.

    `customers` has a row per person who bought something, with the customer with most of their records:
    lifetime_spend_amount, true_amount (of the person), is_whole (the customer has all records of exactly one
    person, none of which is without a customer).
    `sold` has a row per order: order_amount, is_named (it has a customer).
    """
    told, true = (customers[name].to_numpy("float64") for name in ("lifetime_spend_amount", "true_amount"))
    error = np.abs(told - true) / true
    whole = customers["is_whole"].to_numpy(bool)
    measures = [
        rank_correlation(
            TOPIC, "rank correlation", told, true, "Whether the profile puts big spenders above small ones."
        ),
        share(
            TOPIC,
            "spend within 1 %",
            error <= CLOSE,
            "The others bought without a name at times, or are mixed up or scattered.",
        ),
        share(
            TOPIC,
            "spend within 1 %, identity right",
            error[whole] <= CLOSE,
            "Where all records of one person are one customer: whether sums are right at all.",
        ),
    ]
    if len(error):
        meaning = "Mean distance of the profile's spend from the person's, as a share of it."
        measures.insert(1, Measure(TOPIC, "relative error", rounded(error.mean()), len(error), meaning))
    return [*measures, _unnamed(sold)]


def _unnamed(sold: pd.DataFrame) -> Measure:
    what, whole = "spend without a customer", sold["order_amount"].sum()
    if not whole:
        return missing(TOPIC, what, "Nobody bought anything.")
    unnamed = sold.loc[~sold["is_named"], "order_amount"].sum() / whole
    meaning = "Share of all money spent that no profile can hold: the order names nobody."
    return Measure(TOPIC, what, rounded(unnamed), len(sold), meaning)
