"""Rules on newly landed rows: boundaries, nulls, far dates, contract entries."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from expectations.arrival import Rule, check_rows, rule_from_contract

CONTRACTS = Path(__file__).parents[3] / "dbt_project" / "models" / "contracts"
NOW = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 3, 1)


def landed(values, dtype=None, keys=None):
    """A frame of one checked column `value`; the keys are r0, r1, … unless given."""
    keys = keys or [f"r{row}" for row in range(len(values))]
    return pd.DataFrame({"record_key": keys, "value": pd.Series(values, dtype=dtype)})


def failing(frame, **rule):
    """The failing keys of one rule on one frame."""
    (result,) = check_rows([frame], [Rule("value", "plausible", **rule)])
    assert result.failed == len(result.failing_keys)
    return list(result.failing_keys)


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(([0.1, 0.1 - 1e-9, None, -5.0], "float64"), id="double"),
        pytest.param(([Decimal("0.1"), Decimal("0.0999999"), None, Decimal("-5")], object), id="decimal"),
    ],
)
def test_value_on_a_lower_boundary_passes_and_null_is_no_failure(column):
    frame = landed(*column)
    (result,) = check_rows([frame], [Rule("value", "plausible", min_value=0.1)])
    assert (result.checked, result.failed, result.failing_keys) == (3, 2, ("r1", "r3"))


@pytest.mark.parametrize("bound", [Decimal("0.10"), 0.1])
def test_value_on_an_upper_boundary_passes_whatever_type_the_bound_has(bound):
    frame = landed([Decimal("0.1"), Decimal("0.1001")], object)
    assert failing(frame, max_value=bound) == ["r1"]


@pytest.mark.parametrize("dtype", ["int32", "int64", "float64"])
def test_zero_is_a_bound(dtype):
    assert failing(landed([-1, 0, 1], dtype), min_value=0) == ["r0"]
    assert failing(landed([-1, 0, 1], dtype), max_value=0) == ["r2"]
    assert failing(landed([-1, 0, 1], dtype), min_value=0, max_value=0) == ["r0", "r2"]


def test_nullable_integers_are_checked():
    assert failing(landed([-1, None, 3], "Int64"), min_value=0) == ["r0"]


@pytest.mark.parametrize("unit", ["s", "us"])
def test_stamps_outside_the_range_of_nanoseconds_are_compared(unit):
    stamps = [
        "1826-05-04 10:00:00",
        "2026-03-01 08:30:00",
        "2026-03-01 08:30:01",
        "9999-12-31 23:59:59",
        None,
    ]
    frame = landed(stamps, f"datetime64[{unit}]")
    assert failing(frame, max_value=NOW) == ["r2", "r3"]
    assert failing(frame, min_value=datetime.datetime(1826, 5, 4, 10)) == []
    assert failing(frame, min_value=datetime.datetime(1826, 5, 4, 10, 0, 1)) == ["r0"]
    assert failing(frame, max_value=datetime.datetime(9999, 12, 31, 23, 59, 59)) == []


def test_a_microsecond_past_the_bound_fails():
    frame = landed(["2026-03-01 08:30:00", "2026-03-01 08:30:00.000001"], "datetime64[us]")
    assert failing(frame, max_value=NOW) == ["r1"]


def test_bound_and_column_in_other_zones_mean_the_same_instant():
    frame = landed(["2026-03-01 08:30:00", "2026-03-01 08:30:01"], "datetime64[us]")
    shanghai = datetime.timezone(datetime.timedelta(hours=8))
    assert failing(frame, max_value=NOW.astimezone(shanghai)) == ["r1"]
    frame["value"] = frame["value"].dt.tz_localize("UTC").dt.tz_convert("Asia/Shanghai")
    assert failing(frame, max_value=NOW) == ["r1"]


@pytest.mark.parametrize("dtype", [object, "datetime64[us]"])
def test_days_are_compared_with_days(dtype):
    days = [datetime.date(1906, 1, 1), datetime.date(1905, 12, 31), TODAY, datetime.date(9999, 12, 31), None]
    frame = landed(days, dtype)
    assert failing(frame, min_value=datetime.date(1906, 1, 1), max_value=TODAY) == ["r1", "r3"]


def test_columns_as_duckdb_delivers_them():
    frame = (
        duckdb.connect()
        .sql("""
        select * from (values
            ('a', 1.5000::decimal(18, 4), date '1826-01-01', timestamp '1826-01-01 00:00:00', 'GBP'),
            ('b', -0.0001::decimal(18, 4), date '9999-12-31', timestamp '9999-12-31 23:59:59', 'GPB'),
            ('c', null, null, null, null)
        ) as landed (record_key, price, born_on, ordered_at, currency)
    """)
        .df()
    )
    rules = [
        Rule("price", "not_negative", min_value=0),
        Rule("born_on", "plausible", min_value=datetime.date(1906, 1, 1), max_value=TODAY),
        Rule("ordered_at", "not_in_the_future", max_value=NOW),
        Rule("currency", "known", value_set=("GBP", "CNY")),
    ]
    results = check_rows([frame], rules)
    assert [result.failing_keys for result in results] == [("b",), ("a", "b"), ("b",), ("b",)]
    assert {result.checked for result in results} == {2}


def test_value_set_is_exact_and_null_is_no_failure():
    assert failing(landed(["GBP", "gbp", "", None, "GBP "]), value_set=("GBP",)) == ["r1", "r2", "r4"]


def test_regex_finds_a_match_and_null_is_no_failure():
    assert failing(landed(["ab-1", "ab-", None, "xab-1"]), regex=r"^(ab)-\d$") == ["r1", "r3"]


def test_results_add_up_over_frames_in_the_order_of_rules_and_arrival():
    rules = [
        Rule("value", "not_negative", min_value=0, advice="correct it", keep_value=True),
        Rule("value", "below_ten", max_value=9),
    ]
    frames = (
        landed(values, "float64", keys) for values, keys in [([-1, 10], ["a", "b"]), ([None, -2], ["c", "d"])]
    )
    first, second = check_rows(frames, rules)
    assert (first.name, first.checked, first.failed, first.failing_keys) == ("not_negative", 3, 2, ("a", "d"))
    assert (second.name, second.checked, second.failed, second.failing_keys) == ("below_ten", 3, 1, ("b",))
    assert (first.advice, first.keep_value) == ("correct it", True)
    assert (second.advice, second.keep_value) == ("", False)


def test_two_rules_with_the_same_check_both_report():
    rules = [Rule("value", "not_negative", min_value=0), Rule("value", "no_adjustment", min_value=0)]
    assert [(r.name, r.failed) for r in check_rows([landed([-1.0])], rules)] == [
        ("not_negative", 1),
        ("no_adjustment", 1),
    ]


def test_equal_keys_and_equal_values_are_each_reported():
    frame = landed([-1.0, -1.0, 1.0], keys=["same", "same", "same"])
    assert failing(frame, min_value=0) == ["same", "same"]


def test_more_failures_than_great_expectations_keeps_values():
    frame = landed([-1.0] * 1000)
    assert failing(frame, min_value=0) == frame["record_key"].tolist()


def test_rows_keep_their_keys_when_the_frame_was_filtered_before():
    frame = landed([5.0, -1.0, 5.0, -1.0]).iloc[[3, 0]]
    assert failing(frame, min_value=0) == ["r3"]


@pytest.mark.parametrize("frames", [[], [landed([], "float64")], [landed([None, None], object)]])
def test_nothing_to_check_is_no_failure(frames):
    (result,) = check_rows(frames, [Rule("value", "not_negative", min_value=0)])
    assert (result.checked, result.failed, result.failing_keys) == (0, 0, ())


def test_without_rules_there_are_no_results():
    assert check_rows([landed([1.0])], []) == []


def test_no_value_and_no_key_is_in_the_repr_of_a_result():
    frame = landed(["wang.fang@example.com"], keys=["13800138000"])
    results = check_rows([frame], [Rule("value", "no_mail", regex="^[^@]*$")])
    assert results[0].failing_keys == ("13800138000",)
    assert "wang" not in repr(results)
    assert "13800138000" not in repr(results)


def test_missing_column_is_named():
    with pytest.raises(ValueError, match="no column price; it has record_key, value"):
        check_rows([landed([1.0])], [Rule("price", "not_negative", min_value=0)])


def test_row_without_key_is_refused():
    with pytest.raises(ValueError, match="no record_key"):
        check_rows([landed([1.0, 2.0], keys=["a", None])], [Rule("value", "not_negative", min_value=0)])


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        pytest.param(["secret", "1"], {"min_value": 0}, id="text-against-number"),
        pytest.param([True, False], {"min_value": 0}, id="boolean-against-number"),
        pytest.param([1.0, 2.0], {"max_value": TODAY}, id="number-against-day"),
        pytest.param(["secret", "2026-03-01"], {"max_value": NOW}, id="text-against-instant"),
        pytest.param([1.0, 2.0], {"regex": "a"}, id="number-against-text"),
        pytest.param([1.0, 2.0], {"value_set": ("a",)}, id="number-against-set"),
    ],
)
def test_column_of_the_wrong_type_is_named_without_its_values(values, rule):
    with pytest.raises(ValueError, match=r"^Column value: its checks need") as caught:
        check_rows([landed(values)], [Rule("value", "plausible", **rule)])
    assert "secret" not in str(caught.value)


def test_rules_that_want_one_column_as_different_kinds_are_refused():
    rules = [Rule("value", "a", min_value=0), Rule("value", "b", regex="x")]
    with pytest.raises(ValueError, match="Column value"):
        check_rows([landed([1.0])], rules)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param({}, "exactly one of", id="checks-nothing"),
        pytest.param({"min_value": 0, "regex": "a"}, "exactly one of", id="two-checks"),
        pytest.param({"min_value": 0, "max_value": TODAY}, "same kind", id="mixed-bounds"),
        pytest.param({"min_value": True}, "finite number", id="boolean-bound"),
        pytest.param({"min_value": float("nan")}, "finite number", id="not-a-number"),
        pytest.param({"min_value": 2, "max_value": 1}, "no value could pass", id="reversed"),
        pytest.param({"min_value": NOW, "max_value": TODAY}, "no value could pass", id="reversed-in-time"),
    ],
)
def test_rule_that_cannot_work_is_refused(given, problem):
    with pytest.raises(ValueError, match=rf"Column price, expectation odd: .*{problem}"):
        Rule("price", "odd", **given)


@pytest.mark.parametrize(
    ("data_type", "given", "expected"),
    [
        ("timestamp", {"max_value": "now"}, {"max_value": NOW}),
        ("date", {"max_value": "today"}, {"max_value": TODAY}),
        ("date", {"min_value": "1906-01-01"}, {"min_value": datetime.date(1906, 1, 1)}),
        ("date", {"min_value": datetime.date(1906, 1, 1)}, {"min_value": datetime.date(1906, 1, 1)}),
        ("timestamp", {"min_value": "1906-01-01"}, {"min_value": datetime.datetime(1906, 1, 1)}),
        ("timestamp", {"min_value": "2026-03-01T16:30:00+08:00"}, {"min_value": NOW}),
        ("decimal(18,4)", {"min_value": 0}, {"min_value": 0}),
        ("decimal(18, 4)", {"max_value": 0.5}, {"max_value": 0.5}),
        ("string", {"value_set": ["a", "b"]}, {"value_set": ("a", "b")}),
        ("string", {"regex": "^a"}, {"regex": "^a"}),
    ],
)
def test_contract_entry_becomes_a_rule(data_type, given, expected):
    entry = {"name": "plausible", "keep_value": True, "advice": "correct it", **given}
    rule = rule_from_contract("value", data_type, entry, NOW, TODAY)
    assert rule == Rule("value", "plausible", keep_value=True, advice="correct it", **expected)


@pytest.mark.parametrize(
    ("data_type", "given", "problem"),
    [
        pytest.param("date", {"minimum": 1, "mean": 2}, "unknown key mean, minimum", id="unknown-keys"),
        pytest.param("date", {"max_value": "now"}, "'now' is not a day", id="now-is-no-day"),
        pytest.param(
            "timestamp", {"max_value": "today"}, "'today' is not an instant", id="today-is-no-instant"
        ),
        pytest.param("date", {"max_value": "31.12.2025"}, "not a day", id="not-iso"),
        pytest.param("date", {"max_value": None}, "not a day", id="empty-bound"),
        pytest.param("decimal(18,4)", {"min_value": "0"}, "not a number", id="quoted-number"),
        pytest.param("string", {"min_value": 0}, "range needs", id="range-of-texts"),
        pytest.param("decimal(18,4)", {"regex": "a"}, "need a string column", id="regex-on-number"),
        pytest.param("string", {"value_set": "iso_3166"}, "iso_4217 or a list", id="unknown-set"),
        pytest.param("string", {"value_set": ["yes", False]}, "quote words", id="yaml-boolean"),
        pytest.param("string", {"value_set": []}, "iso_4217 or a list", id="empty-set"),
        pytest.param("string", {"regex": "("}, "not a regular expression", id="broken-regex"),
        pytest.param("string", {"regex": 1}, "not a regular expression", id="number-as-regex"),
        pytest.param("string", {}, "exactly one of", id="checks-nothing"),
        pytest.param("date", {"max_value": "today", "keep_value": "yes"}, "true or false", id="keep-value"),
        pytest.param("date", {"max_value": "today", "advice": 1}, "advice must be", id="advice"),
        pytest.param("date", {"max_value": "today", "name": None}, "needs a name", id="no-name"),
    ],
)
def test_contract_entry_that_cannot_work_is_refused_by_column_and_name(data_type, given, problem):
    entry = {"name": "plausible", **given}
    with pytest.raises(
        ValueError, match=rf"^Column value, expectation {entry['name']}: .*{re.escape(problem)}"
    ):
        rule_from_contract("value", data_type, entry, NOW, TODAY)


def test_iso_4217_stands_for_the_currencies_in_use():
    entry = {"name": "known_currency", "value_set": "iso_4217"}
    rule = rule_from_contract("value", "string", entry, NOW, TODAY)
    frame = landed(["CNY", "GBP", "XXX", "DEM", "cny", None])
    (result,) = check_rows([frame], [rule])
    assert result.failing_keys == ("r2", "r3", "r4")
