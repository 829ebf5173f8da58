"""The training frame of the churn model: the features that serving sees, and nothing of the future."""

from datetime import date, datetime, timedelta

import duckdb
import pandas as pd
import pytest

# within what the made-up company has lived through
CUT_OFF_ON = date(2026, 1, 1)
# as the analysis has it
ROW_LIMIT = "200000"


@pytest.fixture(scope="module")
def compiled(dbt, sample_home):
    """The analysis as SQL."""
    done = dbt(sample_home, "compile", "--select", "training_features", "--no-introspect")
    assert done.success, done.exception
    return done.result.results[0].node.compiled_code


@pytest.fixture
def con(sample_copy):
    """A copy of the warehouse, which the test may change."""
    with duckdb.connect(str(sample_copy.warehouse)) as con:
        con.execute("set TimeZone = 'UTC'")
        yield con


@pytest.fixture
def training_frame(con, compiled):
    def make(*cut_offs, row_limit=ROW_LIMIT):
        assert ROW_LIMIT in compiled
        con.execute("create or replace table ingest.training_cut_offs (cut_off_on date)")
        con.executemany("insert into ingest.training_cut_offs values (?)", [[day] for day in cut_offs])
        frame = con.execute(compiled.replace(ROW_LIMIT, row_limit)).df()
        return frame.sort_values(["cut_off_on", "customer_id"], ignore_index=True)

    return make


def test_training_sees_what_serving_sees(con, training_frame):
    served = con.execute("select * from features.int_features__own_and_age where order_count > 0").df()
    trained = training_frame(served["as_of_on"][0].date()).drop(columns=["cut_off_on", "is_churned"])

    assert len(served) > 50
    pd.testing.assert_frame_equal(trained, served.sort_values("customer_id", ignore_index=True))


def test_facts_from_the_cut_off_on_do_not_matter(con, training_frame):
    before = training_frame(CUT_OFF_ON)
    deleted = {table: delete_from(con, table, CUT_OFF_ON) for table in fact_tables(con)}
    after = training_frame(CUT_OFF_ON)

    assert min(deleted[table] for table in ("fct_orders", "fct_order_lines", "fct_web_events")) > 0
    pd.testing.assert_frame_equal(after.drop(columns="is_churned"), before.drop(columns="is_churned"))
    assert after["is_churned"].all()
    assert 0 < before["is_churned"].mean() < 1


@pytest.mark.parametrize(
    ("days_after", "expected"),
    [
        pytest.param(0, False, id="on-the-cut-off"),
        pytest.param(89, False, id="on-the-last-day-of-the-horizon"),
        pytest.param(90, True, id="one-day-past"),
        pytest.param(-1, True, id="only-before"),
    ],
)
def test_an_order_within_the_horizon_is_no_churn(con, training_frame, days_after, expected):
    order(con, "probe", CUT_OFF_ON - timedelta(days=40))
    order(con, "probe", CUT_OFF_ON + timedelta(days=days_after))
    probe = training_frame(CUT_OFF_ON).set_index("customer_id").loc["probe"]

    assert bool(probe["is_churned"]) is expected
    assert probe["order_count"] == (2 if days_after < 0 else 1)


def test_who_has_not_ordered_yet_is_not_in_it(con, training_frame):
    order(con, "probe", CUT_OFF_ON)
    frame = training_frame(CUT_OFF_ON, CUT_OFF_ON + timedelta(days=1))

    assert frame[frame["customer_id"] == "probe"]["cut_off_on"].dt.date.tolist() == [
        CUT_OFF_ON + timedelta(days=1)
    ]


def test_a_sample_takes_equally_many_of_each_cut_off_and_the_same_ones_again(training_frame):
    days = [CUT_OFF_ON - timedelta(days=30), CUT_OFF_ON]
    whole, sample = training_frame(*days), training_frame(*days, row_limit="41")
    taken = sample.merge(whole[["customer_id", "cut_off_on"]], on=["customer_id", "cut_off_on"])

    assert sample.groupby("cut_off_on").size().tolist() == [20, 20]
    assert len(taken) == len(sample)
    pd.testing.assert_frame_equal(training_frame(*days, row_limit="41"), sample)
    assert set(sample["customer_id"][:20]) != set(sample["customer_id"][20:])


def fact_tables(con):
    found = con.execute(
        "select table_name from information_schema.tables"
        " where table_schema = 'customers' and table_name like 'fct_%' and table_type = 'BASE TABLE'"
    )
    return [name for (name,) in found.fetchall()]


def delete_from(con, table, day):
    """Delete what happened on a business day or later, by every instant of the row; say how many rows."""
    columns = [name for name, *_ in con.execute(f"describe customers.{table}").fetchall()]
    instants = [name for name in columns if name.endswith("_at") and name != "loaded_at"]
    assert instants, f"{table} does not say when its rows happened"
    late = " or ".join(f"{name} >= ?" for name in instants)
    return con.execute(
        f"delete from customers.{table} where {late}", [start_of(day)] * len(instants)
    ).fetchone()[0]


def start_of(day):
    """The first instant of a day in Shanghai, in UTC."""
    return datetime(day.year, day.month, day.day) - timedelta(hours=8)


def order(con, customer_id, day):
    con.execute(
        "insert into customers.fct_orders by name select ? as order_id, ? as customer_id, ? as ordered_at,"
        " ?::date as ordered_on, 10 as reporting_amount, 10 as order_amount, false as is_weekend",
        [f"{customer_id}-{day}", customer_id, start_of(day), day],
    )
