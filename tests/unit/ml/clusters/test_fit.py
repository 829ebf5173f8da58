"""Known kinds of customers are found, named, kept between fits; what cannot be found is not made up."""

import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from ml.clusters.fit import fit
from ml.clusters.score import score
from ml.registry import dumps, loads
from tests.unit.ml.clusters.made_up_shop import KINDS, people_of


@pytest.fixture(scope="module")
def others():
    """The regular customers are gone; rich ones have come."""
    rich = {"rich": (150, 2, 4000, 0.1)}
    return people_of({kind: KINDS[kind] for kind in ("bargain", "lapsed")} | rich, seed=4)


def key_by_kind(fitted, people):
    scored = score(fitted, people).merge(people, on="customer_id")
    return {kind: keys.mode()[0] for kind, keys in scored.groupby("kind")["cluster_key"]}


def everything(fitted):
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in vars(fitted).items()
        if name != "space"
    }


def test_the_kinds_of_customers_are_found(people, fitted):
    scored = score(fitted, people).merge(people, on="customer_id")

    assert fitted.is_published
    assert fitted.reason == ""
    assert len(fitted.keys) == len(KINDS)
    assert adjusted_rand_score(scored["kind"], scored["cluster_key"]) > 0.95


def test_they_are_called_by_what_sets_them_apart(people, fitted):
    key = key_by_kind(fitted, people)

    assert key == {
        "regular": "recent_big_spenders",
        "bargain": "discount_seeking_small_basket_buyers",
        "lapsed": "long_absent_slow_repeating_buyers",
    }
    assert fitted.names[key["regular"]] == {"zh": "近期高消费", "en": "Recent big spenders"}
    assert fitted.names[key["bargain"]]["zh"] == "爱折扣小单"
    assert fitted.names[key["lapsed"]]["zh"] == "久未购复购慢"


def test_a_card_says_how_many_and_what_is_typical(people, fitted):
    card = fitted.cards[key_by_kind(fitted, people)["bargain"]]
    discount = next(f for f in card["features"] if f["column"] == "discounted_line_rate_365d")
    of_kind = people.loc[people["kind"] == "bargain", "discounted_line_rate_365d"]

    assert sum(card["size"] for card in fitted.cards.values()) == 3 * 240
    assert sum(card["share"] for card in fitted.cards.values()) == pytest.approx(1, abs=0.001)
    assert discount["value"] == pytest.approx(of_kind.mean(), abs=0.03)
    assert discount["value_of_all"] == pytest.approx(people["discounted_line_rate_365d"].mean(), abs=0.0001)
    assert f"share of lines below list price {discount['value']:.0%}" in card["sentence"]["en"]
    assert f"折扣商品占比 {discount['value']:.0%}" in card["sentence"]["zh"]


def test_the_order_of_rows_changes_nothing(people, fitted, settings):
    shuffled = people.sample(frac=1, random_state=3, ignore_index=True)

    assert everything(fit(shuffled, None, settings)) == everything(fitted)


def test_the_types_a_warehouse_gives_change_nothing(people, fitted, settings):
    typed = people.assign(
        spend_amount_365d=[Decimal(repr(float(v))) for v in people["spend_amount_365d"].fillna(0)],
        days_since_last_order=people["days_since_last_order"].astype("Int64"),
    )

    assert everything(fit(typed, None, settings)) == everything(fitted)


def test_customers_without_an_order_are_left_alone(people, fitted, settings):
    buyers = people[people["order_count"] > 0]

    assert len(people) - len(buyers) == 1
    assert everything(fit(buyers, None, settings))["centroids"] == fitted.centroids.tolist()
    assert set(score(fitted, people)["customer_id"]) == set(buyers["customer_id"])


def test_another_seed_or_setting_is_another_version(people, fitted, settings):
    other = fit(people, None, replace(settings, seed=1))

    assert other.model_version != fitted.model_version


def test_keys_and_names_stay_with_their_kind(people, people_later, fitted, refitted):
    assert refitted.is_published
    assert key_by_kind(refitted, people_later) == key_by_kind(fitted, people)
    assert refitted.names == {key: fitted.names[key] for key in refitted.keys}
    assert refitted.given_keys == fitted.given_keys
    assert not any(card["is_new"] or card["has_turned"] for card in refitted.cards.values())


def test_a_key_stays_whatever_it_is_called_and_wherever_it_stands(people, people_later, fitted, settings):
    known_as = dict(zip(fitted.keys, ["alpha", "beta", "gamma"], strict=True))
    renamed = replace(
        fitted,
        keys=[known_as[key] for key in reversed(fitted.keys)],
        names={known: {"zh": known, "en": known.title()} for known in known_as.values()},
        cards={known_as[key]: card for key, card in fitted.cards.items()},
        given_keys=list(known_as.values()),
        centroids=fitted.centroids[::-1],
    )
    expected = {kind: known_as[key] for kind, key in key_by_kind(fitted, people).items()}
    after = fit(people_later, renamed, settings)

    assert key_by_kind(after, people_later) == expected
    assert after.names == renamed.names


