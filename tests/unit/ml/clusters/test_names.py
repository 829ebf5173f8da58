"""Names say what sets a cluster apart, in two languages, each its own."""

from itertools import combinations

import pandas as pd
import pytest

from ml.clusters import names
from ml.clusters.features import BY_COLUMN
from ml.clusters.model import ClusterSettings

SETTINGS = ClusterSettings()


def found(cluster=0, p_value=0.0, share=1.0, **effects):
    return pd.DataFrame(
        [
            {
                "cluster": cluster,
                "column": column,
                "effect": effect,
                "p_value": p_value,
                "share_high": share if effect > 0 else 1 - share,
                "share_low": 1 - share if effect > 0 else share,
            }
            for column, effect in effects.items()
        ]
    )


def best(of_cluster):
    return names.words(next(names.meanings(of_cluster, SETTINGS)))


@pytest.mark.parametrize(
    ("effects", "zh", "en"),
    [
        pytest.param(
            {"order_count_365d": 1.2, "spend_amount_365d": 1.1},
            "高频高消费",
            "Frequent big spenders",
            id="two",
        ),
        pytest.param(
            {"spend_amount_365d": 1.2, "order_count_365d": 1.1},
            "高频高消费",
            "Frequent big spenders",
            id="read-in-a-fixed-order",
        ),
        pytest.param(
            {"average_order_amount": 2.0, "spend_amount_365d": 1.5, "order_count_365d": -0.5},
            "低频大单",
            "Occasional big-basket buyers",
            id="one-of-a-subject",
        ),
        pytest.param(
            {"returned_rate": 5.0, "order_count_365d": 0.3}, "常退货客户", "Return-prone buyers", id="one"
        ),
        pytest.param({"days_since_last_order": 0.4}, "久未购客户", "Long-absent buyers", id="just-enough"),
        pytest.param({"days_since_last_order": 0.39}, "普通客户", "Typical customers", id="too-little"),
    ],
)
def test_a_name_is_made_of_the_strongest_effects(effects, zh, en):
    assert best(found(**effects)) == {"zh": zh, "en": en}


def test_an_effect_of_a_few_customers_gives_no_name():
    assert best(found(order_count_365d=3.0, p_value=0.02))["en"] == "Typical customers"


@pytest.mark.parametrize(
    ("share", "effect", "en"),
    [
        pytest.param(0.8, 1.0, "Frequent buyers", id="of-most"),
        pytest.param(0.79, 1.0, "Typical customers", id="of-too-few"),
        pytest.param(0.8, -1.0, "Occasional buyers", id="of-most-on-the-low-side"),
        pytest.param(0.79, -1.0, "Typical customers", id="of-too-few-on-the-low-side"),
    ],
)
def test_a_name_is_true_of_most_of_those_who_bear_it(share, effect, en):
    assert best(found(order_count_365d=effect, share=share))["en"] == en


def test_two_clusters_do_not_share_a_name():
    strong = found(0, order_count_365d=2.0, days_since_last_order=-1.5)
    weak = found(1, order_count_365d=1.0, days_since_last_order=-0.9, average_order_amount=0.8)
    chosen = names.choose(pd.concat([weak, strong]), {}, SETTINGS)

    assert names.words(chosen[0])["en"] == "Recent frequent buyers"
    assert names.words(chosen[1])["en"] == "Frequent big-basket buyers"


def test_a_kept_name_is_not_given_to_another():
    strong = found(0, order_count_365d=2.0, days_since_last_order=-1.5)
    kept = (("days_since_last_order", "low"), ("order_count_365d", "high"))
    other = found(1, order_count_365d=0.5, days_since_last_order=-0.5)
    chosen = names.choose(pd.concat([strong, other]), {1: kept}, SETTINGS)

    assert chosen == {1: kept, 0: (("order_count_365d", "high"),)}


def test_clusters_that_nothing_tells_apart_are_numbered():
    typical = names.words(())

    assert names.unlike(typical, []) == typical
    assert names.unlike(typical, [typical]) == {"zh": "普通客户 2", "en": "Typical customers 2"}


@pytest.mark.parametrize(
    ("effect", "p_value", "expected"),
    [
        pytest.param(0.2, 0.0, True, id="just-holds"),
        pytest.param(0.19, 0.0, False, id="faded"),
        pytest.param(-0.8, 0.0, False, id="turned"),
        pytest.param(0.8, 0.02, False, id="not-significant"),
    ],
)
def test_a_name_holds_while_its_phrases_do(effect, p_value, expected):
    now = found(order_count_365d=effect, p_value=p_value)

    assert names.still_means((("order_count_365d", "high"),), now, SETTINGS) is expected


def test_a_name_does_not_hold_when_its_feature_is_gone():
    assert not names.still_means((("event_count_90d", "high"),), found(order_count_365d=2.0), SETTINGS)


@pytest.mark.parametrize(("effect", "expected"), [(0.3, True), (0.5, False)])
def test_a_typical_cluster_stays_typical_until_something_stands_out(effect, expected):
    assert names.still_means((), found(order_count_365d=effect), SETTINGS) is expected


def test_every_feature_has_its_phrases():
    expected = {(column, direction) for column in BY_COLUMN for direction in ("high", "low")}

    assert names.PHRASES.keys() == expected


def test_no_two_meanings_have_the_same_name_or_key():
    pairs = [
        pair
        for pair in combinations(names.PHRASES, 2)
        if names.PHRASES[pair[0]].subject != names.PHRASES[pair[1]].subject
    ]
    called = [names.words(meaning) for meaning in [(), *((one,) for one in names.PHRASES), *pairs]]
    keys = {names.key_of(name["en"]) for name in called}

    assert len(called) > 100
    assert len({name["zh"] for name in called}) == len({name["en"] for name in called}) == len(called)
    assert len(keys) == len(called)
    assert all(key.replace("_", "").isalpha() and key.islower() for key in keys)
