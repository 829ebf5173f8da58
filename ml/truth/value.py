"""What people spent: lifetime spend of the profile against all they bought."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ml.truth.measure import Measure, missing, rank_correlation, rounded, share

TOPIC = "value"
CLOSE = 0.01


def value(customers: pd.DataFrame, unnamed_amount: float, whole_amount: float) -> list[Measure]:
    """Rank correlation, error, and how many are right within CLOSE.

    `customers` has a row per person who bought something, with the customer with most of their records:
    lifetime_spend_amount, true_amount (of the person), is_whole (the customer has all records of exactly one
    person, none of which is without a customer).
    `unnamed_amount` of the `whole_amount` was spent in orders without a customer.
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
    return [*measures, _unnamed(unnamed_amount, whole_amount)]


def _unnamed(unnamed_amount: float, whole_amount: float) -> Measure:
    what = "spend without a customer"
    if not whole_amount:
        return missing(TOPIC, what, "Nobody bought anything.")
    meaning = "Share of all money spent that no profile can hold: the order names nobody."
    return Measure(TOPIC, what, rounded(unnamed_amount / whole_amount), round(whole_amount), meaning)
