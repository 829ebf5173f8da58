"""The training frame, and the features to score, as arrays."""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import pandas as pd

from ml.value.histories import Histories

# the features that training and scoring read, all of fct_customer_features
COLUMNS = (
    "order_count",
    "order_day_count",
    "unconverted_order_count",
    "days_since_first_order",
    "days_since_last_order",
    "lifetime_spend_amount",
    "margin_amount",
    "costed_spend_amount",
)
_KEYS = ["customer_id", "cut_off_on"]
# within the horizon from the cut-off on (null: not over yet), and within as many days before it
OUTCOMES = ("future_order_day_count", "future_spend_amount", "days_to_next_order")
BEFORE = ("previous_order_day_count", "previous_spend_amount")


@dataclass(frozen=True)
class Customers:
    """What is known of each: order days, mean amount of one (NaN: unknown), margin and the spend it is of."""

    order_days: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    mean_amount: np.ndarray
    margin: np.ndarray
    costed: np.ndarray

    def __len__(self) -> int:
        """How many."""
        return len(self.order_days)

    @property
    def histories(self) -> Histories:
        """When they ordered."""
        return Histories(self.order_days - 1, self.recency, self.age)

    def where(self, kept: np.ndarray | slice) -> "Customers":
        """Those that a mask keeps."""
        return Customers(*(getattr(self, field.name)[kept] for field in fields(self)))


@dataclass(frozen=True)
class Rows:
    """Customers at cut-offs, datetime64[D]: what they did in the horizon after (NaN: not known yet),
    `until_next` days to the next order day (infinite: none in the horizon), and what they did in as many
    days before.
    """

    customers: Customers
    cut_off_on: np.ndarray
    order_days: np.ndarray
    spend: np.ndarray
    until_next: np.ndarray
    previous_order_days: np.ndarray
    previous_spend: np.ndarray

    def __len__(self) -> int:
        """How many."""
        return len(self.customers)

    @property
    def days(self) -> list[date]:
        """The cut-offs, in order."""
        return np.unique(self.cut_off_on).tolist()

    @property
    def matured(self) -> "Rows":
        """The rows whose outcome is known."""
        return self.where(~np.isnan(self.order_days))

    def at(self, day: date) -> "Rows":
        """The rows of one cut-off."""
        return self.where(self.cut_off_on == np.datetime64(day))

    def known_by(self, day: date, horizon_days: int) -> "Rows":
        """The rows whose horizon had ended by a day."""
        return self.where(self.cut_off_on + np.timedelta64(horizon_days, "D") <= np.datetime64(day))

    def where(self, kept: np.ndarray) -> "Rows":
        """The rows that a mask keeps."""
        rest = (getattr(self, field.name)[kept] for field in fields(self) if field.name != "customers")
        return Rows(self.customers.where(kept), *rest)

    def bytes(self) -> bytes:
        """All of it, for a fingerprint."""
        arrays = [getattr(self.customers, field.name) for field in fields(self.customers)]
        arrays += [getattr(self, field.name) for field in fields(self) if field.name != "customers"]
        return b"".join(values.astype("float64").tobytes() for values in arrays)


def rows_of(frame: pd.DataFrame) -> Rows:
    """From a training frame, in an order of their own; ValueError for lacking columns."""
    expected = [*_KEYS, *OUTCOMES, *BEFORE]
    lacking = [column for column in expected if column not in frame.columns]
    if lacking:
        raise ValueError(
            f"The value training frame has no {', '.join(lacking)}; expected {', '.join(expected)} and the"
            " features. Add them to the query that makes it."
        )
    ordered = frame.sort_values(_KEYS, ignore_index=True)
    happened, spend, until_next = (_numbers(ordered, column) for column in OUTCOMES)
    return Rows(
        customers=customers_of(ordered),
        cut_off_on=pd.to_datetime(ordered["cut_off_on"]).to_numpy(dtype="datetime64[D]"),
        order_days=happened,
        spend=np.where(np.isnan(happened), np.nan, np.nan_to_num(spend)),
        until_next=np.where(np.isnan(until_next), np.inf, until_next),
        previous_order_days=np.nan_to_num(_numbers(ordered, "previous_order_day_count")),
        previous_spend=np.nan_to_num(_numbers(ordered, "previous_spend_amount")),
    )


def customers_of(frame: pd.DataFrame) -> Customers:
    """Customers with an order; ValueError naming the columns that the frame lacks.

    The mean is that of orders with an exchange rate: without one an order has no amount.
    """
    lacking = [column for column in COLUMNS if column not in frame.columns]
    if lacking:
        raise ValueError(
            f"The value model reads {', '.join(lacking)}, which the frame does not have;"
            " expected the columns of fct_customer_features. Add them to the query that reads the features."
        )
    orders, days, unconverted, first, last, spend, margin, costed = (
        _numbers(frame, column) for column in COLUMNS
    )
    priced_days = days * (1 - unconverted / orders)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where((priced_days > 0) & (spend > 0), spend / priced_days, np.nan)
    order_days, age, silence = (values.astype("int64") for values in (days, first, last))
    return Customers(order_days, age - silence, age, mean, margin, np.nan_to_num(costed))


def _numbers(frame: pd.DataFrame, column: str) -> np.ndarray:
    return frame[column].astype("float64").to_numpy(na_value=np.nan)
