from datetime import date, timedelta

import pytest

from ml.cut_offs import cut_offs


def test_a_short_history_is_cut_twice_a_month_and_ends_at_the_newest_matured_day():
    days = cut_offs(date(2010, 12, 1), date(2011, 12, 10), 90)

    assert days[:3] == [date(2011, 1, 1), date(2011, 1, 16), date(2011, 2, 1)]
    assert days[-3:] == [date(2011, 8, 16), date(2011, 9, 1), date(2011, 9, 11)]


def test_a_year_of_cut_offs_is_cut_once_a_month():
    days = cut_offs(date(2023, 6, 10), date(2024, 12, 20), 90)

    assert [day for day in days[:-1] if day.day != 1] == []
    assert days[-2:] == [date(2024, 9, 1), date(2024, 9, 21)]


@pytest.mark.parametrize(
    ("as_of_on", "newest"),
    [
        pytest.param(date(2011, 8, 30), date(2011, 6, 1), id="the-horizon-ends-today"),
        pytest.param(date(2011, 8, 29), date(2011, 5, 31), id="one-day-short-of-the-first"),
    ],
)
def test_every_horizon_has_ended(as_of_on, newest):
    days = cut_offs(date(2010, 12, 1), as_of_on, 90)

    assert days[-1] == newest
    assert max(days) + timedelta(days=90) <= as_of_on
    assert len(set(days)) == len(days)


def test_the_first_cut_off_looks_back_on_four_weeks():
    assert cut_offs(date(2010, 12, 4), date(2011, 12, 10), 90)[0] == date(2011, 1, 1)
    assert cut_offs(date(2010, 12, 5), date(2011, 12, 10), 90)[0] == date(2011, 1, 16)


def test_without_history_there_is_no_cut_off():
    assert cut_offs(date(2011, 6, 1), date(2011, 9, 26), 90) == []
    assert cut_offs(date(2011, 6, 1), date(2011, 9, 27), 90) == [date(2011, 6, 29)]


def test_only_the_newest_two_years_are_cut():
    days = cut_offs(date(2000, 1, 1), date(2011, 12, 10), 90)

    assert len(days) == 24
    assert days[0] == date(2009, 11, 1)
