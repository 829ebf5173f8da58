"""Price, category and hour beside what people are like."""

import pandas as pd
import pytest

from ml.truth.habits import price_sensitivity, usual_category, usual_hour


def test_only_enough_lines_tell_of_price():
    frame = pd.DataFrame(
        {
            "order_line_count_365d": [5, 6, 7, 8, 4],
            "discounted_line_rate_365d": [0.1, 0.2, 0.3, 0.4, 1.0],
            "true_price_sensitivity": [0.2, 0.3, 0.4, 0.5, 0.0],
        }
    )
    (measure,) = price_sensitivity(frame)

    assert (measure.figure, measure.count) == (1, 4)


def test_categories_are_hit_or_missed():
    frame = pd.DataFrame(
        {
            "order_count": [3, 3, 3, 9, 2, 9],
            "usual_category": ["tea", "tea", "toys", "toys", "toys", None],
            "true_category": ["tea", "toys", "toys", "toys", "tea", "tea"],
        }
    )
    (measure,) = usual_category(frame)

    assert (measure.figure, measure.count) == (0.75, 4)
    assert "would be right in 75%" in measure.meaning


def test_hours_are_near_around_the_clock():
    frame = pd.DataFrame(
        {
            "order_count": [3, 3, 3, 3],
            "usual_order_hour": [23, 23, 8, 8],
            "true_hour": [1.4, 1.6, 10.5, 12.0],
        }
    )
    (measure,) = usual_hour(frame)

    # 23:30 is 1.9 hours from 1.4 and 2.1 from 1.6; 8:30 is 2 from 10.5
    assert (measure.figure, measure.count) == (0.5, 4)


@pytest.mark.parametrize(
    ("compare", "column", "true"),
    [
        pytest.param(usual_category, "usual_category", "true_category", id="category"),
        pytest.param(usual_hour, "usual_order_hour", "true_hour", id="hour"),
    ],
)
def test_a_profile_without_the_habit_says_so(compare, column, true):
    (measure,) = compare(pd.DataFrame({"order_count": [9], column: [None], true: [1]}))

    assert measure.figure is None
    assert "does not have this yet" in measure.meaning
