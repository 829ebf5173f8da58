"""Intervals."""

import numpy as np
import pytest

from ml.demand.spread import spread_of


@pytest.mark.parametrize("common", [0.0, 0.3])
def test_intervals_hold_what_they_promise_of_new_outcomes(common):
    rng = np.random.default_rng(5)
    forecast = rng.uniform(2, 300, 4000)
    happened = rng.poisson(forecast * np.exp(rng.normal(-(common**2) / 2, common, len(forecast))))
    spread = spread_of(forecast[:2000], happened[:2000], 0.9)
    least, most = spread.interval(forecast[2000:])
    inside = (happened[2000:] >= least) & (happened[2000:] <= most)

    assert inside.mean() == pytest.approx(0.9, abs=0.03)
    # both for small and for large series
    for part in (forecast[2000:] < 50, forecast[2000:] > 250):
        assert inside[part].mean() == pytest.approx(0.9, abs=0.08)


def test_an_interval_is_never_below_nothing_and_holds_the_forecast():
    spread = spread_of(np.array([1.0, 2.0, 0.0]), np.array([9.0, 0.0, 0.0]), 0.9)
    least, most = spread.interval(np.array([0.0, 5.0]))

    assert (least >= 0).all()
    assert (least <= [0.0, 5.0]).all()
    assert (most >= [0.0, 5.0]).all()


def test_forecasts_that_were_always_right_still_have_an_interval():
    spread = spread_of(np.full(9, 4.0), np.full(9, 4.0), 0.9)

    assert np.isfinite(spread.interval(np.array([4.0]))).all()
