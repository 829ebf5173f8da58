from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from orchestration.ingest.casts import text, typed
from orchestration.ingest.contracts import Column


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        yield con


@pytest.fixture
def cast(con):
    """The value of an SQL literal, cast to a type of a contract."""

    def call(literal, data_type, zone="Asia/Shanghai", formats=()):
        relation = con.sql(f"select {literal} as value")
        present = str(relation.types[0])
        column = Column("value", data_type)
        found = text("value", present)
        ((value,),) = relation.project(typed("value", found, present, column, zone, formats)).fetchall()
        return value

    return call


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        pytest.param("2026-03-01 10:00:00", datetime(2026, 3, 1, 2), id="naive-is-business-time"),
        pytest.param("2026/3/1 9:05", datetime(2026, 3, 1, 1, 5), id="short"),
        pytest.param("2026-03-01", datetime(2026, 2, 28, 16), id="day"),
        pytest.param("\t2026-03-01T10:00:00.5\u3000", datetime(2026, 3, 1, 2, 0, 0, 500000), id="blanks"),
        pytest.param("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10), id="utc"),
        pytest.param("2026-03-01T10:00:00+01:00", datetime(2026, 3, 1, 9), id="offset"),
        pytest.param("2026-03-01 10:00:00 -0330", datetime(2026, 3, 1, 13, 30), id="offset-after-blank"),
        pytest.param("2026-03-01 10:00:00 Europe/Paris", datetime(2026, 3, 1, 9), id="zone"),
        pytest.param("2026-03-01 24:00:00", datetime(2026, 3, 1, 16), id="midnight-at-the-end"),
        pytest.param("2026-03-01 10:00 PM", None, id="a-half-day-is-not-dropped"),
        pytest.param("2026-03-01 10:00:00 CST", None, id="CST-may-be-China-or-America"),
        pytest.param("2026-13-45 10:00:00", None, id="no-such-month"),
        pytest.param("2026-02-30", None, id="no-such-day"),
        pytest.param("01/03/2026", None, id="day-first-needs-a-format"),
        pytest.param("1772330400", None, id="epoch-number"),
        pytest.param("infinity", None, id="infinity"),
        pytest.param("epoch", None, id="epoch"),
        pytest.param("0000-01-01", None, id="year-0"),
        pytest.param("99999-01-01", None, id="year-99999"),
        pytest.param("9999-12-31", datetime(9999, 12, 30, 16), id="year-9999"),
        pytest.param("", None, id="empty"),
    ],
)
def test_stamps_as_text(cast, stamp, expected):
    assert cast(f"'{stamp}'", "timestamp") == expected


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        pytest.param("2026-01-15 12:00:00", datetime(2026, 1, 15, 12), id="winter"),
        pytest.param("2026-07-15 12:00:00", datetime(2026, 7, 15, 11), id="summer"),
        pytest.param("2026-03-29 01:30:00", datetime(2026, 3, 29, 1, 30), id="the-hour-that-is-skipped"),
        pytest.param("2026-10-25 01:30:00", datetime(2026, 10, 25, 1, 30), id="the-hour-that-comes-twice"),
    ],
)
def test_naive_stamps_are_of_the_sources_zone(cast, stamp, expected):
    assert cast(f"'{stamp}'", "timestamp", zone="Europe/London") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("timestamp '2026-03-01 10:00:00'", datetime(2026, 3, 1, 2), id="naive"),
        pytest.param("timestamptz '2026-03-01 10:00:00+00'", datetime(2026, 3, 1, 10), id="instant"),
        pytest.param("timestamp_ns '2026-03-01 10:00:00'", datetime(2026, 3, 1, 2), id="nanoseconds"),
        pytest.param("date '2026-03-01'", datetime(2026, 2, 28, 16), id="day"),
        pytest.param("timestamp 'infinity'", None, id="infinity"),
        pytest.param("1772330400", None, id="number"),
        pytest.param("null", None, id="null"),
    ],
)
def test_stamps_with_a_type(cast, value, expected):
    assert cast(value, "timestamp") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("'1990-05-05'", date(1990, 5, 5), id="day"),
        pytest.param("'1990-05-05 23:30:00'", date(1990, 5, 5), id="naive-keeps-what-stands-there"),
        pytest.param("'1990-05-04T16:00:00Z'", date(1990, 5, 5), id="an-instant-has-its-business-day"),
        pytest.param("'2026-03-01T23:30:00-05:00'", date(2026, 3, 2), id="an-offset-is-an-instant"),
        pytest.param("'1990-05-05 10:00 PM'", None, id="half-day"),
        pytest.param("'1826-04-12'", date(1826, 4, 12), id="age-200-can-be-cast"),
        pytest.param("timestamp '1990-05-05 23:30:00'", date(1990, 5, 5), id="naive-with-a-type"),
        pytest.param("timestamptz '1990-05-04 16:00:00+00'", date(1990, 5, 5), id="instant-with-a-type"),
        pytest.param("date '1990-05-05'", date(1990, 5, 5), id="day-with-a-type"),
        pytest.param("date 'infinity'", None, id="infinity"),
    ],
)
def test_days(cast, value, expected):
    assert cast(value, "date") == expected


