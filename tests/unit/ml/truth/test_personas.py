"""Clusters beside personas."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from ml.truth.personas import adjusted_rand, personas


def figures(cluster, persona):
    frame = pd.DataFrame({"cluster_key": cluster, "true_persona": persona})
    return {measure.what.split(" ")[0]: measure for measure in personas(frame)}


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

    assert {measure.figure for measure in found.values()} == {None}
    assert "No clusters are published" in found["purity"].meaning
