"""How good predictions are on customers whose outcome is known, beside baselines, with intervals."""

from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from scipy import stats

from ml.evaluation import Sampling, interval, rounded, samples

_BINS = 10
# figures of which a higher one is better; of the others a lower one is
_HIGHER = {"spearman"}
COMPARED = ("rmse", "rmse_at_level", "mae", "spearman")


def evaluate(
    happened: np.ndarray, predicted: dict[str, np.ndarray], how: Sampling
) -> dict[str, dict[str, Any]]:
    """Name of a prediction → its figures; the first is the model, the others are baselines.

    Each has `rmse`, `mae`, `total_rate` (predicted over happened, in all), `rmse_at_level` (of the
    prediction scaled to what happened in all) and `spearman`, each with an `_interval`; baselines also the
    `_difference` of all but the total to the model, positive where the model is better. A figure that cannot
    be had (no order among those who are all alike) is None. Intervals are percentiles over the same
    bootstrap samples of customers, so differences are paired; ranks are those among all customers.
    """
    sums = {name: _ingredients(happened, values) for name, values in predicted.items()}
    whole = {name: _figures(values.sum(axis=0)) for name, values in sums.items()}
    sampled: dict[str, list[dict[str, np.ndarray]]] = {name: [] for name in sums}
    for times in samples(len(happened), how):
        for name, values in sums.items():
            sampled[name].append(_figures(times @ values))
    drawn = {
        name: {figure: np.concatenate([part[figure] for part in parts]) for figure in parts[0]}
        for name, parts in sampled.items()
    }
    model = next(iter(predicted))
    found = {}
    for name in predicted:
        found[name] = {}
        for figure, value in whole[name].items():
            found[name][figure] = rounded(value)
            found[name][f"{figure}_interval"] = interval(drawn[name][figure], how)
        for figure in COMPARED if name != model else ():
            sign = 1 if figure in _HIGHER else -1
            difference = sign * (whole[model][figure] - whole[name][figure])
            paired = sign * (drawn[model][figure] - drawn[name][figure])
            found[name][f"{figure}_difference"] = rounded(difference)
            found[name][f"{figure}_difference_interval"] = interval(paired, how)
    return found


def best(figures: dict[str, dict[str, Any]], figure: str) -> str:
    """The baseline that is best by a figure."""
    names = [name for name in list(figures)[1:] if figures[name][figure] is not None]
    pick = max if figure in _HIGHER else min
    return pick(names, key=lambda name: figures[name][figure])


def by_decile(happened: np.ndarray, predicted: np.ndarray) -> list[dict[str, Any]]:
    """Ten groups of equal size, in order of the prediction: customers, mean predicted, mean happened."""
    parts = np.array_split(np.argsort(predicted, kind="stable"), _BINS)
    return [
        {
            "customer_count": len(rows),
            "predicted": rounded(predicted[rows].mean()),
            "happened": rounded(happened[rows].mean()),
        }
        for rows in parts
        if len(rows)
    ]


def coverage(happened: np.ndarray, least: np.ndarray, most: np.ndarray) -> float | None:
    """The share of customers whose outcome lies within their interval."""
    return rounded(((happened >= least) & (happened <= most)).mean()) if len(happened) else None


def _ingredients(happened: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Rows × what the figures are sums of."""
    error = predicted - happened
    ranks = [stats.rankdata(values) / len(values) - 0.5 for values in (happened, predicted)]
    pairs = ((happened, predicted), ranks)
    moments = [
        one * other
        for first, second in pairs
        for one, other in combinations_with_replacement((first, second), 2)
    ]
    return np.column_stack(
        [np.ones(len(error)), error**2, np.abs(error), happened, predicted, *ranks, *moments]
    )


def _figures(sums: np.ndarray) -> dict[str, Any]:
    """Of each row of sums."""
    size, squares, distances, happened, predicted, one, other, *moments = sums.T
    happened_twice, crossed, predicted_twice, ones, both, others = moments
    spread = (ones - one**2 / size) * (others - other**2 / size)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = happened / predicted
        at_level = happened_twice - 2 * scale * crossed + scale**2 * predicted_twice
        return {
            "rmse": np.sqrt(squares / size),
            "rmse_at_level": np.sqrt(np.maximum(at_level, 0) / size),
            "mae": distances / size,
            "total_rate": np.where(happened > 0, predicted / happened, np.nan),
            "spearman": np.where(spread > 1e-9 * size, (both - one * other / size) / np.sqrt(spread), np.nan),
        }
