"""Bring columns into the few types that Great Expectations compares by whole columns and without surprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NUMBERS_IN_OBJECTS = {"decimal", "integer", "floating", "mixed-integer-float", "empty"}
INSTANTS_IN_OBJECTS = {"date", "datetime", "datetime64", "empty"}
TEXTS_IN_OBJECTS = {"string", "empty"}


def as_numbers(column: pd.Series) -> pd.Series:
    """The column as float64, null as NaN.

    Great Expectations turns every bound into a double, and Decimal('0.1') < 0.1: rounding both sides alike
    keeps a value on the boundary there.

    Raises ValueError, naming the column, if it holds anything but numbers.
    """
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    is_number = is_numeric_dtype(column.dtype) and not is_bool_dtype(column.dtype)
    if not is_number and _content(column) not in NUMBERS_IN_OBJECTS:
        raise _wrong_type(column, "numbers")
    return column.astype("float64")


def as_instants(column: pd.Series) -> pd.Series:
    """The column as datetime64[us, UTC]; a day is its first instant, a stamp without zone is UTC.

    With a zone Great Expectations compares the whole column; without one, row by row in Python unless it is
    in nanoseconds, which end in 2262.

    Raises ValueError, naming the column, if it holds anything but days or stamps.
    """
    import pandas as pd

    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        if _content(column) not in INSTANTS_IN_OBJECTS:
            raise _wrong_type(column, "days or instants")
        column = pd.to_datetime(column, utc=True)
    instants = column.dt.as_unit("us").dt
    return instants.tz_localize("UTC") if instants.tz is None else instants.tz_convert("UTC")


def as_texts(column: pd.Series) -> pd.Series:
    """The column as it is. Raises ValueError, naming the column, if it holds anything but text."""
    from pandas.api.types import is_object_dtype, is_string_dtype

    is_text = is_string_dtype(column.dtype) and not is_object_dtype(column.dtype)
    if not is_text and _content(column) not in TEXTS_IN_OBJECTS:
        raise _wrong_type(column, "text")
    return column


def _content(column: pd.Series) -> str:
    """What an object column holds, in pandas' words; for any other column its type."""
    from pandas.api.types import infer_dtype, is_object_dtype

    return infer_dtype(column, skipna=True) if is_object_dtype(column.dtype) else str(column.dtype)


def _wrong_type(column: pd.Series, expected: str) -> ValueError:
    return ValueError(
        f"Column {column.name}: its checks need {expected}, but the column holds {_content(column)}. "
        "Correct the check or the column's data_type in the contract."
    )
