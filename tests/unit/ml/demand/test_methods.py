"""Each way to forecast, on numbers that can be added up by hand."""

import numpy as np
import pytest

from ml.demand.methods import LAST_PERIOD, YEAR_BEFORE, methods
from ml.demand.settings import DemandSettings

WAYS = methods(DemandSettings(horizon_days=14))
# 60 weeks: 1, 2, … 60; the twelfth to the ninth week from the end are those a year and a bit before
RISING = np.arange(1.0, 61.0)[None, :]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(LAST_PERIOD, 59 + 60, id="the last two weeks"),
        pytest.param(YEAR_BEFORE, 9 + 10, id="the two weeks 52 before those to come"),
        pytest.param("average of 4 weeks", 58.5 * 2, id="mean of the last four"),
        pytest.param(
            "average of 4 weeks, seasonal", 58.5 * 2 * (19 / (6.5 * 2)), id="lifted as a year before"
        ),
    ],
)
def test_a_method_says_what_it_is_named_for(name, expected):
    assert WAYS[name].forecast(RISING, 2) == pytest.approx([expected])


def test_smoothing_of_a_constant_is_the_constant_however_short_the_past():
    for weeks in (1, 3, 50):
        assert WAYS["smoothing 0.2"].forecast(np.full((2, weeks), 7.0), 2) == pytest.approx([14.0, 14.0])


def test_a_season_multiplies_all_series_alike_and_within_bounds():
    past = np.ones((2, 60))
    past[1] *= 3
    past[:, 8:10] *= 100
    assert WAYS["average of 4 weeks, seasonal"].forecast(past, 2) == pytest.approx([2 * 3, 6 * 3])


def test_a_year_without_sales_leaves_the_rate_as_it_is():
    past = np.zeros((1, 60))
    past[0, -4:] = 5
    assert WAYS["average of 4 weeks, seasonal"].forecast(past, 2) == pytest.approx([10])


def test_every_method_can_do_with_the_weeks_it_asks_for():
    rng = np.random.default_rng(3)
    for method in WAYS.values():
        said = method.forecast(rng.poisson(5, (4, method.least_weeks)).astype("float64"), 2)
        assert said.shape == (4,)
        assert np.isfinite(said).all()


@pytest.mark.parametrize("days", [0, 10, -7])
def test_a_horizon_that_is_not_of_weeks_is_refused(days):
    with pytest.raises(ValueError, match=f"demand_horizon_days is {days}; expected whole weeks"):
        DemandSettings(horizon_days=days)
