from datetime import date

import numpy as np
import pytest

from ml.outcomes.models import probability
from ml.outcomes.season import level_shift, shift_for, shifts


def test_the_shift_brings_the_mean_to_what_happened():
    odds = np.random.default_rng(0).normal(0.3, 1.5, 4000)
    happened = (np.arange(4000) < 1000).astype(int)

    shift = level_shift(odds, happened)

    assert shift < 0
    assert probability(odds + shift).mean() == pytest.approx(0.25, abs=1e-3)


def test_a_level_nobody_or_everybody_reached_stays_finite():
    assert -10 < level_shift(np.zeros(50), np.zeros(50)) < 0 < level_shift(np.zeros(50), np.ones(50)) < 10


def test_cut_offs_soon_after_the_data_began_teach_no_season():
    days = np.array(["2024-01-01", "2024-03-30", "2024-03-31"], dtype="datetime64[D]")

    assert list(shifts(np.zeros(3), np.ones(3), days, horizon_days=90)) == ["2024-03-31"]


@pytest.mark.parametrize(
    ("as_of_on", "expected"),
    [
        pytest.param(date(2025, 6, 1), 0.5, id="a-year-later"),
        pytest.param(date(2025, 6, 17), 0.5, id="16-days-off"),
        pytest.param(date(2025, 6, 18), 0.0, id="17-days-off"),
        pytest.param(date(2025, 5, 10), -0.5, id="nearer-to-the-other"),
        pytest.param(date(2024, 6, 1), 0.0, id="no-year-earlier"),
    ],
)
def test_the_shift_is_that_of_the_nearest_cut_off_a_year_earlier(as_of_on, expected):
    assert shift_for({"2024-05-01": -0.5, "2024-06-01": 0.5}, as_of_on) == expected


def test_without_history_nothing_is_shifted():
    assert shift_for({}, date(2025, 6, 1)) == 0.0
