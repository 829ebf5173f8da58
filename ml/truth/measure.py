"""A figure with what it means, and the statistics behind several of them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

CONFIDENCE = 0.95
_WIDTH = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
_DIGITS = 4


@dataclass(frozen=True)
class Measure:
    """One line of the comparison.

    figure: None where it cannot be had, and `meaning` says why. count: what it was measured on. interval: of
    95 %, where one is sensible.
    """

    topic: str
    what: str
    figure: float | None
    count: int
    meaning: str
    interval: tuple[float, float] | None = None


def ratio(topic: str, what: str, parts: np.ndarray, wholes: np.ndarray, meaning: str) -> Measure:
    """Sum of `parts` over sum of `wholes`, with an entry per customer or person.

    The interval takes these as drawn (linearised: Cochran, Sampling Techniques, section 2.11).
    """
    parts, wholes = np.asarray(parts, "float64"), np.asarray(wholes, "float64")
    whole = wholes.sum()
    if whole == 0:
        return missing(topic, what, "There is nothing to measure this on.")
    figure = parts.sum() / whole
    spread = _WIDTH * np.sqrt(((parts - figure * wholes) ** 2).sum()) / whole
    interval = (rounded(max(0.0, figure - spread)), rounded(min(1.0, figure + spread)))
    return Measure(topic, what, rounded(figure), round(whole), meaning, interval)


def share(topic: str, what: str, holds: np.ndarray, meaning: str) -> Measure:
    """Share of entries that hold."""
    return ratio(topic, what, holds, np.ones(len(holds)), meaning)


def rank_correlation(topic: str, what: str, one: np.ndarray, other: np.ndarray, meaning: str) -> Measure:
    """Spearman's, with the interval by Fisher's z and the variance of Fieller, Hartley and Pearson (1957)."""
    ranks = [pd.Series(np.asarray(values, "float64")).rank().to_numpy() for values in (one, other)]
    count = len(ranks[0])
    if count < 4 or any(np.ptp(rank) == 0 for rank in ranks):
        return missing(topic, what, "There are too few customers, or all are alike.")
    figure = float(np.corrcoef(*ranks)[0, 1])
    # a perfect order has no interval: its z is infinite
    edge = np.arctanh(np.clip(figure, -1 + 1e-12, 1 - 1e-12))
    spread = _WIDTH * np.sqrt(1.06 / (count - 3))
    interval = (rounded(np.tanh(edge - spread)), rounded(np.tanh(edge + spread)))
    return Measure(topic, what, rounded(figure), count, meaning, interval)


def missing(topic: str, what: str, why: str) -> Measure:
    """A figure that cannot be had, and why."""
    return Measure(topic, what, None, 0, why)


def rounded(value: float) -> float:
    """To the digits shown."""
    return round(float(value), _DIGITS)
