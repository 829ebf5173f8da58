"""One seed's rows: who is in the segment, what may be read of them, who is kept for the test."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ml.look_alikes.columns import Column, inputs_of
from ml.outcomes.inputs import Given, Inputs

_MOST_LEVELS = 40


@dataclass(frozen=True)
class Seed:
    """A segment whose look-alikes are sought.

    `leaves_out`: the features that make it up, or come from the same records. `size` of all `customer_count`
    customers are in it.
    """

    key: str
    name_zh: str
    name_en: str
    leaves_out: frozenset[str]
    size: int
    customer_count: int


@dataclass(frozen=True)
class Pool:
    """Customers: whether each `is_seed` (0 or 1), for how many it stands (`weight`), its `tenth` (0 to 9)."""

    given: Given
    inputs: Inputs
    is_seed: np.ndarray
    weight: np.ndarray
    tenth: np.ndarray

    def __len__(self) -> int:
        """How many rows."""
        return len(self.is_seed)

    def where(self, kept: np.ndarray) -> "Pool":
        """The rows that a mask keeps."""
        return replace(
            self,
            given={name: values[kept] for name, values in self.given.items()},
            **{name: getattr(self, name)[kept] for name in ("is_seed", "weight", "tenth")},
        )


def pool_of(frame: pd.DataFrame, seed: Seed, columns: Mapping[str, Column]) -> Pool:
    """The rows of a seed: its members, and of the others those drawn from all customers.

    `frame` holds customer_id, is_drawn, a boolean per seed named by its key, and the columns. A customer's
    tenth is a hash of customer_id, the same from fit to fit. Left out are the columns the seed leaves out,
    numbers that go below 0, columns that are the same in all rows, and words of more than 40 kinds.
    """
    is_seed = frame[seed.key].to_numpy(dtype=bool)
    kept = is_seed | frame["is_drawn"].to_numpy(dtype=bool)
    rows, is_seed = frame[kept], is_seed[kept]
    told = [
        column
        for name, column in columns.items()
        if name not in seed.leaves_out and _tells(rows[name], column)
    ]
    inputs = inputs_of(told)
    others = max((~is_seed).sum(), 1)
    weight = np.where(is_seed, seed.size / max(is_seed.sum(), 1), (seed.customer_count - seed.size) / others)
    tenth = pd.util.hash_array(rows["customer_id"].to_numpy(dtype=object)) % 10
    return Pool(inputs.read(rows, "look-alikes"), inputs, is_seed.astype("int64"), weight, tenth)


def _tells(values: pd.Series, column: Column) -> bool:
    if not column.written:
        return 0 < values.nunique() <= _MOST_LEVELS
    numbers = values.to_numpy(dtype="float64", na_value=np.nan)
    known = numbers[np.isfinite(numbers)]
    return len(known) > 0 and known.min() >= 0 and (len(known) < len(numbers) or known.min() < known.max())
