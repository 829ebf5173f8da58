"""The training frames of conversion and renewal: who is in them, what happened, and nothing of the future."""

from datetime import timedelta

import pandas as pd
import pytest

from ml.renewal.spec import RENEWAL
from tests.integration.training.facts import (
    CUT_OFF_ON,
    buyers,
    delete_from,
    fact_tables,
    named,
    order,
    subscribe,
)

LEAD, CUSTOMER = "probe", "probe"


@pytest.mark.parametrize(
    ("ordered_after", "expected"),
    [
        pytest.param(0, [True], id="on-the-cut-off"),
        pytest.param(29, [True], id="on-the-last-day-of-the-horizon"),
        pytest.param(30, [False], id="one-day-past"),
        pytest.param(None, [False], id="never"),
        pytest.param(-1, [], id="bought-already"),
    ],
)
def test_a_lead_converts_by_a_first_order_within_the_horizon(con, training_frame, ordered_after, expected):
    named(con, LEAD, "email", CUT_OFF_ON - timedelta(days=1))
    if ordered_after is not None:
        order(con, LEAD, CUT_OFF_ON + timedelta(days=ordered_after))
    frame = training_frame(CUT_OFF_ON, of="training_conversion")

    assert frame[frame["customer_id"] == LEAD]["is_converted"].tolist() == expected


@pytest.mark.parametrize(
    ("identifier_type", "days_before", "is_in"),
    [
        pytest.param("email", 1, True, id="known-before"),
        pytest.param("email", 0, False, id="known-since-the-cut-off"),
        # whose device it was is told by the order to come
        pytest.param("anonymous_id", 100, False, id="a-device-is-nobody"),
    ],
)
def test_a_lead_is_one_only_once_somebody_knows_who(con, training_frame, identifier_type, days_before, is_in):
    named(con, LEAD, identifier_type, CUT_OFF_ON - timedelta(days=days_before))
    order(con, LEAD, CUT_OFF_ON + timedelta(days=5))

    assert (LEAD in set(training_frame(CUT_OFF_ON, of="training_conversion")["customer_id"])) is is_in


def test_a_lead_s_future_does_not_matter(con, training_frame):
    before = training_frame(CUT_OFF_ON, of="training_conversion")
    for table in fact_tables(con):
        delete_from(con, table, CUT_OFF_ON)
    after = training_frame(CUT_OFF_ON, of="training_conversion")

    assert len(before) > 5
    assert before["is_converted"].any()
    pd.testing.assert_frame_equal(after.drop(columns="is_converted"), before.drop(columns="is_converted"))
    assert not after["is_converted"].any()


@pytest.mark.parametrize(
    ("started_before", "ended_after", "expected"),
    [
        pytest.param(45, None, [False], id="goes-on"),
        pytest.param(45, 0, [True], id="ends-on-the-cut-off"),
        pytest.param(45, 59, [True], id="ends-on-the-last-day-of-the-horizon"),
        pytest.param(45, 60, [False], id="ends-one-day-past"),
        pytest.param(45, -1, [], id="ended-already"),
        pytest.param(0, 10, [], id="begins-on-the-cut-off"),
    ],
)
def test_a_subscription_due_is_renewed_or_ends(con, training_frame, started_before, ended_after, expected):
    subscribe(con, CUSTOMER, "month", started_before, ended_after)
    frame = training_frame(CUT_OFF_ON, of="training_renewal")

    assert frame[frame["customer_id"] == CUSTOMER]["is_ended"].tolist() == expected


@pytest.mark.parametrize(
    ("period", "started_before", "expected"),
    [
        pytest.param("month", 45, [(45, 1, 16)], id="a-month-for-the-second-time"),
        pytest.param("year", 306, [], id="a-year-on-the-day-after-the-horizon"),
        pytest.param("year", 307, [(307, 0, 59)], id="a-year-within-the-horizon"),
        pytest.param("decade", 45, [], id="a-period-nobody-knows"),
        pytest.param(None, 45, [], id="no-period"),
    ],
)
def test_a_subscription_is_due_by_its_period(con, training_frame, period, started_before, expected):
    subscribe(con, CUSTOMER, period, started_before, None)
    frame = training_frame(CUT_OFF_ON, of="training_renewal")
    found = frame[frame["customer_id"] == CUSTOMER]

    told = found[["subscription_days", "renewed_count", "days_until_due"]]
    assert list(told.itertuples(index=False, name=None)) == expected


def test_of_several_subscriptions_the_one_due_first_counts(con, training_frame):
    subscribe(con, CUSTOMER, "month", 45, None)
    subscribe(con, CUSTOMER, "week", 45, 10)
    frame = training_frame(CUT_OFF_ON, of="training_renewal")

    assert frame[frame["customer_id"] == CUSTOMER][["billing_period", "is_ended"]].to_numpy().tolist() == [
        ["week", True]
    ]


def test_what_becomes_of_a_subscription_later_does_not_matter(con, training_frame):
    """A row of a subscription is changed as it goes on: what it says of later must not be seen."""
    for number, customer in enumerate(buyers(con, 20)):
        subscribe(con, customer, "month", 40 + number, 5 * number)
    before = training_frame(CUT_OFF_ON, of="training_renewal")
    con.execute(
        "update customers.fct_subscriptions set ended_at = null, ended_on = null, renewal_count = 99,"
        " renewed_at = timestamp '2026-02-01', renewed_on = '2026-02-01', renews_on = '2027-01-01'"
    )
    for table in fact_tables(con):
        if table != "fct_subscriptions":
            delete_from(con, table, CUT_OFF_ON)
    after = training_frame(CUT_OFF_ON, of="training_renewal")

    assert len(before) == 20
    assert before["is_ended"].sum() == 12
    read = [*RENEWAL.inputs.columns]
    pd.testing.assert_frame_equal(after[read], before[read])
    assert not after["is_ended"].any()
