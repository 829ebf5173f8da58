"""How many of the products that customers went on to buy were among those shown, beside baselines."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ml.evaluation import Sampling, interval, rounded, samples


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


def evaluate(by: Mapping[str, Mapping[str, np.ndarray]], how: Sampling) -> dict[str, dict[str, Any]]:
    """Who showed → figure → its mean over customers with an interval, from recalls per customer.

    The first is the model; the others also have `<figure>_difference`, model minus them, with its interval.
    Intervals are percentiles over the same bootstrap samples of customers.
    """
    names = list(by)
    figures: dict[str, dict[str, Any]] = {name: {} for name in names}
    for figure in by[names[0]]:
        known = ~np.isnan(by[names[0]][figure])
        values = np.column_stack([by[name][figure][known] for name in names])
        sampled = np.concatenate([times @ values for times in samples(len(values), how)]) / len(values)
        for place, name in enumerate(names):
            told = figures[name]
            told[figure] = rounded(values[:, place].mean())
            told[f"{figure}_interval"] = interval(sampled[:, place], how)
            if place:
                told[f"{figure}_difference"] = rounded((values[:, 0] - values[:, place]).mean())
                told[f"{figure}_difference_interval"] = interval(sampled[:, 0] - sampled[:, place], how)
    return figures