def test_a_name_that_no_longer_tells_the_truth_is_changed_and_the_key_stays(
    people, people_later, fitted, settings
):
    key = key_by_kind(fitted, people)["regular"]
    wrong = {"zh": "久未购客户", "en": "Long-absent buyers"}
    believed = fitted.cards[key] | {"meaning": [["days_since_last_order", "high"]]}
    mistaken = replace(fitted, names=fitted.names | {key: wrong}, cards=fitted.cards | {key: believed})
    after = fit(people_later, mistaken, settings)

    assert key_by_kind(after, people_later)["regular"] == key
    assert after.names[key] not in (wrong, None)
    assert after.cards[key]["has_turned"]
    assert after.cards[key]["previous_name"] == wrong
    assert [k for k, card in after.cards.items() if card["has_turned"]] == [key]


def test_a_fit_that_moves_too_many_is_held_back(others, fitted, settings):
    held = fit(others, fitted, settings)
    moved = held.card["figures"]["moved_beyond_previous_share"]

    assert not held.is_published
    assert moved > settings.max_moved_share
    assert f"{moved:.1%}" in held.reason
    assert fitted.model_version in held.reason
    assert held.card["verdict"] == held.reason


def test_the_same_fit_passes_when_so_many_may_move(others, fitted, settings):
    after = fit(others, fitted, replace(settings, max_moved_share=1.0))
    key = key_by_kind(after, others)

    assert after.is_published
    assert key["rich"] not in fitted.given_keys
    assert after.cards[key["rich"]]["is_new"]
    assert after.given_keys == [*fitted.given_keys, key["rich"]]


def test_a_key_once_given_is_not_given_to_another_cluster(others, fitted, settings):
    free = replace(settings, max_moved_share=1.0)
    key = key_by_kind(fit(others, fitted, free), others)["rich"]
    used_before = replace(fitted, given_keys=[*fitted.given_keys, key])

    assert key_by_kind(fit(others, used_before, free), others)["rich"] == f"{key}_2"


@pytest.mark.parametrize("order", [["regular", "bargain", "lapsed"], ["lapsed", "regular", "bargain"]])
def test_the_largest_cluster_comes_first(people, settings, order):
    kept = [
        people[people["kind"] == kind].head(size) for kind, size in zip(order, [240, 160, 80], strict=True)
    ]
    unequal = pd.concat(kept)
    fitted = fit(unequal, None, settings)
    key = key_by_kind(fitted, unequal)

    assert fitted.keys == [key[kind] for kind in order]


def test_two_hundred_customers_are_enough(people, settings):
    enough = people[people["order_count"] > 0].sample(200, random_state=1)

    assert fit(enough, None, settings).is_published


def test_too_few_customers_give_no_clusters(people, settings):
    few = people[people["order_count"] > 0].head(199)
    fitted = fit(few, None, settings)

    assert not fitted.is_published
    assert fitted.reason == "Clusters need 200 customers with an order; there are 199."
    assert score(fitted, few).empty


def test_nobody_at_all_gives_no_clusters(people, settings):
    assert "there are 0" in fit(people.head(0), None, settings).reason


def test_one_cloud_of_customers_is_not_split(settings):
    alike = people_of({"average": (60, 6, 150, 0.4)}, size=700)
    fitted = fit(alike, None, settings)

    assert not fitted.is_published
    assert fitted.reason.startswith("No number of clusters from 2 to 5 holds.")
    assert [trial["cluster_count"] for trial in fitted.card["trials"]] == [2, 3, 4, 5]


def test_customers_who_do_not_differ_are_not_split(people, settings):
    same = people.assign(days_since_last_order=10, order_count_365d=3, discounted_line_rate_365d=0.0)

    assert fit(same, None, settings).reason == "Clusters need two features that vary; there are 1."


def test_a_missing_column_is_named(people, settings):
    with pytest.raises(ValueError, match="no column returned_rate"):
        fit(people.drop(columns="returned_rate"), None, settings)


def test_cards_hold_nothing_about_one_customer(people, fitted, refitted):
    for model in (fitted, refitted):
        text = json.dumps([model.card, model.cards, model.names, model.keys, model.reason])

        assert not [name for name in people["customer_id"] if name in text]


def test_a_fit_can_be_kept(people, fitted):
    read = loads(dumps(fitted))

    assert everything(read) == everything(fitted)
    pd.testing.assert_frame_equal(score(read, people), score(fitted, people))
