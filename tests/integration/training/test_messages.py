"""The training frames of messages: who answered, by an order or a click, and nothing of what followed."""

from datetime import timedelta

import pandas as pd
import pytest

from tests.integration.training.facts import CUT_OFF_ON, buyers, click, delete_from, fact_tables, order, send

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


@pytest.mark.parametrize(
    ("sent_after", "clicked_after", "expected"),
    [
        pytest.param(0, 29, [True], id="clicked-on-the-last-day"),
        pytest.param(29, 30, [False], id="clicked-one-day-past"),
        pytest.param(29, None, [False], id="not-clicked"),
        pytest.param(30, None, [], id="sent-one-day-past"),
        pytest.param(None, None, [], id="not-sent-any"),
    ],
)
def test_who_is_sent_a_message_clicks_within_the_horizon_or_not(
    con, training_frame, sent_after, clicked_after, expected
):
    earlier = send(con, CUSTOMER, "treatment", CUT_OFF_ON - timedelta(days=20))
    # of a message of before it says nothing
    click(con, CUSTOMER, earlier, CUT_OFF_ON + timedelta(days=1))
    if sent_after is not None:
        message = send(con, CUSTOMER, "treatment", CUT_OFF_ON + timedelta(days=sent_after))
        if clicked_after is not None:
            click(con, CUSTOMER, message, CUT_OFF_ON + timedelta(days=clicked_after))
    frame = training_frame(CUT_OFF_ON, of="training_response")

    assert frame[frame["customer_id"] == CUSTOMER]["has_clicked"].tolist() == expected


def test_who_was_sent_none_before_or_is_held_out_is_not_in_it(con, training_frame):
    send(con, "new", "treatment")
    send(con, "held out", "treatment", CUT_OFF_ON - timedelta(days=20))
    send(con, "held out", "holdout")

    found = set(training_frame(CUT_OFF_ON, of="training_response")["customer_id"])
    assert not found & {"new", "held out"}


def test_what_follows_the_cut_off_does_not_matter_to_the_features_of_a_response(con, training_frame):
    for customer in buyers(con, 20):
        click(con, customer, send(con, customer, "treatment", CUT_OFF_ON - timedelta(days=20)), CUT_OFF_ON)
        send(con, customer, "treatment")
    before = training_frame(CUT_OFF_ON, of="training_response")
    for table in fact_tables(con):
        if table != "fct_messages":
            delete_from(con, table, CUT_OFF_ON)
    after = training_frame(CUT_OFF_ON, of="training_response")

    assert len(before) >= 20
    assert before["clicked_message_count_365d"].sum() == after["clicked_message_count_365d"].sum()
    pd.testing.assert_frame_equal(after.drop(columns="has_clicked"), before.drop(columns="has_clicked"))
