"""Whether customers still look like those a model was fitted on: the population stability index (PSI)."""

from collections.abc import Mapping

import numpy as np

_BINS = 10
# an empty bin must not make the index infinite
_LEAST = 1e-4


def described(values: Mapping[str, np.ndarray]) -> dict[str, dict[str, list[float]]]:
    """Name → edges of at most ten bins of equal size, and the share of the values in each; the last is null.

    JSON-able, so that a model's card can hold it; nothing of a single customer is in it.
    """
    found = {}
    for name, numbers in values.items():
        known = numbers[np.isfinite(numbers)]
        edges = np.unique(np.quantile(known, np.arange(1, _BINS) / _BINS)) if len(known) else np.array([])
        found[name] = {"edges": edges.tolist(), "shares": _shares(numbers, edges).tolist()}
    return found


def stability_index(before: Mapping[str, list[float]], numbers: np.ndarray) -> float:
    """Σ (share now − share then) × ln(share now / share then) over the bins of `described`; 0 for none."""
    if not len(numbers):
        return 0.0
    then = np.maximum(before["shares"], _LEAST)
    now = np.maximum(_shares(numbers, np.array(before["edges"])), _LEAST)
    return float(((now - then) * np.log(now / then)).sum())


def _shares(numbers: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Share of the values in each bin, an edge belonging to the bin below it, and of those that are null."""
    is_known = np.isfinite(numbers)
    bins = np.searchsorted(edges, numbers[is_known], side="left")
    counts = np.append(np.bincount(bins, minlength=len(edges) + 1), (~is_known).sum())
    return counts / max(len(numbers), 1)
