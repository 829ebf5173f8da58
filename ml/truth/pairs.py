"""Pairwise precision, recall and F1 of a partition of records against the persons they are."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

_Counts = TypeVar("_Counts", np.ndarray, pd.Series)


@dataclass(frozen=True)
class PairCounts:
    """Pairs of records: of one `person`, of one `customer`, of both."""

    person: int
    customer: int
    both: int

    @property
    def precision(self) -> float:
        """Of pairs taken for one person, so many are; 1 where none is taken."""
        return self.both / self.customer if self.customer else 1.0

    @property
    def recall(self) -> float:
        """Of pairs that are one person, so many are taken for one; 1 where there are none."""
        return self.both / self.person if self.person else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        found = self.person + self.customer
        return 2 * self.both / found if found else 1.0


def pairs_among(counts: _Counts) -> _Counts:
    """How many pairs each count of things makes."""
    return counts * (counts - 1) / 2


def pair_counts(persons: pd.Series, customers: pd.Series) -> PairCounts:
    """Count pairs; the series name per record its person and its customer, in the same order, no nulls."""
    frame = pd.DataFrame({"person": persons.to_numpy(), "customer": customers.to_numpy()})
    groups = ("person", "customer", ["person", "customer"])
    return PairCounts(*(int(pairs_among(frame.groupby(group).size()).sum()) for group in groups))
