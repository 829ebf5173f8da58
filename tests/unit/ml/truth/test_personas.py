"""Clusters and personas beside hidden personas."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from ml.truth.personas import adjusted_rand, personas, recovered


def figures(cluster, persona, key="cluster_key"):
    empty = dict.fromkeys(("cluster_key", "persona_key"), None)
    frame = pd.DataFrame(empty | {key: cluster, "true_persona": persona}).astype(object)
    named = {measure.what: measure for measure in personas(frame)}
    return named | {what.split(" ")[0]: measure for what, measure in reversed(named.items())}


def test_the_same_groups_under_other_names_are_perfect():
    found = figures(["x", "x", "y", "y", None], ["silver", "silver", "tech", "tech", "tech"])

    assert found["clusters"].figure == 1
    assert found["purity"].figure == 1
    assert found["purity"].count == 4


def test_one_in_the_wrong_cluster():
    found = figures(["x", "x", "x", "y", "y"], ["a", "a", "b", "b", "b"])

    assert found["purity"].figure == pytest.approx(0.8)
    assert "one cluster for all has 60%" in found["purity"].meaning


@pytest.mark.parametrize("seed", range(5))
def test_the_index_is_the_known_one(seed):
    rng = np.random.default_rng(seed)
    one, other = rng.integers(0, 4, 60), rng.integers(0, 3, 60)
    other = np.where(rng.random(60) < 0.4, one % 3, other)
    counts = pd.crosstab(one, other).to_numpy()

    assert adjusted_rand(counts[None])[0] == pytest.approx(adjusted_rand_score(one, other))


def test_groups_by_chance_are_near_zero_and_the_interval_says_so():
    rng = np.random.default_rng(3)
    measure = figures(rng.integers(0, 5, 3000), rng.integers(0, 6, 3000))["clusters"]

    assert abs(measure.figure) < 0.01
    assert measure.interval[0] <= measure.figure + 0.002


def test_without_clusters_there_is_nothing_to_compare():
    found = figures([None], ["tech"])

    assert {measure.figure for what, measure in found.items() if "customers" not in what} == {None}
    assert "No clusters are published" in found["purity"].meaning


def test_personas_are_measured_on_those_who_have_one():
    found = figures(["x", "x", "y", None], ["silver", "silver", "tech", "tech"], key="persona_key")

    assert found["personas are the true ones (adjusted Rand)"].figure == 1
    assert found["purity of personas"].count == 3
    assert found["customers with a persona"].figure == 0.75
    assert found["clusters"].figure is None


def test_each_hidden_persona_has_the_one_that_fits_best():
    frame = pd.DataFrame(
        {
            "persona_key": ["x", "x", "x", "y", "y", None, None],
            "true_persona": ["a", "a", "b", "b", "b", "b", "c"],
        }
    )
    one, other, lost = recovered(frame)

    assert (one.true_persona, one.persona_key, one.size, one.found_size, one.both) == ("a", "x", 2, 3, 2)
    assert (one.precision, one.recall) == (pytest.approx(2 / 3), 1)
    assert (other.persona_key, other.precision, other.recall) == ("y", 1, 0.5)
    assert (lost.persona_key, lost.precision, lost.recall) == (None, 0, 0)


def test_nobody_in_any_persona_leaves_all_without_one():
    found = recovered(pd.DataFrame({"persona_key": [None, None], "true_persona": ["a", "b"]}))

    assert [found.persona_key for found in found] == [None, None]
