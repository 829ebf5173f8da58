"""Features are comparable, and a trait counts as far as it is known."""

import numpy as np
import pandas as pd
import pytest

from ml.clusters.features import customers_with_order, sample
from ml.clusters.space import distances, fit_space, forming, forming_columns, place, significant
from tests.unit.ml.clusters.made_up_shop import KINDS, people_of


def weekends(people, true_rate, seed=7):
    random = np.random.default_rng(seed)
    count = people["order_count"].to_numpy()
    rate = random.binomial(count, true_rate(random, len(people))) / np.maximum(count, 1)
    return customers_with_order(people.assign(weekend_order_rate=rate))


def test_a_coin_toss_is_no_trait(people):
    space = fit_space(weekends(people, lambda random, n: np.full(n, 2 / 7)))

    assert "weekend_order_rate" not in space["columns"]
    assert space["left_out"]["weekend_order_rate"].startswith("differs between customers no more than chance")


def test_the_habit_of_a_trait_is_learned():
    people = people_of(KINDS, size=2_000)
    rate, habit = fit_space(weekends(people, lambda random, n: random.beta(1.5, 4.5, n)))["rates"][
        "weekend_order_rate"
    ]

    assert rate == pytest.approx(0.25, abs=0.02)
    assert habit == pytest.approx(6, rel=0.2)


def test_one_order_on_a_saturday_says_less_than_ten(people):
    rows = weekends(people, lambda random, n: random.beta(0.6, 1.4, n))
    space = fit_space(rows)
    one, ten = (rows.iloc[[0]].assign(order_count=n, weekend_order_rate=1.0) for n in (1, 10))
    column = space["columns"].index("weekend_order_rate")

    assert 0 < place(one, space)[0, column] < place(ten, space)[0, column]


def test_a_customer_of_whom_a_rate_is_unknown_has_the_rate_of_all(people):
    rows = weekends(people, lambda random, n: random.beta(0.6, 1.4, n))
    space = fit_space(rows)
    column = space["columns"].index("weekend_order_rate")
    rate, _ = space["rates"]["weekend_order_rate"]
    placed = place(rows.iloc[[0]].assign(weekend_order_rate=np.nan), space)[0, column]

    assert placed == pytest.approx((rate - space["mean"][column]) / space["scale"][column])


def test_a_trait_counts_less_the_less_is_known_of_it(people):
    rows = weekends(people, lambda random, n: random.beta(0.6, 1.4, n))
    deviations = []
    for seen in (rows, rows[rows["order_count"] >= 8]):
        space = fit_space(seen)
        deviations.append(place(seen, space)[:, space["columns"].index("weekend_order_rate")].std())

    assert deviations[0] + 0.05 < deviations[1] < 1.05


def test_what_nobody_does_is_left_out(people):
    space = fit_space(customers_with_order(people))

    assert {"event_count_90d", "returned_rate"} <= space["left_out"].keys()
    assert not {"event_count_90d", "returned_rate"} & set(space["columns"])


def test_spend_and_cycle_describe_but_do_not_form(people):
    space = fit_space(customers_with_order(people))

    assert {"spend_amount_365d", "purchase_cycle_days"} <= set(space["columns"])
    assert not {"spend_amount_365d", "purchase_cycle_days"} & set(forming_columns(space))


def test_features_count_alike_and_one_giant_pulls_nobody(people):
    rows = customers_with_order(people)
    rows.loc[rows.index[0], "average_order_amount"] = 1e9
    space = fit_space(rows)
    points = place(rows, space)
    basket = space["columns"].index("average_order_amount")

    assert np.nanmean(points[:, basket]) == pytest.approx(0, abs=1e-9)
    assert np.nanstd(points[:, basket]) == pytest.approx(1, abs=1e-9)
    assert np.nanmax(points[:, basket]) < 4


def test_an_unknown_number_is_taken_as_average(people):
    rows = customers_with_order(people)
    space = fit_space(rows)
    points = place(rows.assign(average_order_amount=np.nan), space)

    assert np.isnan(points[:, space["columns"].index("average_order_amount")]).all()
    assert (forming(points, space)[:, forming_columns(space).index("average_order_amount")] == 0).all()


def test_a_customer_stays_in_the_sample_when_others_come(people):
    # the others' ids come first, whatever the order of the ids
    others = people_of(KINDS, seed=0).iloc[:50]
    first = set(sample(customers_with_order(people), 100).index)
    after = set(sample(customers_with_order(pd.concat([people, others])), 100).index)

    assert len(first) == len(after) == 100
    assert after <= first | set(others["customer_id"])
    assert len(after & first) > 80


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.123456789499, 0.123456789), (-98765432109.0, -98765432100.0), (0.0, 0.0), (1.0, 1.0)],
)
def test_doubles_are_rounded_to_nine_significant_digits(value, expected):
    assert significant(np.array([value]))[0] == expected


def test_a_distance_does_not_depend_on_who_else_is_asked_about():
    random = np.random.default_rng(6)
    points, centroids = random.normal(size=(1001, 7)), random.normal(size=(5, 7))
    alone = np.vstack([distances(points[row : row + 1], centroids) for row in range(1001)])

    assert (alone == distances(points, centroids)).all()
    np.testing.assert_allclose(alone[0], ((points[0] - centroids) ** 2).sum(axis=1))
