from datetime import date

import numpy as np
import pytest

from ml.value.counts import expected
from ml.value.histories import Histories
from ml.value.season import factor_for, factors, level, stretched
from tests.unit.ml.value.conftest import TRUTH

KNOWN = Histories(np.arange(50) % 5, np.arange(50) % 5 * 9, np.arange(50) + 60)


@pytest.mark.parametrize("factor", [0.4, 1.0, 2.5])
def test_the_level_is_the_factor_with_which_all_is_expected_that_happened(factor):
    happened = expected(TRUTH, KNOWN, 90 * factor, most=90)

    assert level(TRUTH, KNOWN, happened, 90) == pytest.approx(factor, rel=1e-3)


@pytest.mark.parametrize("happened", [0.0, 1e6])
def test_a_level_that_no_season_explains_is_none(happened):
    assert level(TRUTH, KNOWN, happened, 90) is None
    day = np.repeat(np.datetime64("2024-03-31"), 50)
    assert factors(TRUTH, KNOWN, np.full(50, happened), day, 0) == {}


def test_cut_offs_soon_after_the_data_began_teach_no_season():
    days = np.repeat(np.array(["2024-01-01", "2024-03-30", "2024-03-31"], dtype="datetime64[D]"), 50)
    thrice = Histories(*(np.tile(values, 3) for values in vars(KNOWN).values()))

    assert list(factors(TRUTH, thrice, np.tile(KNOWN.frequency, 3) / 2, days, 90)) == ["2024-03-31"]


def test_no_cut_offs_are_no_season():
    none = Histories(*(np.zeros(0, dtype="int64") for _ in range(3)))

    assert factors(TRUTH, none, np.zeros(0), np.zeros(0, dtype="datetime64[D]"), 90) == {}


@pytest.mark.parametrize(
    ("as_of_on", "wanted"),
    [
        pytest.param(date(2025, 6, 1), 1.5, id="a-year-later"),
        pytest.param(date(2025, 6, 17), 1.5, id="16-days-off"),
        pytest.param(date(2025, 6, 18), 1.0, id="17-days-off"),
        pytest.param(date(2025, 5, 10), 0.5, id="nearer-to-the-other"),
        pytest.param(date(2024, 6, 1), 1.0, id="no-year-earlier"),
    ],
)
def test_the_factor_is_that_of_the_nearest_cut_off_a_year_earlier(as_of_on, wanted):
    assert factor_for({"2024-05-01": 0.5, "2024-06-01": 1.5}, as_of_on) == wanted


def test_the_season_ends_with_the_horizon():
    found = stretched(np.array([30.0, 180.0, 200.0, np.inf]), 2.0, 90)

    assert found.tolist() == [15.0, 90.0, 110.0, np.inf]
