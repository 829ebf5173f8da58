"""Conditions on single features, with numbers that people would write, and rules made of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

_QUANTILES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_DIGITS = 2


@dataclass(frozen=True)
class Condition:
    """A feature is at least a value, or at most; unknown is neither."""

    column: str
    is_least: bool
    value: float

    @property
    def sql(self) -> str:
        """As a tag rule writes it."""
        return f"{self.column} {'>=' if self.is_least else '<='} {self.value:g}"

    def holds(self, numbers: Mapping[str, np.ndarray]) -> np.ndarray:
        """For whom it holds."""
        values = numbers[self.column]
        with np.errstate(invalid="ignore"):
            return values >= self.value if self.is_least else values <= self.value


@dataclass(frozen=True)
class Rule:
    """Conditions that all hold."""

    conditions: tuple[Condition, ...]

    @property
    def sql(self) -> str:
        """As a tag rule writes it."""
        return " and ".join(condition.sql for condition in self.conditions)

    def holds(self, numbers: Mapping[str, np.ndarray]) -> np.ndarray:
        """For whom it holds."""
        return np.logical_and.reduce([condition.holds(numbers) for condition in self.conditions])


def conditions_of(
    numbers: Mapping[str, np.ndarray], least_share: float
) -> tuple[list[Condition], np.ndarray]:
    """Every column at rounded quantiles, in both directions, and for whom each holds (rows × conditions).

    Left out is what holds for fewer than `least_share` of the rows, or for all but so few, and of conditions
    of a column that hold for the same rows all but the first.
    """
    found, columns = [], []
    for column, values in numbers.items():
        seen: set[tuple[bool, int]] = set()
        for value in _edges(values):
            for is_least in (True, False):
                condition = Condition(column, is_least, value)
                holds = condition.holds(numbers)
                count = int(holds.sum())
                if least_share <= count / len(holds) <= 1 - least_share and (is_least, count) not in seen:
                    seen.add((is_least, count))
                    found.append(condition)
                    columns.append(holds)
    return found, np.column_stack(columns) if columns else np.zeros((0, 0), dtype=bool)


def _edges(values: np.ndarray) -> list[float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return []
    edges = np.quantile(known, _QUANTILES)
    if (known == np.round(known)).all():
        return sorted({float(np.round(_short(edge))) for edge in edges})
    return sorted({_short(edge) for edge in edges})


def _short(value: float) -> float:
    """With two significant digits: people do not write 117.3."""
    return float(f"{value:.{_DIGITS}g}")
