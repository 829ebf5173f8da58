"""When customers ordered, as far as the model needs to know."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Histories:
    """Per customer, in whole days: `frequency` order days after the first, `recency` from the first to the
    latest, `age` from the first to the day looked at.
    """

    frequency: np.ndarray
    recency: np.ndarray
    age: np.ndarray

    def __post_init__(self) -> None:
        """ValueError, with the first row at fault, for a history that cannot be."""
        right = (
            (self.frequency >= 0)
            & (self.recency >= self.frequency)
            & (self.age >= self.recency)
            & ((self.frequency > 0) == (self.recency > 0))
        )
        if not right.all():
            row = int(np.flatnonzero(~right)[0])
            raise ValueError(
                f"Row {row} has {self.frequency[row]} order days after the first, the latest"
                f" {self.recency[row]} days after it, in {self.age[row]} days; expected"
                " 0 <= order days <= recency <= age, and a recency of 0 for those without a second order day"
                " alone. Correct the query that makes it."
            )

    def __len__(self) -> int:
        """How many customers."""
        return len(self.frequency)

    def where(self, kept: np.ndarray | slice) -> "Histories":
        """Those that a mask, or places, keep."""
        return Histories(self.frequency[kept], self.recency[kept], self.age[kept])

    def distinct(self) -> tuple["Histories", np.ndarray, np.ndarray]:
        """Each history once, which of them each customer has, and how many customers have each.

        Exact: at a million customers most of those with one order day share their history with others.
        """
        days = int(self.age.max(initial=0)) + 1
        # recency only matters together with age: a million days of each and nine million order days fit
        key = (self.frequency.astype("int64") * days + self.recency) * days + self.age
        _, first, which, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        return self.where(first), which, counts
