"""What distinguishes a cluster is measured against all customers."""

import numpy as np
import pandas as pd
import pytest

from ml.clusters.effects import effects

ROWS = pd.DataFrame(
    {
        "order_count_365d": [1.0, 1, 1, 1, 9, 11],
        "weekend_order_rate": [0.0, 0, 0, 0.5, 1, np.nan],
        "purchase_cycle_days": [np.nan] * 4 + [20.0, 30.0],
    }
)
LABELS = np.array([0, 0, 0, 0, 1, 1])


@pytest.fixture
def found():
    return effects(ROWS, ROWS.to_numpy(), LABELS, list(ROWS.columns)).set_index(["cluster", "column"])


def test_the_effect_is_the_standardised_difference_from_all(found):
    orders = ROWS["order_count_365d"]

    assert found.loc[(1, "order_count_365d"), "effect"] == pytest.approx((10 - 4) / orders.std(ddof=0))
    assert found.loc[(0, "order_count_365d"), "effect"] == pytest.approx((1 - 4) / orders.std(ddof=0))


def test_counts_are_told_by_medians_and_rates_by_means(found):
    orders = found.loc[(1, "order_count_365d")]
    weekend = found.loc[(0, "weekend_order_rate")]

    assert (orders["value"], orders["value_of_all"], orders["statistic"]) == (10, 1, "median")
    assert (weekend["value"], weekend["value_of_all"], weekend["statistic"]) == (0.125, 0.3, "mean")


def test_the_shares_count_who_is_not_on_the_other_side(found):
    shares = ["share_low", "share_high"]

    assert found.loc[(0, "order_count_365d"), shares].tolist() == [1.0, 1.0]
    assert found.loc[(1, "order_count_365d"), shares].tolist() == [0.0, 1.0]
    assert found.loc[(0, "weekend_order_rate"), shares].tolist() == [0.75, 1.0]
    assert found.loc[(0, "purchase_cycle_days"), shares].tolist() == [0.0, 0.0]


def test_equal_medians_are_told_by_means(found):
    orders = found.loc[(0, "order_count_365d")]

    assert (orders["value"], orders["value_of_all"], orders["statistic"]) == (1, 4, "mean")


def test_what_is_unknown_of_a_cluster_is_no_effect(found):
    assert found.loc[(0, "purchase_cycle_days"), ["effect", "p_value"]].tolist() == [0.0, 1.0]


def test_a_few_customers_prove_nothing_and_many_do():
    random = np.random.default_rng(8)
    p_values = []
    for size in (5, 500):
        rows = pd.DataFrame({"order_count_365d": random.normal(0, 1, 2 * size)})
        rows.iloc[:size] += 0.7
        found = effects(rows, rows.to_numpy(), np.repeat([0, 1], size), ["order_count_365d"])
        p_values.append(found["p_value"].max())

    assert p_values[0] > 0.01 > 1e-6 > p_values[1]


def test_many_comparisons_ask_for_more(found):
    one = effects(ROWS, ROWS.to_numpy(), LABELS, ["order_count_365d"])
    alone = one.set_index(["cluster", "column"]).loc[(1, "order_count_365d"), "p_value"]

    assert alone < 1 / 3
    assert found.loc[(1, "order_count_365d"), "p_value"] == pytest.approx(min(1, 3 * alone))
