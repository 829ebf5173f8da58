"""The training frame as arrays."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from ml.outcomes.inputs import Given
from ml.outcomes.outcome import Outcome


@dataclass(frozen=True)
class Rows:
    """Customers at cut-offs: what was read, inputs (rows × names), outcomes 0 or 1, days datetime64[D]."""

    outcome: Outcome
    given: Given
    names: list[str]
    inputs: np.ndarray
    happened: np.ndarray
    cut_off_on: np.ndarray

    def __len__(self) -> int:
        """How many rows."""
        return len(self.happened)

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
        """The rows that a mask or their places keep."""
        return replace(
            self,
            given={column: values[kept] for column, values in self.given.items()},
            inputs=self.inputs[kept],
            happened=self.happened[kept],
            cut_off_on=self.cut_off_on[kept],
        )

    def only(self, names: list[str]) -> "Rows":
        """The same rows with these inputs."""
        return replace(self, names=names, inputs=self.outcome.inputs.matrix(self.given, names))

    def reading(self, inputs: tuple[str, ...]) -> "Rows":
        """The same rows with the columns of these inputs."""
        wanted = self.outcome.inputs.named(inputs)
        return self.only(wanted.names_in(self.given))

    def telling(self) -> "Rows":
        """Without the inputs that are the same in every row, such as visits where no source tells of any."""
        rows = self.only(self.outcome.inputs.names_in(self.given))
        differs = (rows.inputs != rows.inputs[:1]).any(axis=0)
        return rows.only([name for name, kept in zip(rows.names, differs, strict=True) if kept])

    @property
    def themes(self) -> list[str]:
        """The theme of each input."""
        return self.outcome.inputs.themes(self.names)


def rows_of(frame: pd.DataFrame, outcome: Outcome) -> Rows:
    """From a training frame, in an order of their own; ValueError for lacking columns."""
    keys = ["customer_id", "cut_off_on", outcome.label]
    lacking = [column for column in keys if column not in frame.columns]
    if lacking:
        raise ValueError(
            f"The {outcome.key} training frame has no {', '.join(lacking)}; expected {', '.join(keys)}"
            f" and the features. Make it with the analysis {outcome.frame}."
        )
    ordered = frame.sort_values(["cut_off_on", "customer_id"], ignore_index=True)
    given = outcome.inputs.read(ordered, outcome.key)
    names = outcome.inputs.names_in(given)
    return Rows(
        outcome=outcome,
        given=given,
        names=names,
        inputs=outcome.inputs.matrix(given, names),
        happened=ordered[outcome.label].to_numpy(dtype="int64"),
        cut_off_on=pd.to_datetime(ordered["cut_off_on"]).to_numpy(dtype="datetime64[D]"),
    )
