"""How good predictions are on customers whose outcome is known, beside baselines, with intervals."""

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from scipy import stats

from ml.value.settings import ValueSettings

_BINS = 10
# rows × samples that are held at once
_HELD = 4_000_000
_DIGITS = 4
# figures of which a higher one is better; of the others a lower one is
_HIGHER = {"spearman"}
COMPARED = ("rmse", "rmse_at_level", "mae", "spearman")


def evaluate(
    happened: np.ndarray, predicted: dict[str, np.ndarray], settings: ValueSettings
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
    for times in _samples(len(happened), settings):
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
            found[name][f"{figure}_interval"] = _interval(drawn[name][figure], settings)
        for figure in COMPARED if name != model else ():
            sign = 1 if figure in _HIGHER else -1
            difference = sign * (whole[model][figure] - whole[name][figure])
            paired = sign * (drawn[model][figure] - drawn[name][figure])
            found[name][f"{figure}_difference"] = rounded(difference)
            found[name][f"{figure}_difference_interval"] = _interval(paired, settings)
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


def rounded(value: float) -> float | None:
    """To the digits shown; None for NaN."""
    return None if np.isnan(value) else round(float(value), _DIGITS)


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


def _samples(size: int, settings: ValueSettings) -> Iterator[np.ndarray]:
    """How often each row is drawn, in chunks of samples."""
    generator = np.random.default_rng(settings.seed)
    at_once = min(max(_HELD // size, 1), settings.rounds)
    for first in range(0, settings.rounds, at_once):
        draws = generator.integers(size, size=(min(at_once, settings.rounds - first), size))
        yield np.stack([np.bincount(drawn, minlength=size) for drawn in draws]).astype("float64")


def _interval(values: np.ndarray, settings: ValueSettings) -> list[float] | None:
    outside = (1 - settings.confidence) / 2
    if np.isnan(values).all():
        return None
    return [rounded(edge) for edge in np.nanquantile(values, [outside, 1 - outside])]
