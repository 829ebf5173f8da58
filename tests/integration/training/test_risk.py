"""The training frame of the risk scorecard: who is overdue then, and enough of them to test with."""

from datetime import timedelta

import pytest

from tests.integration.training.facts import CUT_OFF_ON, order, pay

BUYER = "probe"


@pytest.fixture
def paid_before(con):
    """A customer of a while ago, who paid."""
    pay(con, order(con, BUYER, CUT_OFF_ON - timedelta(days=100)), CUT_OFF_ON - timedelta(days=99))


# an order is overdue after 30 days, and the horizon has 90
@pytest.mark.parametrize(
    ("ordered_after", "paid_after", "expected"),
    [
        pytest.param(-31, None, False, id="overdue-before-the-cut-off"),
        pytest.param(-30, None, True, id="overdue-on-the-cut-off"),
        pytest.param(59, None, True, id="overdue-on-the-last-day-of-the-horizon"),
        pytest.param(60, None, False, id="overdue-one-day-past"),
        pytest.param(10, 39, False, id="paid-in-time"),
        pytest.param(10, 40, True, id="paid-on-the-day-it-is-overdue"),
    ],
)
def test_overdue_within_the_horizon(con, training_frame, paid_before, ordered_after, paid_after, expected):
    order_id = order(con, BUYER, CUT_OFF_ON + timedelta(days=ordered_after))
    if paid_after is not None:
        pay(con, order_id, CUT_OFF_ON + timedelta(days=paid_after))
    probe = training_frame(CUT_OFF_ON, of="training_risk").set_index("customer_id").loc[BUYER]

    assert bool(probe["is_overdue"]) is expected
    assert probe["overdue_count"] == (ordered_after == -31)


def test_who_has_not_ordered_within_a_year_is_not_in_it(con, training_frame):
    order(con, BUYER, CUT_OFF_ON - timedelta(days=366))

    assert BUYER not in set(training_frame(CUT_OFF_ON, of="training_risk")["customer_id"])


def test_half_of_a_sample_is_the_test_cut_off_s(training_frame):
    days = [CUT_OFF_ON - timedelta(days=days) for days in (60, 30, 0)]
    sizes = training_frame(*days, of="training_risk", row_limit="40").groupby("cut_off_on").size()

    assert sizes.tolist() == [10, 10, 20]
