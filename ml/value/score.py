"""Scoring customers with a published fit."""

import numpy as np
import pandas as pd

from ml.value import season
from ml.value.predict import Predicted, predict
from ml.value.rows import customers_of
from ml.value.settings import ValueSettings
from ml.value.train import Fitted

# enough to share the work on equal histories, few enough to stay small
_ROWS_AT_ONCE = 250_000


def score(fitted: Fitted, features: pd.DataFrame, settings: ValueSettings) -> pd.DataFrame:
    """One row per customer with an order: what is to be expected of them within the horizon.

    Columns: customer_id, expected_order_days with least_order_days and most_order_days,
    expected_spend_amount with least_ and most_spend_amount, expected_margin_amount with least_ and
    most_margin_amount (null: no cost known), alive_probability (null: BG/NBD does not ask it of
    one order day), and next_order_on (null: most likely none within `next_order_within_days`) with
    next_order_from_on and next_order_until_on (null: may well be never). What was not proven in the test
    (`fitted.withheld`) is null; the counts of days are Int64.

    `features` has one row per customer: customer_id, as_of_on (the same day in all rows) and rows.COLUMNS.
    ValueError for a fit that is not published or of another horizon, for lacking columns, and for several
    days.
    """
    if fitted.scorer is None:
        raise ValueError(
            f"The value fit {fitted.model_version} must not score: {fitted.reason} Score only published fits."
        )
    if settings.horizon_days != fitted.horizon_days:
        raise ValueError(
            f"The value fit {fitted.model_version} was fitted for {fitted.horizon_days} days, the settings"
            f" say {settings.horizon_days}. Train for them."
        )
    bought = features[features["order_count"] > 0]
    days = pd.to_datetime(bought["as_of_on"].drop_duplicates()).dt.date.tolist()
    if len(days) > 1:
        raise ValueError(
            f"The features to score are as of {len(days)} days, {min(days)} to {max(days)}; expected one day."
            " Score each day on its own."
        )
    parts = []
    for first in range(0, max(len(bought), 1), _ROWS_AT_ONCE):
        part = bought.iloc[first : first + _ROWS_AT_ONCE]
        factor = season.factor_for(fitted.scorer.season, days[0]) if days else 1.0
        found = predict(fitted.scorer, customers_of(part), factor, settings)
        parts.append(_table(part, found, fitted.scorer.told))
    return pd.concat(parts, ignore_index=True)


def _table(part: pd.DataFrame, found: Predicted, told: list[str]) -> pd.DataFrame:
    """The columns, null in the parts that are not told."""
    as_of = pd.to_datetime(part["as_of_on"]).to_numpy(dtype="datetime64[D]")
    columns = {
        "order_days": {
            "expected_order_days": found.order_days,
            "least_order_days": pd.array(found.least_order_days, dtype="Int64"),
            "most_order_days": pd.array(found.most_order_days, dtype="Int64"),
        },
        "spend": {
            "expected_spend_amount": found.spend,
            "least_spend_amount": found.least_spend,
            "most_spend_amount": found.most_spend,
            "expected_margin_amount": found.margin,
            "least_margin_amount": found.least_margin,
            "most_margin_amount": found.most_margin,
        },
        "alive": {"alive_probability": found.alive},
        "next_order": {
            "next_order_on": _day(as_of, found.until_next),
            "next_order_from_on": _day(as_of, found.until_next_from),
            "next_order_until_on": _day(as_of, found.until_next_to),
        },
    }
    table = pd.DataFrame({name: values for group in columns.values() for name, values in group.items()})
    for name in (name for group, names in columns.items() if group not in told for name in names):
        table[name] = pd.Series(None, index=table.index, dtype=table[name].dtype)
    table.insert(0, "customer_id", part["customer_id"].to_numpy())
    return table


def _day(as_of: np.ndarray, until: np.ndarray) -> pd.Series:
    """So many days later; NaT where infinite."""
    is_finite = np.isfinite(until)
    day = as_of + np.where(is_finite, until, 0).astype("timedelta64[D]")
    return pd.Series(np.where(is_finite, day, np.datetime64("NaT", "D"))).astype("datetime64[s]")
