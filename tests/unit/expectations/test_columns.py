"""Columns in the types that Great Expectations compares."""

import datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from expectations.columns import as_instants, as_numbers, as_texts


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(pd.Series([1, 2, None], dtype="Int32"), id="nullable-integer"),
        pytest.param(pd.Series([Decimal("1.0"), Decimal("2"), None]), id="decimal"),
        pytest.param(pd.Series([1.0, 2.0, None]), id="double"),
        pytest.param(pd.Series([1, 2.0, None], dtype=object), id="mixed-numbers"),
        pytest.param(
            pd.Series([Decimal("1"), Decimal("2"), None], dtype=pd.ArrowDtype(pa.decimal128(18, 4))),
            id="arrow-decimal",
        ),
    ],
)
def test_numbers_become_doubles(column):
    numbers = as_numbers(column)
    assert numbers.dtype == "float64"
    assert numbers[:2].tolist() == [1.0, 2.0]
    assert numbers.isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(pd.Series(["1826-01-01", "9999-12-31", None], dtype="datetime64[us]"), id="stamp"),
        pytest.param(pd.Series([datetime.date(1826, 1, 1), datetime.date(9999, 12, 31), None]), id="day"),
        pytest.param(
            pd.Series([datetime.datetime(1826, 1, 1), datetime.datetime(9999, 12, 31), None], dtype=object),
            id="datetime",
        ),
    ],
)
def test_instants_outside_nanoseconds_keep_their_value(column):
    instants = as_instants(column)
    assert str(instants.dtype) == "datetime64[us, UTC]"
    assert [value.year for value in instants[:2]] == [1826, 9999]
    assert instants.isna().tolist() == [False, False, True]


@pytest.mark.parametrize("convert", [as_numbers, as_instants, as_texts])
def test_a_column_of_nulls_fits_every_kind(convert):
    assert convert(pd.Series([None, None], dtype=object)).isna().all()


@pytest.mark.parametrize(
    ("convert", "column", "found"),
    [
        pytest.param(as_numbers, pd.Series(["1"], name="price"), "str", id="text-is-no-number"),
        pytest.param(as_numbers, pd.Series([True], name="price"), "bool", id="boolean-is-no-number"),
        pytest.param(as_numbers, pd.Series([1, "x"], name="price"), "mixed-integer", id="mixture"),
        pytest.param(as_instants, pd.Series(["2026-03-01"], name="price"), "str", id="text-is-no-instant"),
        pytest.param(as_instants, pd.Series([1], name="price"), "int64", id="number-is-no-instant"),
        pytest.param(as_texts, pd.Series([1], name="price"), "int64", id="number-is-no-text"),
        pytest.param(as_texts, pd.Series(["a", 1], name="price"), "mixed-integer", id="mixed-text"),
    ],
)
def test_other_content_is_refused_by_column_and_type(convert, column, found):
    with pytest.raises(ValueError, match=rf"^Column price: .* holds {found}\."):
        convert(column)
