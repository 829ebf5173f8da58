"""How many of the products that customers went on to buy were among those shown, beside baselines."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ml.next_products.settings import NextProductSettings

_DIGITS = 4


def recalls(
    shown: tuple[np.ndarray, np.ndarray], bought: tuple[np.ndarray, np.ndarray], size: int
) -> np.ndarray:
    """Per customer the share of the products bought that were shown; NaN for who bought none.

    Both are pairs of arrays (customer, product), without doubles; customers are 0 to `size` - 1.
    """
    width = int(max([0, *(pair[1].max(initial=0) for pair in (shown, bought))])) + 1
    hits = np.isin(bought[0] * width + bought[1], shown[0] * width + shown[1])
    found = np.bincount(bought[0], weights=hits, minlength=size)
    count = np.bincount(bought[0], minlength=size)
    return np.where(count > 0, found / np.maximum(count, 1), np.nan)


def evaluate(
    by: Mapping[str, Mapping[str, np.ndarray]], settings: NextProductSettings
) -> dict[str, dict[str, Any]]:
    """Who showed → figure → its mean over customers with an interval, from recalls per customer.

    The first is the model; the others also have `<figure>_difference`, model minus them, with its interval.
    Intervals are percentiles over the same bootstrap samples of customers.
    """
    names = list(by)
    figures: dict[str, dict[str, Any]] = {name: {} for name in names}
    for figure in by[names[0]]:
        known = ~np.isnan(by[names[0]][figure])
        values = np.column_stack([by[name][figure][known] for name in names])
        sampled = _sampled_means(values, settings)
        for place, name in enumerate(names):
            told = figures[name]
            told[figure] = _round(values[:, place].mean())
            told[f"{figure}_interval"] = _interval(sampled[:, place], settings)
            if place:
                told[f"{figure}_difference"] = _round((values[:, 0] - values[:, place]).mean())
                told[f"{figure}_difference_interval"] = _interval(sampled[:, 0] - sampled[:, place], settings)
    return figures


def _sampled_means(values: np.ndarray, settings: NextProductSettings) -> np.ndarray:
    """Samples × columns."""
    generator = np.random.default_rng(settings.seed)
    draws = (generator.integers(len(values), size=len(values)) for _ in range(settings.rounds))
    return np.stack([values[drawn].mean(axis=0) for drawn in draws])


def _interval(values: np.ndarray, settings: NextProductSettings) -> list[float]:
    outside = (1 - settings.confidence) / 2
    return [_round(edge) for edge in np.quantile(values, [outside, 1 - outside])]


def _round(value: float) -> float:
    return round(float(value), _DIGITS)
