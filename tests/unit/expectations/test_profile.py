"""Expectations on the finished profile: each one fails on its own planted fault, and only it."""

import datetime
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from expectations.profile import check_profiles

STAGES = ("potential", "new", "active", "lost")
QUADRANTS = ("diamond", "gold", "silver", "iron")
CLASSES = ("champion", "newcomer", "lost", "no_order")
AS_OF_ON = datetime.date(2026, 3, 1)

# three customers: many orders, one order today, none yet
SOUND = {
    "customer_id": ["c1", "c2", "c3"],
    "order_count": [7, 1, 0],
    "lifetime_spend_amount": [Decimal("120.50"), Decimal("10.00"), Decimal("0.00")],
    "net_spend_amount": [Decimal("99.90"), Decimal("10.00"), Decimal("0.00")],
    "first_ordered_at": [datetime.datetime(1826, 5, 4, 9), datetime.datetime(2026, 3, 1, 7), None],
    "last_ordered_at": [datetime.datetime(2026, 2, 1, 9), datetime.datetime(2026, 3, 1, 7), None],
    "days_since_last_order": [28, 0, None],
    "recency_score": [1, 5, None],
    "frequency_score": [5, 1, None],
    "monetary_score": [5, 1, None],
    "rfm_class": ["champion", "newcomer", "no_order"],
    "value_quadrant": ["diamond", "iron", None],
    "lifecycle_stage": ["active", "new", "potential"],
    "completeness_rate": [1.0, 0.5, 0.0],
    "as_of_on": [AS_OF_ON] * 3,
    "next_change_on": [datetime.date(2026, 3, 2), datetime.date(9999, 12, 31), None],
}


def profiles(**replaced):
    """The sound profile, with whole columns replaced."""
    return pd.DataFrame(
        {name: pd.Series(values, dtype=object) for name, values in (SOUND | replaced).items()}
    )


def check(frame, previous_row_count=3):
    return check_profiles(frame, STAGES, QUADRANTS, CLASSES, previous_row_count)


def failed(results):
    return {result.name: result.severity for result in results if not result.passed}


def test_a_sound_profile_passes():
    results = check(profiles())
    assert failed(results) == {}
    assert {result.severity for result in results} == {"error", "warn"}


def test_a_sound_profile_passes_as_duckdb_delivers_it():
    source = profiles()  # noqa: F841 - read by DuckDB
    frame = (
        duckdb.connect()
        .sql("""
        select * replace (
            order_count::bigint as order_count,
            lifetime_spend_amount::decimal(18, 4) as lifetime_spend_amount,
            net_spend_amount::decimal(18, 4) as net_spend_amount,
            first_ordered_at::timestamp as first_ordered_at,
            last_ordered_at::timestamp as last_ordered_at,
            days_since_last_order::integer as days_since_last_order,
            recency_score::integer as recency_score,
            frequency_score::integer as frequency_score,
            monetary_score::integer as monetary_score,
            completeness_rate::double as completeness_rate,
            as_of_on::date as as_of_on,
            next_change_on::date as next_change_on
        )
        from source
    """)
        .df()
    )
    assert failed(check(frame)) == {}


@pytest.mark.parametrize(
    ("replaced", "expected"),
    [
        ({"customer_id": ["c1", "c1", "c3"]}, {"customer_id_unique"}),
        ({"customer_id": ["c1", None, "c3"]}, {"customer_id_not_null"}),
        ({"order_count": [7, None, 0]}, {"order_count_not_null"}),
        ({"order_count": [7, 1, -1]}, {"order_count_not_negative"}),
        ({"lifecycle_stage": ["active", None, "potential"]}, {"lifecycle_stage_not_null"}),
        ({"lifecycle_stage": ["active", "Active", "potential"]}, {"lifecycle_stage_known"}),
        ({"rfm_class": ["champion", "king", "no_order"]}, {"rfm_class_known"}),
        ({"rfm_class": ["champion", "newcomer", None]}, {"rfm_class_not_null"}),
        ({"value_quadrant": ["diamond", "bronze", None]}, {"value_quadrant_known"}),
        ({"value_quadrant": ["diamond", None, None]}, {"value_quadrant_present_with_orders"}),
        ({"completeness_rate": [1.0, 1.0001, 0.0]}, {"completeness_rate_is_a_rate"}),
        ({"completeness_rate": [1.0, -0.0001, 0.0]}, {"completeness_rate_is_a_rate"}),
        (
            {"lifetime_spend_amount": [120.5, 10.0, -0.0001], "net_spend_amount": [99.9, 10.0, -1.0]},
            {"lifetime_spend_amount_not_negative"},
        ),
        (
            {"net_spend_amount": [Decimal("120.5001"), *SOUND["net_spend_amount"][1:]]},
            {"net_spend_not_above_lifetime"},
        ),
        ({"net_spend_amount": [None, *SOUND["net_spend_amount"][1:]]}, {"net_spend_not_above_lifetime"}),
        (
            {"last_ordered_at": [datetime.datetime(1826, 5, 4, 8), *SOUND["last_ordered_at"][1:]]},
            {"first_order_not_after_last"},
        ),
        ({"first_ordered_at": [None, *SOUND["first_ordered_at"][1:]]}, {"first_order_not_after_last"}),
        ({"days_since_last_order": [28, -1, None]}, {"days_since_last_order_not_negative"}),
        ({"next_change_on": [AS_OF_ON, None, None]}, {"next_change_after_as_of"}),
        ({"as_of_on": [AS_OF_ON, AS_OF_ON, datetime.date(2026, 2, 28)]}, {"as_of_on_single"}),
        ({"as_of_on": [AS_OF_ON, AS_OF_ON, None]}, {"as_of_on_not_null"}),
    ],
)
def test_a_planted_fault_fails_its_own_expectation_as_an_error(replaced, expected):
    assert failed(check(profiles(**replaced))) == dict.fromkeys(expected, "error")


