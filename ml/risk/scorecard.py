"""A logistic regression on weights of evidence, and its points."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ml.logistic import fit_standardised
from ml.outcomes.models import Candidate
from ml.risk.bins import Bins, bins_of


@dataclass(frozen=True)
class Scorecard:
    """Log-odds = `start` + Σ `values` of the bin of each input; an input without a say has one value of 0."""

    start: float
    bins: list[Bins]
    values: list[np.ndarray]

    def parts(self, inputs: np.ndarray) -> np.ndarray:
        """Rows × inputs: what each input adds to `start`."""
        columns = zip(inputs.T, self.bins, self.values, strict=True)
        return np.column_stack([values[bins.place(numbers)] for numbers, bins, values in columns])


@dataclass(frozen=True)
class Points:
    """`base` points stand for odds of `odds` to 1 that nothing happens; `to_double` more double them."""

    base: float = 600.0
    odds: float = 50.0
    to_double: float = 20.0

    def __post_init__(self) -> None:
        """Refuse a scale that is none."""
        if self.odds <= 0 or self.to_double <= 0:
            raise ValueError(
                f"The scale of points has odds {self.odds} and {self.to_double} points to double them;"
                " expected numbers above 0. Correct them in the settings."
            )

    @property
    def factor(self) -> float:
        """Points per unit of log-odds."""
        return self.to_double / np.log(2)

    def of(self, odds: np.ndarray) -> np.ndarray:
        """Points of log-odds that it happens; fewer for a higher risk."""
        return self.base - self.factor * (np.asarray(odds) + np.log(self.odds))


def scorecard(penalty: float) -> Candidate:
    """A candidate for an outcome: binned inputs, each with a weight that is not negative.

    A negative weight would turn the evidence of an input round, which nobody could be told: such inputs are
    left out one by one, the most negative first.
    """

    def fit(inputs: np.ndarray, happened: np.ndarray) -> Scorecard:
        bins = [bins_of(column, happened) for column in inputs.T]
        evidence = np.column_stack([own.of(column) for own, column in zip(bins, inputs.T, strict=True)])
        kept = np.flatnonzero(np.ptp(evidence, axis=0) > 0)
        weights = np.zeros(len(bins))
        start = float(np.log(happened.mean()) - np.log1p(-happened.mean()))
        means = evidence.mean(axis=0)
        while len(kept):
            start, _, scales, found = fit_standardised(evidence[:, kept], happened, penalty)
            if found.min() >= 0:
                weights[kept] = found / scales
                break
            kept = np.delete(kept, found.argmin())
        values = [
            weight * (own.evidence - mean) for weight, own, mean in zip(weights, bins, means, strict=True)
        ]
        return Scorecard(start, bins, values)

    return Candidate(f"scorecard, penalty {penalty}", fit)


def points_table(card: Scorecard, names: list[str], points: Points) -> pd.DataFrame:
    """One row per input that has a say and bin: input_key, place, from_value, to_value, points, count, share.

    A bin holds what is above `from_value` up to `to_value` (None: without end; both None: unknown), in the
    units of the column, which the card reads as log(1 + value). `base_points` are those of everybody.
    """
    rows = [
        row
        for name, bins, values in zip(names, card.bins, card.values, strict=True)
        if np.ptp(values) > 0
        for row in _rows(name, bins, -points.factor * values)
    ]
    columns = ["input_key", "place", "from_value", "to_value", "points", "row_count", "happened_rate"]
    return pd.DataFrame(rows, columns=columns)


def points_range(card: Scorecard, points: Points) -> tuple[float, float]:
    """The fewest and the most points that anybody can have, before the season."""
    held = [values[bins.count > 0] for values, bins in zip(card.values, card.bins, strict=True)]
    least = card.start + sum(float(values.max()) for values in held)
    most = card.start + sum(float(values.min()) for values in held)
    return float(points.of(least)), float(points.of(most))


def _rows(name: str, bins: Bins, points: np.ndarray) -> Iterator[dict[str, Any]]:
    ends = [None, *np.expm1(bins.edges).tolist(), None]
    for place in np.flatnonzero(bins.count):
        yield {
            "input_key": name,
            "place": int(place),
            "from_value": ends[place - 1] if place else None,
            "to_value": ends[place] if place else None,
            "points": int(np.rint(points[place])),
            "row_count": int(bins.count[place]),
            "happened_rate": float(bins.happened[place] / bins.count[place]),
        }
