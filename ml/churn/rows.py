"""The training frame as arrays."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from ml.churn.inputs import BY_NAME, INPUTS, Numbers, matrix, numbers

_KEYS = ["customer_id", "cut_off_on", "is_churned"]


@dataclass(frozen=True)
class Rows:
    """Customers at cut-offs: numbers as read, inputs (rows × names), outcomes 0 or 1, days datetime64[D]."""

    given: Numbers
    names: list[str]
    inputs: np.ndarray
    is_churned: np.ndarray
    cut_off_on: np.ndarray

    def __len__(self) -> int:
        """How many rows."""
        return len(self.is_churned)

    @property
    def days(self) -> list[date]:
        """The cut-offs, in order."""
        return np.unique(self.cut_off_on).tolist()

    def at(self, day: date) -> "Rows":
        """The rows of one cut-off."""
        return self.where(self.cut_off_on == np.datetime64(day))

    def known_by(self, day: date, horizon_days: int) -> "Rows":
        """The rows whose horizon had ended by a day."""
        return self.where(self.cut_off_on + np.timedelta64(horizon_days, "D") <= np.datetime64(day))

    def where(self, kept: np.ndarray) -> "Rows":
        """The rows that a mask keeps."""
        given = {column: values[kept] for column, values in self.given.items()}
        return Rows(given, self.names, self.inputs[kept], self.is_churned[kept], self.cut_off_on[kept])

    def only(self, names: list[str]) -> "Rows":
        """The same rows with these inputs."""
        return Rows(self.given, names, matrix(self.given, names), self.is_churned, self.cut_off_on)

    def telling(self) -> "Rows":
        """Without the inputs that are the same in every row, such as visits where no source tells of any."""
        differs = (self.inputs != self.inputs[:1]).any(axis=0)
        return self.only([name for name, kept in zip(self.names, differs, strict=True) if kept])

    @property
    def themes(self) -> list[str]:
        """The theme of each input."""
        return [BY_NAME[name].theme for name in self.names]


def rows_of(frame: pd.DataFrame) -> Rows:
    """From a training frame, in an order of their own; ValueError for lacking columns."""
    lacking = [column for column in _KEYS if column not in frame.columns]
    if lacking:
        raise ValueError(
            f"The churn training frame has no {', '.join(lacking)}; expected {', '.join(_KEYS)}"
            " and the features. Make it with the analysis training_features."
        )
    ordered = frame.sort_values(["cut_off_on", "customer_id"], ignore_index=True)
    given, names = numbers(ordered), [kind.name for kind in INPUTS]
    return Rows(
        given=given,
        names=names,
        inputs=matrix(given, names),
        is_churned=ordered["is_churned"].to_numpy(dtype="int64"),
        cut_off_on=pd.to_datetime(ordered["cut_off_on"]).to_numpy(dtype="datetime64[D]"),
    )