@pytest.mark.parametrize("score", ["recency_score", "frequency_score", "monetary_score"])
@pytest.mark.parametrize(
    ("values", "fault"),
    [
        pytest.param([0, 5, None], "from_1_to_5", id="below"),
        pytest.param([6, 5, None], "from_1_to_5", id="above"),
        pytest.param([2.5, 5, None], "from_1_to_5", id="between-two-scores"),
        pytest.param([None, 5, None], "present_with_orders", id="missing"),
        pytest.param([1, 5, 1], "null_without_orders", id="score-of-nothing"),
    ],
)
def test_a_wrong_score_fails_its_own_expectation_as_an_error(score, values, fault):
    assert failed(check(profiles(**{score: values}))) == {f"{score}_{fault}": "error"}


@pytest.mark.parametrize(
    ("previous_row_count", "passed"),
    [
        pytest.param(3, True, id="as-many"),
        pytest.param(0, True, id="more-than-none"),
        pytest.param(1, True, id="many-more"),
        pytest.param(4, False, id="three-quarters"),
    ],
)
def test_row_count_is_compared_with_the_previous_profile(previous_row_count, passed):
    results = {result.name: result for result in check(profiles(), previous_row_count)}
    result = results["row_count_kept"]
    assert (result.passed, result.severity, result.observed) == (passed, "warn", "3")


@pytest.mark.parametrize(
    ("rows", "passed"),
    [pytest.param(28, True, id="exactly-80-percent-of-35"), pytest.param(27, False, id="one-below")],
)
def test_row_count_boundary_is_exact(rows, passed):
    frame = pd.concat([profiles().iloc[[0]]] * rows, ignore_index=True)
    frame["customer_id"] = [f"c{row}" for row in range(rows)]
    assert ("row_count_kept" not in failed(check(frame, previous_row_count=35))) is passed


def test_row_count_is_skipped_at_the_first_run():
    results = {result.name: result for result in check(profiles(), previous_row_count=None)}
    result = results["row_count_kept"]
    assert (result.passed, result.severity, result.observed) == (True, "warn", "first run")


def test_names_and_their_order_do_not_depend_on_the_run():
    names = [[result.name for result in check(profiles(), count)] for count in (None, 3)]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0])


def test_one_customer_with_orders_is_enough_and_none_is_warned():
    without = profiles().iloc[[2]]
    many = pd.concat([profiles().iloc[[0]]] + [without] * 2000, ignore_index=True)
    many["customer_id"] = [f"c{row}" for row in range(len(many))]
    assert failed(check(many)) == {}
    assert failed(check(without, previous_row_count=1)) == {"some_customer_has_orders": "warn"}


def test_an_empty_profile_has_no_errors():
    results = check(profiles().iloc[:0])
    assert failed(results) == {"row_count_kept": "warn"}


def test_observed_counts_what_falls_outside():
    results = {r.name: r.observed for r in check(profiles(completeness_rate=[1.1, -1.0, 0.0]))}
    assert results["completeness_rate_is_a_rate"] == "2 of 3 customers fall outside"
    assert results["recency_score_null_without_orders"] == "0 of 1 customers fall outside"
    assert results["as_of_on_single"] == "1"


def test_no_value_of_a_customer_is_in_any_result():
    frame = profiles(
        customer_id=["wang.fang@example.com"] * 3,
        lifecycle_stage=["wang.fang@example.com"] * 3,
        rfm_class=["wang.fang@example.com"] * 3,
        lifetime_spend_amount=[-987654.5] * 3,
        days_since_last_order=[-987654] * 3,
        order_count=[-987654] * 3,
    )
    results = check(frame)
    assert len(failed(results)) >= 6
    assert "wang" not in repr(results)
    assert "987,654" not in repr(results)
    assert "987654" not in repr(results)


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match="no column as_of_on, rfm_class"):
        check(profiles().drop(columns=["rfm_class", "as_of_on"]))


def test_column_of_the_wrong_type_is_named():
    with pytest.raises(ValueError, match="Column order_count: its checks need numbers"):
        check(profiles(order_count=["7", "1", "0"]))
