"""How good scores are on customers whose outcome is known, beside baselines, with intervals."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ml.churn.settings import ChurnSettings

_BINS = 10
_CHUNK = 50
_DIGITS = 4


def evaluate(
    is_churned: np.ndarray, scores: dict[str, np.ndarray], settings: ChurnSettings
) -> dict[str, dict[str, Any]]:
    """Name of a score → its figures; the first score is the model, the others are baselines.

    `is_churned` holds 0 and 1, both at least once; a score is higher where churn is likelier. Each has `auc`,
    `auc_interval` and `top_decile_lift`; a score that is a probability also `brier`, `mean_score` and
    `calibration_error` (expected, over ten bins of equal size). Baselines also have `auc_difference` (model
    minus baseline) with its interval. All intervals are percentiles over the same bootstrap samples of
    customers, so the differences are paired.
    """
    names = list(scores)
    sampled = _sampled_aucs(is_churned, [scores[name] for name in names], settings)
    whole = {name: auc(is_churned, scores[name]) for name in names}
    figures = {}
    for position, name in enumerate(names):
        figures[name] = {
            "auc": _round(whole[name]),
            "auc_interval": _interval(sampled[:, position], settings),
            "top_decile_lift": _round(top_decile_lift(is_churned, scores[name])),
            **_calibration(is_churned, scores[name]),
        }
        if position:
            figures[name]["auc_difference"] = _round(whole[names[0]] - whole[name])
            figures[name]["auc_difference_interval"] = _interval(
                sampled[:, 0] - sampled[:, position], settings
            )
    return figures


def auc(is_churned: np.ndarray, score: np.ndarray, times: np.ndarray | None = None) -> Any:
    """Area under the ROC curve; ties count half. `times` (samples × rows): how often each row counts."""
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=np.nan) != 0)
    counts = np.ones((1, len(score))) if times is None else times[:, order]
    churned = np.add.reduceat(counts * is_churned[order], starts, axis=1)
    stayed = np.add.reduceat(counts * (1 - is_churned[order]), starts, axis=1)
    won = (churned * (np.cumsum(stayed, axis=1) - stayed / 2)).sum(axis=1)
    area = won / (churned.sum(axis=1) * stayed.sum(axis=1))
    return float(area[0]) if times is None else area


def calibration_error(is_churned: np.ndarray, score: np.ndarray) -> float:
    """Mean distance of mean score and churned share over ten bins of equal size, in order of the score."""
    bins = np.array_split(np.argsort(score, kind="stable"), _BINS)
    gaps = [abs(score[rows].mean() - is_churned[rows].mean()) * len(rows) for rows in bins if len(rows)]
    return float(sum(gaps) / len(score))


def top_decile_lift(is_churned: np.ndarray, score: np.ndarray) -> float:
    """Churned share among the highest tenth of scores, over that among all; ties count in part."""
    size = max(len(score) // 10, 1)
    edge = np.sort(score)[-size]
    above, at = score > edge, score == edge
    found = is_churned[above].sum() + is_churned[at].mean() * (size - above.sum())
    return float(found / size / is_churned.mean())


def _calibration(is_churned: np.ndarray, score: np.ndarray) -> dict[str, float]:
    if score.min() < 0 or score.max() > 1:
        return {}
    return {
        "brier": _round(np.mean((score - is_churned) ** 2)),
        "calibration_error": _round(calibration_error(is_churned, score)),
        "mean_score": _round(score.mean()),
    }


def _sampled_aucs(is_churned: np.ndarray, scores: list[np.ndarray], settings: ChurnSettings) -> np.ndarray:
    """Samples × scores."""
    chunks = [
        np.column_stack([auc(is_churned, score, times) for score in scores])
        for times in _samples(len(is_churned), settings)
    ]
    return np.concatenate(chunks)


def _samples(size: int, settings: ChurnSettings) -> Iterator[np.ndarray]:
    """How often each row is drawn, in chunks of samples."""
    generator = np.random.default_rng(settings.seed)
    for first in range(0, settings.rounds, _CHUNK):
        draws = generator.integers(size, size=(min(_CHUNK, settings.rounds - first), size))
        yield np.stack([np.bincount(drawn, minlength=size) for drawn in draws]).astype("float64")


def _interval(values: np.ndarray, settings: ChurnSettings) -> list[float]:
    outside = (1 - settings.confidence) / 2
    return [_round(edge) for edge in np.quantile(values, [outside, 1 - outside])]


def _round(value: float) -> float:
    return round(float(value), _DIGITS)
