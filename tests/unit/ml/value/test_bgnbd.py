import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from benchmarks.orders import frame_of, made_up
from ml.value.bgnbd import NoFitError, Parameters, alive, fit, gradient, log_likelihood
from ml.value.histories import Histories
from ml.value.rows import customers_of
from tests.unit.ml.value.conftest import AS_OF_ON

PAPER = Parameters(0.2426, 4.4136 * 7, 0.7929, 2.4259)


def history(frequency, recency, age):
    return Histories(*(np.array([value]) for value in (frequency, recency, age)))


@st.composite
def histories(draw):
    frequency = draw(st.integers(0, 400))
    recency = 0 if frequency == 0 else draw(st.integers(frequency, 2000))
    return history(frequency, recency, draw(st.integers(recency, 4000)))


parameters = st.builds(
    Parameters,
    r=st.floats(0.05, 20),
    alpha=st.floats(0.5, 500),
    a=st.floats(0.05, 20),
    b=st.floats(0.05, 20),
    first_may_be_last=st.booleans(),
)


def by_integration(given, frequency, recency, age):
    """The likelihood as told: rate and stopping drawn apart, orders Poisson until one stops."""
    flips = frequency + given.first_may_be_last
    rate = stats.gamma(given.r, scale=1 / given.alpha)
    stop = stats.beta(given.a, given.b)

    def mean(of, drawn, until):
        return integrate.quad(lambda value: of(value) * drawn.pdf(value), 0, until, epsabs=1e-13)[0]

    going_on = mean(lambda p: (1 - p) ** flips, stop, 1)
    going_on *= mean(lambda pace: pace**frequency * np.exp(-pace * age), rate, 40)
    if not flips:
        return going_on
    stopped = mean(lambda p: p * (1 - p) ** (flips - 1), stop, 1)
    return going_on + stopped * mean(lambda pace: pace**frequency * np.exp(-pace * recency), rate, 40)


@pytest.mark.parametrize("first_may_be_last", [False, True])
@pytest.mark.parametrize(("frequency", "recency", "age"), [(0, 0, 5), (1, 2, 2), (2, 5, 9), (4, 6, 20)])
def test_the_likelihood_is_the_integral_of_the_story(frequency, recency, age, first_may_be_last):
    given = Parameters(1.6, 3.0, 1.4, 2.2, first_may_be_last)
    expected = by_integration(given, frequency, recency, age)

    found = log_likelihood(given, history(frequency, recency, age))[0]

    assert np.exp(found) == pytest.approx(expected, rel=1e-5)


@given(parameters, histories())
@settings(max_examples=150, deadline=None)
def test_the_slope_is_that_of_the_likelihood(given, known):
    found = gradient(given, known)[0]
    for place, name in enumerate(("r", "alpha", "a", "b")):
        value = getattr(given, name)
        step = 1e-4 * value
        either = [
            log_likelihood(Parameters(**{**vars(given), name: value + side * step}), known)[0]
            for side in (-1, 1)
        ]
        numeric = (either[1] - either[0]) / (2 * step)
        assert found[place] == pytest.approx(numeric, rel=1e-3, abs=1e-4)


@given(parameters, histories())
@settings(max_examples=200, deadline=None)
def test_a_probability_lies_between_0_and_1(given, known):
    found = alive(given, known)[0]

    assert 0 <= found <= 1
    assert np.isfinite(log_likelihood(given, known)[0])
    if not known.frequency[0] and not given.first_may_be_last:
        assert found == 1


@given(parameters, histories(), st.integers(1, 500))
@settings(max_examples=200, deadline=None)
def test_more_silence_means_less_likely_alive(given, known, days):
    later = Histories(known.frequency, known.recency, known.age + days)

    assert alive(given, later)[0] <= alive(given, known)[0] + 1e-12


def test_who_ordered_more_often_is_sooner_given_up():
    found = alive(PAPER, Histories(np.array([1, 20]), np.array([70, 70]), np.array([273, 273])))

    assert found[0] > 0.4 > 0.01 > found[1]


@pytest.mark.parametrize("first_may_be_last", [False, True])
def test_the_parameters_of_a_made_up_world_are_found(first_may_be_last):
    truth = Parameters(0.6, 30.0, 0.8, 2.5, first_may_be_last)
    known = customers_of(frame_of(made_up(40_000, truth), [AS_OF_ON], 90, AS_OF_ON)).histories
    found = fit(known, first_may_be_last=first_may_be_last)
    other = fit(known, first_may_be_last=not first_may_be_last)

    assert found.array() == pytest.approx(truth.array(), rel=0.15)
    assert log_likelihood(found, known).sum() > log_likelihood(other, known).sum() + 10


def test_no_parameters_nearby_are_likelier(orders):
    known = customers_of(frame_of(orders, [AS_OF_ON], 90, AS_OF_ON)).histories
    found = fit(known)
    top = log_likelihood(found, known).sum()

    for name in ("r", "alpha", "a", "b"):
        for factor in (0.99, 1.01):
            nearby = Parameters(**{**vars(found), name: getattr(found, name) * factor})
            assert log_likelihood(nearby, known).sum() < top


def test_a_ridge_is_walked_to_its_end():
    """The more alike customers are in stopping, the larger a and b may be; single descents end halfway."""
    truth = Parameters(1.3008, 145.72, 0.3532, 1.6856, first_may_be_last=True)
    orders = made_up(1500, truth, seed=72, days=400, amount_spread=0.01)
    known = customers_of(frame_of(orders, [AS_OF_ON], 90, AS_OF_ON)).histories
    found = fit(known)
    slopes = gradient(found, known).mean(axis=0) * found.array()

    assert found.a > 100
    assert np.abs(slopes[:2]).max() < 1e-4


def test_customers_alike_are_counted_and_not_rounded():
    known = Histories(np.array([2, 1, 2, 2]), np.array([9, 3, 9, 9]), np.array([20, 4, 20, 21]))
    distinct, which, counts = known.distinct()

    assert len(distinct) == 3
    assert counts.sum() == 4
    assert distinct.where(which).age.tolist() == known.age.tolist()
    assert distinct.where(which).frequency.tolist() == known.frequency.tolist()


def test_without_a_second_order_nothing_is_fitted():
    with pytest.raises(NoFitError, match="None of 3 customers ordered on a second day"):
        fit(Histories(np.zeros(3, int), np.zeros(3, int), np.array([5, 6, 7])))


@pytest.mark.parametrize(
    ("frequency", "recency", "age"),
    [
        pytest.param(-1, 0, 5, id="fewer-than-none"),
        pytest.param(2, 1, 5, id="two-days-in-one"),
        pytest.param(1, 6, 5, id="an-order-of-tomorrow"),
        pytest.param(0, 3, 5, id="a-latest-without-a-second"),
    ],
)
def test_an_impossible_history_is_refused(frequency, recency, age):
    with pytest.raises(ValueError, match=f"Row 0 has {frequency} order days after the first"):
        history(frequency, recency, age)
