import numpy as np
import pandas as pd
import pytest

from ml.truth.forecasts import forecasts

AHEAD = 180


def customers(count=40, **changes):
    """People of whom every other one has left, and a forecast that knows it all."""
    true = np.arange(count) % 5
    frame = pd.DataFrame(
        {
            "expected_order_days": true * 1.0,
            "least_order_days": true,
            "most_order_days": true,
            "days_to_next_order": np.where(true > 0, 30, np.nan),
            "alive_probability": np.where(np.arange(count) % 2, 0.0, 1.0),
            "true_order_days": true,
            "true_days_to_next": np.where(true > 0, 30, np.nan),
            "has_left": np.arange(count) % 2 == 1,
        }
    )
    return frame.assign(**changes)


def figures(frame):
    return {measure.what: measure for measure in forecasts(frame, AHEAD)}


def test_who_knows_it_all_is_right_in_all():
    found = figures(customers())

    assert [measure.figure for measure in found.values()] == [1, 1, 1, 1, 1]
    assert found["next order by the day told"].count == 32


def test_a_forecast_twice_too_high_keeps_the_order_and_misses_level_and_intervals():
    frame = customers()
    double = {name: 2 * frame[name] for name in frame.columns[:3]}
    found = figures(frame.assign(**double))

    assert found["order days, rank correlation"].figure == 1
    assert found["order days, expected over real"].figure == 2
    assert found["order days within the interval"].figure == pytest.approx(0.2)


def test_an_order_on_the_day_told_has_come_and_one_a_day_later_or_never_has_not():
    true = [30, 31, np.nan, 29] * 10
    found = figures(customers(true_days_to_next=true, days_to_next_order=30.0))

    assert found["next order by the day told"].figure == pytest.approx(0.5)


def test_days_beyond_what_the_truth_knows_are_left_out():
    found = figures(customers(days_to_next_order=180.0))

    assert found["next order by the day told"].figure is None


def test_what_is_withheld_is_said():
    nothing = dict.fromkeys(
        ["expected_order_days", "least_order_days", "most_order_days", "alive_probability"], np.nan
    )
    found = figures(customers(**nothing, days_to_next_order=np.nan))

    assert {measure.figure for measure in found.values()} == {None}
    assert all("withholds this part" in measure.meaning for measure in found.values())
    assert len(found) == 5


def test_nobody_who_left_is_nothing_to_tell():
    assert figures(customers(has_left=False))["still a customer, ranking (AUC)"].figure is None