@pytest.mark.parametrize(
    ("stamp", "formats", "expected"),
    [
        ("31/12/2025 22:15", ("%d/%m/%Y %H:%M",), datetime(2025, 12, 31, 14, 15)),
        ("05/01/2026 10:00 PM", ("%d/%m/%Y", "%d/%m/%Y %I:%M %p"), datetime(2026, 1, 5, 14)),
        ("31.12.2025 10:00 +0000", ("%d.%m.%Y %H:%M %z", "%d.%m.%Y"), datetime(2025, 12, 31, 10)),
        ("31.12.2025", ("%d.%m.%Y %H:%M %z", "%d.%m.%Y"), datetime(2025, 12, 30, 16)),
        ("2025-12-31 08:00:00", ("%d.%m.%Y",), datetime(2025, 12, 31)),
    ],
)
def test_formats_are_tried_in_their_order_before_the_usual_ones(cast, stamp, formats, expected):
    assert cast(f"'{stamp}'", "timestamp", formats=formats) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("' 19.90 '", Decimal("19.9000")),
        ("'.5'", Decimal("0.5000")),
        ("'-1e3'", Decimal("-1000.0000")),
        ("'1,234.50'", None),
        ("'1_000'", None),
        ("'0x10'", None),
        ("'１２'", None),
        ("'twelve'", None),
        ("'NaN'", None),
        ("'99999999999999999999'", None),
        ("19.9::double", Decimal("19.9000")),
        ("'nan'::double", None),
        ("'inf'::double", None),
        ("5::hugeint", Decimal("5.0000")),
        ("date '2026-03-01'", None),
    ],
)
def test_decimals(cast, value, expected):
    assert cast(value, "decimal(18,4)") == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("'2'", 2), ("'2.0'", 2), ("'1.5'", None), ("1.5", None), ("7", 7)]
)
def test_a_whole_number_is_not_rounded_to(cast, value, expected):
    assert cast(value, "bigint") == expected


@pytest.mark.parametrize(("value", "expected"), [("'1.5'", 1.5), ("'nan'", None), ("'inf'::double", None)])
def test_doubles_are_numbers(cast, value, expected):
    assert cast(value, "double") == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("'true'", True), ("1.0::double", True), ("'nan'::double", None)]
)
def test_booleans(cast, value, expected):
    assert cast(value, "boolean") is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'\t123456\u00a0'", "123456"),
        ("'\u3000'", None),
        ("'a b'", "a b"),
        ("'nan'", "nan"),
        ("'nan'::double", None),
        ("12345", "12345"),
    ],
)
def test_text_loses_the_blanks_around_it_only(cast, value, expected):
    assert cast(value, "string") == expected
