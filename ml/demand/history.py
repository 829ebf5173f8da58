"""What was sold in past weeks, as a matrix per level."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

# level → what a series of it is of
LEVELS = {
    "category": ("category",),
    "segment_category": ("segment_key", "category"),
    "product": ("product_id",),
}
KEYS = ("segment_key", "category", "product_id")
COLUMNS = ("week", *KEYS, "quantity")


@dataclass(frozen=True)
class History:
    """Of one level: the keys of its series, a row each, and units sold, series × weeks, the oldest first."""

    keys: pd.DataFrame
    quantity: np.ndarray

    def until(self, weeks: int) -> np.ndarray:
        """What was known when so many weeks had passed."""
        return self.quantity[:, :weeks]

    def after(self, weeks: int, horizon: int) -> np.ndarray:
        """Units per series in the horizon after that."""
        return self.quantity[:, weeks : weeks + horizon].sum(axis=1)

    @property
    def weeks(self) -> int:
        """How many weeks are known."""
        return self.quantity.shape[1]


def histories(sold: pd.DataFrame) -> dict[str, History]:
    """Level → history; `sold` has COLUMNS: week (0 the newest), keys (null for unknown), units sold.

    What lacks a key of a level is not in it. ValueError for lacking columns.
    """
    lacking = [column for column in COLUMNS if column not in sold.columns]
    if lacking:
        raise ValueError(
            f"The demand history has no {', '.join(lacking)}; expected {', '.join(COLUMNS)}. Make it with the"
            " analysis demand_history."
        )
    weeks = int(sold["week"].max()) + 1 if len(sold) else 0
    return {level: _history(sold, list(keys), weeks) for level, keys in LEVELS.items()}


def _history(sold: pd.DataFrame, keys: list[str], weeks: int) -> History:
    known = sold.dropna(subset=keys)
    grouped = known.groupby(keys, sort=True, observed=True)
    row = grouped.ngroup().to_numpy()
    named = known[keys].assign(row=row).drop_duplicates("row").sort_values("row")
    quantity = np.zeros((len(named), weeks))
    place = weeks - 1 - known["week"].to_numpy(dtype="int64")
    np.add.at(quantity, (row, place), known["quantity"].to_numpy(dtype="float64"))
    return History(named[keys].reset_index(drop=True), quantity)
