"""The messages of past campaigns as arrays."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from ml.outcomes.inputs import Given
from ml.uplift.spec import INPUTS

KEYS = ["customer_id", "campaign_id", "sent_on", "is_treated", "has_responded"]


@dataclass(frozen=True)
class Rows:
    """Messages: what was read of their customers, inputs (rows × names), arm and response as 0 or 1.

    `chance` is the share treated in the message's campaign, `customer` numbers the customers from 0,
    `sent_on` is datetime64[D], `keys` names day, campaign and customer.
    """

    given: Given
    names: list[str]
    inputs: np.ndarray
    is_treated: np.ndarray
    responded: np.ndarray
    chance: np.ndarray
    customer: np.ndarray
    sent_on: np.ndarray
    keys: pd.MultiIndex

    def __len__(self) -> int:
        """How many messages."""
        return len(self.responded)

    @property
    def days(self) -> list[date]:
        """The days on which campaigns went out, in order."""
        return np.unique(self.sent_on).tolist()

    def before(self, day: date) -> "Rows":
        """What was sent before a day."""
        return self.where(self.sent_on < np.datetime64(day))

    def since(self, day: date) -> "Rows":
        """What was sent from a day on."""
        return self.where(self.sent_on >= np.datetime64(day))

    def known_by(self, day: date, response_days: int) -> "Rows":
        """What was sent so long before a day that it is known who responded."""
        return self.before(day - timedelta(days=response_days))

    def where(self, kept: np.ndarray) -> "Rows":
        """The messages that a mask keeps."""
        arrays = ("inputs", "is_treated", "responded", "chance", "customer", "sent_on", "keys")
        return replace(
            self,
            given={column: values[kept] for column, values in self.given.items()},
            **{name: getattr(self, name)[kept] for name in arrays},
        )

    def only(self, names: list[str]) -> "Rows":
        """The same messages with these inputs."""
        return replace(self, names=names, inputs=INPUTS.matrix(self.given, names))

    def telling(self) -> "Rows":
        """Without the inputs that are the same in every row."""
        rows = self.only(INPUTS.names_in(self.given))
        differs = (rows.inputs != rows.inputs[:1]).any(axis=0)
        return rows.only([name for name, kept in zip(rows.names, differs, strict=True) if kept])

    @property
    def themes(self) -> list[str]:
        """The theme of each input."""
        return INPUTS.themes(self.names)


def rows_of(frame: pd.DataFrame) -> Rows:
    """From a training frame, in an order of their own; campaigns without both arms are left out.

    ValueError for lacking columns.
    """
    lacking = [column for column in KEYS if column not in frame.columns]
    if lacking:
        raise ValueError(
            f"The uplift training frame has no {', '.join(lacking)}; expected {', '.join(KEYS)} and the"
            " features. Make it with the analysis training_uplift."
        )
    treated = frame["is_treated"].astype("float64")
    chance = treated.groupby(frame["campaign_id"]).transform("mean")
    has_both = (chance > 0) & (chance < 1)
    ordered = frame.assign(chance=chance)[has_both].sort_values(
        ["sent_on", "campaign_id", "customer_id"], ignore_index=True
    )
    given = INPUTS.read(ordered, "uplift")
    names = INPUTS.names_in(given)
    return Rows(
        given=given,
        names=names,
        inputs=INPUTS.matrix(given, names),
        is_treated=ordered["is_treated"].to_numpy(dtype="int64"),
        responded=ordered["has_responded"].to_numpy(dtype="int64"),
        chance=ordered["chance"].to_numpy(dtype="float64"),
        customer=np.unique(ordered["customer_id"].astype("str"), return_inverse=True)[1],
        sent_on=pd.to_datetime(ordered["sent_on"]).to_numpy(dtype="datetime64[D]"),
        keys=pd.MultiIndex.from_frame(ordered[["sent_on", "campaign_id", "customer_id"]]),
    )
