"""How good scores are on customers whose outcome is known, beside baselines, with intervals."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from scipy.stats import rankdata

_BINS = 10
# rows × samples that are held at once
_HELD = 4_000_000
_DIGITS = 4


@dataclass(frozen=True)
class Sampling:
    """`confidence` is the width of every interval, `rounds` the number of bootstrap samples behind it."""

    confidence: float = 0.95
    rounds: int = 1000
    seed: int = 20111209


def evaluate(happened: np.ndarray, scores: dict[str, np.ndarray], how: Sampling) -> dict[str, dict[str, Any]]:
    """Name of a score → its figures; the first score is the model, the others are baselines.

    `happened` holds 0 and 1, both at least once; a score is higher where the outcome is likelier. Each has
    `auc`, `auc_interval` and `top_decile_lift`; a score that is a probability also `brier`, `mean_score` and
    `calibration_error` (expected, over ten bins of equal size). Baselines also have `auc_difference` (model
    minus baseline) with its interval. All intervals are percentiles over the same bootstrap samples of rows,
    so the differences are paired.
    """
    names = list(scores)
    sampled = _sampled_aucs(happened, [scores[name] for name in names], how)
    whole = {name: auc(happened, scores[name]) for name in names}
    figures = {}
    for position, name in enumerate(names):
        figures[name] = {
            "auc": rounded(whole[name]),
            "auc_interval": interval(sampled[:, position], how),
            "top_decile_lift": rounded(top_decile_lift(happened, scores[name])),
            **_calibration(happened, scores[name]),
        }
        if position:
            figures[name]["auc_difference"] = rounded(whole[names[0]] - whole[name])
            figures[name]["auc_difference_interval"] = interval(sampled[:, 0] - sampled[:, position], how)
    return figures


def auc(happened: np.ndarray, score: np.ndarray, times: np.ndarray | None = None) -> Any:
    """Area under the ROC curve; ties count half. `times` (samples × rows): how often each row counts."""
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=np.nan) != 0)
    counts = np.ones((1, len(score))) if times is None else times[:, order]
    positive = np.add.reduceat(counts * happened[order], starts, axis=1)
    negative = np.add.reduceat(counts * (1 - happened[order]), starts, axis=1)
    won = (positive * (np.cumsum(negative, axis=1) - negative / 2)).sum(axis=1)
    area = won / (positive.sum(axis=1) * negative.sum(axis=1))
    return float(area[0]) if times is None else area


def auc_with_interval(
    happened: np.ndarray, score: np.ndarray, confidence: float
) -> tuple[float, float, float]:
    """The area and the ends of its interval, in one pass over sorted scores (DeLong 1988; Sun and Xu 2014).

    Both outcomes must occur. The ends are kept within 0 and 1.
    """
    is_positive = happened == 1
    positive, negative = score[is_positive], score[~is_positive]
    sizes = len(positive), len(negative)
    ranks = rankdata(np.concatenate([positive, negative]))
    # of each positive the share of negatives it beats, of each negative that of positives that beat it
    beats = (ranks[: sizes[0]] - rankdata(positive)) / sizes[1]
    beaten = 1 - (ranks[sizes[0] :] - rankdata(negative)) / sizes[0]
    area = float(beats.mean())
    variance = sum(((part - area) ** 2).sum() / max(len(part) - 1, 1) / len(part) for part in (beats, beaten))
    width = NormalDist().inv_cdf((1 + confidence) / 2) * float(np.sqrt(variance))
    return area, max(area - width, 0.0), min(area + width, 1.0)


def calibration_error(happened: np.ndarray, score: np.ndarray) -> float:
    """Mean distance of the mean score and the share that happened, over ten bins of equal size by score."""
    bins = np.array_split(np.argsort(score, kind="stable"), _BINS)
    gaps = [abs(score[rows].mean() - happened[rows].mean()) * len(rows) for rows in bins if len(rows)]
    return float(sum(gaps) / len(score))


def top_decile_lift(happened: np.ndarray, score: np.ndarray) -> float:
    """Share that happened among the highest tenth of scores, over that among all; ties count in part."""
    size = max(len(score) // 10, 1)
    edge = np.sort(score)[-size]
    above, at = score > edge, score == edge
    found = happened[above].sum() + happened[at].mean() * (size - above.sum())
    return float(found / size / happened.mean())


def _calibration(happened: np.ndarray, score: np.ndarray) -> dict[str, float]:
    if score.min() < 0 or score.max() > 1:
        return {}
    return {
        "brier": rounded(np.mean((score - happened) ** 2)),
        "calibration_error": rounded(calibration_error(happened, score)),
        "mean_score": rounded(score.mean()),
    }


def _sampled_aucs(happened: np.ndarray, scores: list[np.ndarray], how: Sampling) -> np.ndarray:
    """Samples × scores."""
    chunks = [
        np.column_stack([auc(happened, score, times) for score in scores])
        for times in samples(len(happened), how)
    ]
    return np.concatenate(chunks)


def samples(size: int, how: Sampling) -> Iterator[np.ndarray]:
    """How often each of `size` rows is drawn, samples × rows, in chunks of samples."""
    generator = np.random.default_rng(how.seed)
    at_once = min(max(_HELD // size, 1), how.rounds)
    for first in range(0, how.rounds, at_once):
        draws = generator.integers(size, size=(min(at_once, how.rounds - first), size))
        yield np.stack([np.bincount(drawn, minlength=size) for drawn in draws]).astype("float64")


def interval(values: np.ndarray, how: Sampling) -> list[float | None] | None:
    """The ends between which so many samples lie; None where no sample has a value."""
    outside = (1 - how.confidence) / 2
    if np.isnan(values).all():
        return None
    return [rounded(edge) for edge in np.nanquantile(values, [outside, 1 - outside])]


def rounded(value: float) -> float | None:
    """To the digits shown; None for NaN."""
    return None if np.isnan(value) else round(float(value), _DIGITS)
