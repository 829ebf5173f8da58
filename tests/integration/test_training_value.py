"""The training frame of the value model: histories as serving sees them, outcomes of the horizon alone."""

from datetime import date, datetime, timedelta

import duckdb
import pandas as pd
import pytest

from ml.value.rows import BEFORE, COLUMNS, OUTCOMES

# within what the made-up company has lived through
CUT_OFF_ON = date(2025, 11, 1)
HORIZON = 90


@pytest.fixture(scope="module")
def compiled(dbt, sample_home):
    """The analysis as SQL."""
    done = dbt(sample_home, "compile", "--select", "training_value", "--no-introspect")
    assert done.success, done.exception
    return done.result.results[0].node.compiled_code


@pytest.fixture
def con(sample_copy):
    """A copy of the warehouse, which the test may change."""
    with duckdb.connect(str(sample_copy.warehouse)) as con:
        con.execute("set TimeZone = 'UTC'")
        yield con


@pytest.fixture
def frame(con, compiled):
    def make(*cut_offs):
        con.execute("create or replace table ingest.training_cut_offs (cut_off_on date)")
        con.executemany("insert into ingest.training_cut_offs values (?)", [[day] for day in cut_offs])
        return con.execute(compiled).df().sort_values(["cut_off_on", "customer_id"], ignore_index=True)

    return make


def as_of_on(con):
    return con.execute("select as_of_on from ingest.run_context").fetchone()[0]


def test_it_has_what_the_model_reads_as_serving_has_it(con, frame):
    columns = ["customer_id", *COLUMNS]
    served = con.execute(
        f"select {', '.join(columns)} from features.fct_customer_features where order_count > 0"
    ).df()
    found = frame(as_of_on(con))

    assert found.columns.tolist() == ["customer_id", "cut_off_on", *COLUMNS, *OUTCOMES, *BEFORE]
    pd.testing.assert_frame_equal(found[columns], served.sort_values("customer_id", ignore_index=True))


def test_what_is_not_over_yet_is_not_known(con, frame):
    today = as_of_on(con)
    over, open_still = today - timedelta(days=HORIZON), today - timedelta(days=HORIZON - 1)
    found = frame(over, open_still, today)
    known = found.groupby(found["cut_off_on"].dt.date)["future_order_day_count"].agg(
        lambda counts: counts.notna().mean()
    )

    assert known.to_dict() == {over: 1, open_still: 0, today: 0}
    assert found.loc[found["future_order_day_count"].isna(), list(OUTCOMES)].isna().all(axis=None)
    assert found[list(BEFORE)].notna().all(axis=None)


@pytest.mark.parametrize(
    ("days_after", "after", "before"),
    [
        pytest.param(0, (1, 10, 0), (1, 10), id="on-the-cut-off"),
        pytest.param(89, (1, 10, 89), (1, 10), id="on-the-last-day"),
        pytest.param(90, (0, 0, None), (1, 10), id="one-day-past"),
        pytest.param(-90, (0, 0, None), (2, 20), id="on-the-first-day-before"),
        pytest.param(-91, (0, 0, None), (1, 10), id="longer-ago"),
    ],
)
def test_only_the_horizon_counts(con, frame, days_after, after, before):
    order(con, "probe", CUT_OFF_ON - timedelta(days=40))
    order(con, "probe", CUT_OFF_ON + timedelta(days=days_after))
    probe = frame(CUT_OFF_ON).set_index("customer_id").loc["probe"]

    assert [None if pd.isna(probe[name]) else probe[name] for name in OUTCOMES] == list(after)
    assert tuple(probe[list(BEFORE)]) == before


def test_orders_of_one_day_count_once_and_all_of_them_are_spent(con, frame):
    order(con, "probe", CUT_OFF_ON - timedelta(days=40))
    order(con, "probe", CUT_OFF_ON + timedelta(days=3), hour=9)
    order(con, "probe", CUT_OFF_ON + timedelta(days=3), hour=20)
    order(con, "probe", CUT_OFF_ON + timedelta(days=4), amount=None)
    probe = frame(CUT_OFF_ON).set_index("customer_id").loc["probe"]

    assert probe[list(OUTCOMES)].tolist() == [2, 20, 3]


def test_what_comes_after_the_cut_off_moves_the_outcomes_alone(con, frame):
    before = frame(CUT_OFF_ON)
    (deleted,) = con.execute(
        "delete from customers.fct_orders where ordered_on >= ?", [CUT_OFF_ON]
    ).fetchone()
    after = frame(CUT_OFF_ON)

    assert deleted > 0
    pd.testing.assert_frame_equal(after.drop(columns=[*OUTCOMES]), before.drop(columns=[*OUTCOMES]))
    assert before["future_order_day_count"].sum() > 0 == after["future_order_day_count"].sum()


def order(con, customer_id, day, hour=0, amount=10):
    """Place an order at an hour in Shanghai."""
    at = datetime(day.year, day.month, day.day, hour) - timedelta(hours=8)
    con.execute(
        "insert into customers.fct_orders by name select ? as order_id, ? as customer_id, ? as ordered_at,"
        " ?::date as ordered_on, ? as reporting_amount, ? as order_amount, false as is_weekend",
        [f"{customer_id}-{at}", customer_id, at, day, amount, amount],
    )
