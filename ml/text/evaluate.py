"""How good sentiment is on texts whose rating is known, beside baselines, with intervals."""

from statistics import NormalDist
from typing import Any

import numpy as np

from ml.evaluation import Sampling, auc, rounded
from ml.evaluation import evaluate as evaluate_scores

LEXICON, MAJORITY = "lexicon", "majority"
_LEAST_OF_A_PART = 30


def evaluate(
    is_negative: np.ndarray, chance: np.ndarray, read: np.ndarray, usual: float, how: Sampling
) -> dict[str, dict[str, Any]]:
    """Figures of the model (`chance`: probability of a negative text), the lexicon and the majority.

    `read` is the lexicon's score, NaN where it says nothing: counted as the toss of a coin, and told apart as
    `coverage` and `accuracy_where_it_answers`. `usual` is the share of negative texts in training, which the
    majority holds against every text. Intervals are bootstrapped over texts, those of differences paired.
    """
    answers = np.isfinite(read)
    scores = {
        "model": chance,
        LEXICON: np.where(answers, read, 0.5),
        MAJORITY: np.full(len(chance), usual),
    }
    figures = evaluate_scores(is_negative, scores, how)
    for name, score in scores.items():
        right = ((score > 0.5) == is_negative).astype("float64")
        figures[name]["accuracy"], figures[name]["accuracy_interval"] = mean_with_interval(right, how)
    gain = (usual - is_negative) ** 2 - (chance - is_negative) ** 2
    figures[MAJORITY]["brier_difference"], figures[MAJORITY]["brier_difference_interval"] = (
        mean_with_interval(gain, how)
    )
    right = ((read > 0.5) == is_negative)[answers].astype("float64")
    figures[LEXICON]["coverage"] = rounded(answers.mean())
    figures[LEXICON]["accuracy_where_it_answers"] = rounded(right.mean()) if len(right) else None
    return figures


def by_part(is_negative: np.ndarray, score: np.ndarray, parts: np.ndarray) -> dict[str, dict[str, Any]]:
    """AUC per language or group; parts with fewer than thirty texts of either kind are left out."""
    found = {}
    for part in np.unique(parts.astype(str)):
        own, negative = parts.astype(str) == part, is_negative[parts.astype(str) == part]
        if min(negative.sum(), len(negative) - negative.sum()) >= _LEAST_OF_A_PART:
            found[str(part)] = {"texts": len(negative), "auc": rounded(auc(negative, score[own]))}
    return found


def mean_with_interval(values: np.ndarray, how: Sampling) -> tuple[float, list[float]]:
    """The mean of so many values and where it may lie (normal approximation)."""
    width = NormalDist().inv_cdf((1 + how.confidence) / 2) * values.std() / np.sqrt(len(values))
    mean = float(values.mean())
    return rounded(mean), [rounded(mean - width), rounded(mean + width)]
