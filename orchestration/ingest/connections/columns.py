"""Values as a driver gives them, as a column of raw: typed where the type is sure, else text."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa

_LARGEST = 2**63
_DECIMAL_DIGITS = 38


def column(values: Sequence[Any]) -> pa.Array:
    """The values as one column; of unlike types, or of one that Parquet has no word for, as text."""
    kinds = {type(value) for value in values if value is not None}
    try:
        if not kinds:
            return pa.nulls(len(values), pa.string())
        if kinds == {datetime}:
            return _stamps(values)
        if kinds == {Decimal}:
            return _decimals(values)
        if kinds <= {bool} or kinds <= {float} or kinds <= {str} or kinds <= {date}:
            return pa.array(values)
        if kinds <= {int} and all(value is None or -_LARGEST <= value < _LARGEST for value in values):
            return pa.array(values, pa.int64())
    except (pa.ArrowInvalid, OverflowError, UnicodeEncodeError):
        # a year or number no column type holds: the text says it
        pass
    return pa.array([None if value is None else text(value) for value in values], pa.string())


def text(value: Any) -> str:
    """One value as text: nested ones as JSON, bytes as hexadecimal digits."""
    if isinstance(value, str):
        # half a surrogate pair cannot be written as UTF-8
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=text)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _stamps(values: Sequence[datetime | None]) -> pa.Array:
    zoned = {value.tzinfo is not None for value in values if value is not None}
    if len(zoned) > 1:
        raise pa.ArrowInvalid("some with and some without zone")
    if zoned == {True}:
        instants = [value and value.astimezone(UTC) for value in values]
        return pa.array(instants, pa.timestamp("us", tz="UTC"))
    return pa.array(values, pa.timestamp("us"))


def _decimals(values: Sequence[Decimal | None]) -> pa.Array:
    if not all(value is None or value.is_finite() for value in values):
        raise pa.ArrowInvalid("NaN or infinity")
    scale = max(max(0, -int(value.as_tuple().exponent)) for value in values if value is not None)
    return pa.array(values, pa.decimal128(_DECIMAL_DIGITS, scale))
