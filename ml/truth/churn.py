"""Who comes back: the churn score against the orders of the days after."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ml.evaluation import evaluate
from ml.outcomes.settings import OutcomeSettings
from ml.truth.measure import Measure, missing, rounded

TOPIC = "churn"
_DRAWN = 5_000_000  # customers in all bootstrap samples together


def churn(customers: pd.DataFrame, horizon_days: int) -> list[Measure]:
    """Area under the curve of the score and of recency alone, and calibration.

    `customers` has a row per customer with an order: churn_score (null: no model), days_since_last_order,
    returns (whether any of its persons orders within the horizon). Without scores only recency is measured.
    """
    known = customers[customers["churn_score"].notna()]
    is_scored = not known.empty
    measured = known if is_scored else customers
    is_churned = 1 - measured["returns"].to_numpy().astype(int)
    if is_churned.min(initial=1) == is_churned.max(initial=0):
        return [missing(TOPIC, "ranking (AUC)", "All customers with an order did the same: nothing to tell.")]
    scores = {"recency": measured["days_since_last_order"].to_numpy("float64")}
    if is_scored:
        scores = {"score": measured["churn_score"].to_numpy("float64"), **scores}
    # the more customers, the less two samples differ: fewer are enough
    rounds = min(1000, max(100, _DRAWN // len(is_churned)))
    figures = evaluate(is_churned, scores, OutcomeSettings(horizon_days=horizon_days, rounds=rounds))
    return [*_score(figures, is_churned, is_scored), _recency(figures, len(is_churned))]


def _score(figures: dict, is_churned: np.ndarray, is_scored: bool) -> list[Measure]:
    if not is_scored:
        why = "No churn model is published, so no customer has a score."
        return [missing(TOPIC, name, why) for name in ("ranking (AUC)", "calibration error")]
    of_score, count = figures["score"], len(is_churned)
    return [
        _area("ranking (AUC)", of_score, count, "How often one who leaves is scored above one who returns."),
        Measure(
            TOPIC,
            "ranking, beyond recency",
            figures["recency"]["auc_difference"],
            count,
            "What the score adds to knowing the days since the last order.",
            _interval(figures["recency"]["auc_difference_interval"]),
        ),
        Measure(
            TOPIC,
            "calibration error",
            of_score["calibration_error"],
            count,
            f"Mean distance of score and outcome in tenths: {of_score['mean_score']:.1%} expected to leave,"
            f" {rounded(is_churned.mean()):.1%} did.",
        ),
    ]


def _recency(figures: dict, count: int) -> Measure:
    meaning = "The same by days since the last order alone: what a score must beat."
    return _area("ranking by recency alone (AUC)", figures["recency"], count, meaning)


def _area(what: str, figures: dict, count: int, meaning: str) -> Measure:
    return Measure(TOPIC, what, figures["auc"], count, meaning, _interval(figures["auc_interval"]))


def _interval(edges: list[float]) -> tuple[float, float] | None:
    """None where there are so few customers that some bootstrap samples held only one outcome."""
    low, high = edges
    return None if np.isnan([low, high]).any() else (low, high)
