"""The training frame of the churn model: the features that serving sees, and nothing of the future."""

from datetime import timedelta

import pandas as pd
import pytest

from tests.integration.training.facts import CUT_OFF_ON, delete_from, fact_tables, order


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
