"""The training frame of the uplift model: who answered a message, and nothing of what followed it."""

from datetime import timedelta

import pandas as pd
import pytest

from tests.integration.training.facts import CUT_OFF_ON, buyers, delete_from, fact_tables, order, send

CUSTOMER = "probe"


@pytest.mark.parametrize(
    ("ordered_after", "expected"),
    [
        pytest.param(0, True, id="on-the-same-day"),
        pytest.param(7, True, id="on-the-last-day"),
        pytest.param(8, False, id="one-day-past"),
        pytest.param(-1, False, id="before-the-message"),
    ],
)
def test_a_message_is_answered_by_an_order_within_the_days(con, training_frame, ordered_after, expected):
    send(con, CUSTOMER, "treatment")
    order(con, CUSTOMER, CUT_OFF_ON + timedelta(days=ordered_after))
    frame = training_frame(of="training_uplift").set_index("customer_id")

    assert bool(frame.loc[CUSTOMER, "has_responded"]) is expected
    assert bool(frame.loc[CUSTOMER, "is_treated"])


def test_a_message_whose_days_are_not_over_teaches_nothing(con, training_frame):
    send(con, CUSTOMER, "holdout")
    con.execute("update ingest.run_context set as_of_on = ?", [CUT_OFF_ON + timedelta(days=7)])
    too_early = training_frame(of="training_uplift")
    con.execute("update ingest.run_context set as_of_on = ?", [CUT_OFF_ON + timedelta(days=8)])

    assert too_early.empty
    assert len(training_frame(of="training_uplift")) == 1


def test_what_follows_a_message_does_not_matter_to_its_features(con, training_frame):
    """Not the orders, and not the message itself: the arms look alike before it."""
    for number, customer in enumerate(buyers(con, 20)):
        send(con, customer, "holdout" if number % 4 == 0 else "treatment")
    before = training_frame(of="training_uplift")
    for table in fact_tables(con):
        if table != "fct_messages":
            delete_from(con, table, CUT_OFF_ON)

    after = training_frame(of="training_uplift")

    assert len(before) == 20
    assert before["is_treated"].sum() == 15
    assert before["order_count"].max() > 0
    assert before["message_count_30d"].max() == 0
    pd.testing.assert_frame_equal(after.drop(columns="has_responded"), before.drop(columns="has_responded"))
    assert not after["has_responded"].any()
