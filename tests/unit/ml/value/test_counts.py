import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from ml.value.bgnbd import Parameters, alive
from ml.value.counts import counts, days_until_next, expected
from ml.value.histories import Histories
from tests.unit.ml.value.test_bgnbd import histories, history, parameters

PAPER = Parameters(0.2426, 4.4136 * 7, 0.7929, 2.4259)
MANY = 10_000


def closed_form(given, known, days):
    """Fader, Hardie and Lee 2005, equation 10, with Euler's transformation of its hypergeometric function."""
    r, alpha, a, b = given.array()
    b = b + given.chances_to_stop(known.frequency)
    orders, until_now = r + known.frequency, alpha + known.age
    share = until_now / (until_now + days)
    curve = share ** (a - 1) * special.hyp2f1(a + b - 1 - orders, a - 1, a + b - 1, 1 - share)
    return alive(given, known) * (a + b - 1) / (a - 1) * (1 - curve)


@pytest.mark.parametrize("first_may_be_last", [False, True])
def test_the_mean_is_that_of_the_closed_form(first_may_be_last):
    known = Histories(
        np.array([0, 0, 1, 3, 30, 200]),
        np.array([0, 0, 40, 60, 200, 260]),
        np.array([1, 270, 90, 260, 201, 400]),
    )
    given = Parameters(0.2426, 30.9, 0.7929, 2.4259, first_may_be_last)

    found = counts(given, known, 273, 0.9, most=MANY)

    assert found.mean == pytest.approx(closed_form(given, known, 273), rel=1e-7)
    assert expected(given, known, 273, most=MANY) == pytest.approx(found.mean.sum())


def test_where_the_closed_form_is_nothing_over_nothing_the_mean_goes_on():
    known = history(3, 60, 100)

    beside = [
        counts(Parameters(0.5, 30, a, 2.0), known, 90, 0.9, most=MANY).mean[0] for a in (0.9999, 1, 1.0001)
    ]

    assert beside[1] == pytest.approx((beside[0] + beside[2]) / 2, rel=1e-7)


@pytest.mark.parametrize("first_may_be_last", [False, True])
def test_the_distribution_is_that_of_customers_who_live_so(first_may_be_last):
    given = Parameters(0.8, 30.0, 0.9, 2.0, first_may_be_last)
    known = history(4, 80, 100)
    random, size = np.random.default_rng(1), 400_000
    rate = random.gamma(given.r + 4, 1 / (given.alpha + 100), size)
    stop = random.beta(given.a, given.b + given.chances_to_stop(4), size)
    orders = np.minimum(random.poisson(rate * 90), random.geometric(stop))
    orders *= random.random(size) < alive(given, known)[0]

    found = counts(given, known, 90, 0.9, most=MANY)

    assert found.mean[0] == pytest.approx(orders.mean(), rel=0.01)
    assert found.variance[0] == pytest.approx(orders.var(), rel=0.02)
    assert found.none[0] == pytest.approx((orders == 0).mean(), abs=0.003)
    assert found.low[0] == np.quantile(orders, 0.05, method="inverted_cdf")
    assert found.high[0] == np.quantile(orders, 0.95, method="inverted_cdf")


@given(parameters, histories(), st.floats(0.1, 400))
@settings(max_examples=100, deadline=None)
def test_no_history_breaks_the_counts(given, known, days):
    found = counts(given, known, days, 0.9)

    assert 0 <= found.none[0] <= 1
    assert 0 <= found.low[0] <= found.high[0] <= np.ceil(days)
    assert 0 <= found.mean[0] <= np.ceil(days) + 1e-6
    assert 1 - found.none[0] <= found.mean[0] + 1e-9
    assert np.isfinite(found.variance[0])


def test_longer_horizons_hold_more_and_never_more_days_than_they_have():
    known = history(300, 310, 312)
    given = Parameters(2.0, 1.0, 0.01, 5.0)

    means = [counts(given, known, days, 0.9).mean[0] for days in (1, 10, 30)]

    assert means == sorted(means)
    assert means[0] <= 1
    assert means[2] <= 30


def test_customers_are_alike_alone_and_among_others():
    known = Histories(np.array([0, 5, 0]), np.array([0, 40, 0]), np.array([9, 80, 9]))
    whole = counts(PAPER, known, 90, 0.9)

    for row in range(3):
        alone = counts(PAPER, known.where(slice(row, row + 1)), 90, 0.9)
        assert alone.mean[0] == pytest.approx(whole.mean[row], rel=1e-12)
        assert alone.high[0] == whole.high[row]


def test_the_next_order_comes_when_the_chance_of_it_says():
    known = Histories(np.array([6, 6]), np.array([90, 90]), np.array([95, 300]))
    is_alive = alive(PAPER, known)

    found = days_until_next(PAPER, known, 0.5, is_alive)

    assert is_alive[0] > 0.5 > is_alive[1]
    assert np.isinf(found[1])
    assert 1 - counts(PAPER, known, found[0], 0.9).none[0] == pytest.approx(0.5)
    later = days_until_next(PAPER, known, 0.75, is_alive)
    assert later[0] > found[0]


def test_a_chance_that_is_never_reached_has_no_day():
    assert np.isinf(days_until_next(PAPER, history(6, 90, 95), 0.99, np.array([0.9])))[0]
