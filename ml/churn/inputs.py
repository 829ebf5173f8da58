"""What the churn model sees of a customer: features on a scale on which they add up."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

Numbers = dict[str, np.ndarray]


@dataclass(frozen=True)
class Input:
    """One column of the matrix. Inputs of one theme say the same thing and are explained together."""

    name: str
    theme: str
    columns: tuple[str, ...]
    of: Callable[[Numbers], np.ndarray]


def _log(theme: str, column: str, empty: float = 0.0) -> Input:
    """log(1 + column): the step from 1 to 2 orders counts as much as that from 10 to 20; null is `empty`."""
    return Input(column, theme, (column,), lambda given: _log1p(given[column], empty))


def _share(theme: str, column: str) -> Input:
    """A rate as it is, kept within 0 and 1; null is 0."""
    return Input(
        column, theme, (column,), lambda given: np.clip(np.nan_to_num(given[column], nan=0.0), 0.0, 1.0)
    )


def _log1p(values: np.ndarray, empty: float = 0.0) -> np.ndarray:
    return np.log1p(np.maximum(np.nan_to_num(values, nan=empty), 0.0))


def _is_repeat(given: Numbers) -> np.ndarray:
    return (given["order_day_count"] > 1).astype("float64")


def _cycles_silent(given: Numbers) -> np.ndarray:
    """log of the silence in own purchase cycles; 0 for those who have no cycle yet."""
    silence = _log1p(given["days_since_last_order"]) - _log1p(given["purchase_cycle_days"])
    return silence * _is_repeat(given)


def _products_per_order(given: Numbers) -> np.ndarray:
    return np.log1p(given["distinct_product_count"] / np.maximum(given["order_count"], 1.0))


_NEVER_DAYS = 730.0

INPUTS = (
    _log("silence", "days_since_last_order"),
    Input(
        "cycles_silent",
        "rhythm",
        ("days_since_last_order", "purchase_cycle_days", "order_day_count"),
        _cycles_silent,
    ),
    _log("rhythm", "purchase_cycle_days"),
    Input("is_repeat", "rhythm", ("order_day_count",), _is_repeat),
    _log("orders", "order_count"),
    _log("orders", "order_day_count"),
    _log("recent_orders", "order_count_30d"),
    _log("recent_orders", "order_count_90d"),
    _log("recent_orders", "spend_amount_90d"),
    _log("tenure", "days_since_first_order"),
    _log("spend", "lifetime_spend_amount"),
    _log("spend", "average_order_amount"),
    _log("spend", "largest_order_amount"),
    _log("breadth", "order_line_count"),
    _log("breadth", "item_quantity"),
    _log("breadth", "distinct_product_count"),
    Input("products_per_order", "breadth", ("distinct_product_count", "order_count"), _products_per_order),
    _log("returns", "return_count"),
    _log("returns", "return_count_90d"),
    _share("returns", "returned_rate"),
    _share("discount", "discounted_line_rate_365d"),
    _log("visits", "days_since_last_event", empty=_NEVER_DAYS),
    _log("visits", "event_count_30d"),
    _log("visits", "event_count_90d"),
    _log("visits", "active_day_count_90d"),
    _log("interest", "view_count_30d"),
    _log("interest", "search_count_90d"),
    _log("interest", "cart_count_30d"),
    _log("messages", "clicked_message_count_90d"),
    _log("messages", "unsubscribe_count_90d"),
    _log("service", "complaint_count_90d"),
    _log("service", "ticket_count_90d"),
)
BY_NAME = {given.name: given for given in INPUTS}
# the feature columns that training and scoring read
COLUMNS = tuple(dict.fromkeys(column for given in INPUTS for column in given.columns))


def numbers(frame: pd.DataFrame) -> Numbers:
    """The columns read, as float64 with NaN for null; ValueError naming the ones the frame lacks."""
    lacking = [column for column in COLUMNS if column not in frame.columns]
    if lacking:
        raise ValueError(
            f"The churn model reads {', '.join(lacking)}, which the frame does not have;"
            " expected the columns of fct_customer_features. Add them to the query that reads the features."
        )
    return {column: frame[column].astype("float64").to_numpy(na_value=np.nan) for column in COLUMNS}


def matrix(given: Numbers, names: list[str]) -> np.ndarray:
    """Rows × inputs, without NaN."""
    return np.column_stack([BY_NAME[name].of(given) for name in names])
