"""Whom a message changes: the uplift score against what messages do to each kind of person."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ml.truth.measure import Measure, missing, rank_correlation, rounded

TOPIC = "uplift"
TOP_SHARE = 0.3


def uplift(customers: pd.DataFrame) -> list[Measure]:
    """Rank correlation, and the true effect on the 30 % scored highest beside that on all.

    `customers` has a row per customer with a score: uplift_score, true_uplift (what a message of the same
    kind adds to the person's chance of an order; 0 for who has left).
    """
    if customers.empty:
        why = "No uplift model is published, so no customer has a score."
        return [missing(TOPIC, name, why) for name in ("rank correlation", "true effect on the top 30 %")]
    told, true = (customers[name].to_numpy("float64") for name in ("uplift_score", "true_uplift"))
    top = np.argsort(-told, kind="stable")[: max(int(len(told) * TOP_SHARE), 1)]
    return [
        rank_correlation(
            TOPIC, "rank correlation", told, true, "Whether those whom messages change more score higher."
        ),
        Measure(
            TOPIC,
            "true effect on the top 30 %",
            rounded(true[top].mean()),
            len(top),
            "What a message truly adds to the chance of an order of those scored highest.",
        ),
        Measure(
            TOPIC,
            "true effect on all",
            rounded(true.mean()),
            len(true),
            f"The same of everybody scored; the scores say {told.mean():.4f} on average.",
        ),
    ]
