import numpy as np
import pytest

from ml.evaluation import Sampling
from ml.uplift.evaluate import evaluate, gains, qini

ONCE = np.ones((1, 4))


def test_the_mean_gain_is_the_difference_of_the_arms():
    responded = np.array([1, 1, 0, 1, 0, 0])
    is_treated = np.array([1, 1, 1, 0, 0, 0])

    assert gains(responded, is_treated, np.full(6, 0.5)).mean() == pytest.approx(2 / 3 - 1 / 3)


def test_what_was_expected_of_both_arms_changes_no_effect_and_makes_it_surer():
    random = np.random.default_rng(1)
    own, is_treated = random.random(100_000), random.random(100_000) < 0.85
    responded = random.random(100_000) < 0.9 * own + 0.05 * is_treated
    plain, surer = (gains(responded, is_treated, np.full(100_000, 0.85), each) for each in (0.0, own))

    assert surer.mean() == pytest.approx(0.05, abs=0.01)
    assert surer.std() < 0.8 * plain.std()


def test_a_holdout_of_another_size_does_not_change_what_is_expected():
    random = np.random.default_rng(1)
    is_treated = random.random(200_000) < 0.85
    responded = random.random(200_000) < 0.1 + 0.05 * is_treated

    assert gains(responded, is_treated, np.full(200_000, 0.85)).mean() == pytest.approx(0.05, abs=0.006)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        # gain 4 of 4 messages is had with the first: 1 after a quarter, where the lot has a quarter
        pytest.param([4.0, 3.0, 2.0, 1.0], 0.375, id="all-in-the-first-quarter"),
        pytest.param([1.0, 2.0, 3.0, 4.0], -0.375, id="the-wrong-way-round"),
        pytest.param([1.0, 1.0, 1.0, 1.0], 0.0, id="says-nothing"),
        pytest.param([2.0, 2.0, 1.0, 1.0], 0.25, id="a-tie-is-drawn-by-lot"),
    ],
)
def test_the_coefficient_is_the_area_over_drawing_by_lot(score, expected):
    gain = np.array([4.0, 0.0, 0.0, 0.0])

    assert qini(gain, np.array(score), ONCE)[0] == pytest.approx(expected)


def test_a_row_that_counts_twice_is_two_rows():
    gain, score = np.array([4.0, -1.0, 0.0]), np.array([3.0, 2.0, 1.0])
    twice = qini(np.array([4.0, 4.0, -1.0, 0.0]), np.array([3.0, 3.0, 2.0, 1.0]), ONCE)

    assert qini(gain, score, np.array([[2.0, 1.0, 1.0]])) == pytest.approx(twice)


def test_intervals_take_customers_with_all_their_messages():
    """A hundred messages of the same customer are no hundred witnesses."""
    random = np.random.default_rng(2)
    own = random.normal(0, 1, 40)
    gain, score = np.repeat(own, 100), np.repeat(own + random.normal(0, 1, 40), 100)
    how = Sampling(rounds=300)
    found = [
        evaluate(gain, customer, {"model": score}, how)["model"]["qini_interval"]
        for customer in (np.arange(4000), np.repeat(np.arange(40), 100))
    ]
    narrow, wide = (high - low for low, high in found)

    assert wide > 5 * narrow


def test_a_baseline_is_compared_message_by_message():
    random = np.random.default_rng(3)
    score = random.random(2000)
    gain = score + random.normal(0, 0.1, 2000)
    found = evaluate(
        gain, np.arange(2000), {"model": score, "same": score, "none": -score}, Sampling(rounds=50)
    )

    assert found["same"]["qini_difference_interval"] == [0.0, 0.0]
    assert found["none"]["qini_difference_interval"][0] > 0
    assert found["model"]["top_uplift"] == pytest.approx(0.85, abs=0.03)
    assert found["everybody"]["uplift"] == pytest.approx(0.5, abs=0.03)
