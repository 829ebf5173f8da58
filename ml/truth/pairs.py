"""Pairwise precision, recall and F1 of a partition of records against the persons they are."""

from dataclasses import dataclass

import pandas as pd


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


def pair_counts(persons: pd.Series, customers: pd.Series) -> PairCounts:
    """Count pairs; the series name per record its person and its customer, in the same order, no nulls."""
    frame = pd.DataFrame({"person": persons.to_numpy(), "customer": customers.to_numpy()})
    return PairCounts(
        _pairs(frame.groupby("person").size()),
        _pairs(frame.groupby("customer").size()),
        _pairs(frame.groupby(["person", "customer"]).size()),
    )


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())
