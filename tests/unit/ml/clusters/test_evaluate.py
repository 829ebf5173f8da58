"""What a refit moves is told apart from what customers do themselves."""

from dataclasses import replace

import pytest

from ml.clusters.evaluate import movement


def test_nothing_moves_when_nothing_changes(fitted, people):
    assert movement(fitted, people, fitted, people) == {
        "customer_count": 720,
        "moved_as_it_is_share": 0.0,
        "moved_by_refit_share": 0.0,
        "excess_share": 0.0,
    }


def test_a_customer_who_changes_moves_with_any_model(fitted, people):
    later = people.copy()
    regular = later.index[later["kind"] == "regular"]
    lapsed = later[later["kind"] == "lapsed"].iloc[0].drop(["customer_id", "kind"])
    later.loc[regular[:72], lapsed.index] = lapsed.to_numpy()
    moved = movement(fitted, people, fitted, later)

    assert moved["moved_as_it_is_share"] == pytest.approx(0.1, abs=0.005)
    assert moved["excess_share"] == 0


def test_a_refit_that_swaps_two_keys_moves_their_customers(fitted, people):
    swapped = replace(fitted, keys=[fitted.keys[1], fitted.keys[0], fitted.keys[2]])
    moved = movement(fitted, people, swapped, people)

    assert moved["moved_as_it_is_share"] == 0
    assert moved["excess_share"] == pytest.approx(2 / 3, abs=0.02)


def test_only_customers_with_a_cluster_at_both_moments_count(fitted, people):
    assert movement(fitted, people.head(100), fitted, people)["customer_count"] == 100


def test_no_customer_in_common_is_an_error(fitted, people, people_later):
    with pytest.raises(ValueError, match="no customer has a cluster at both moments"):
        movement(fitted, people, fitted, people_later)
