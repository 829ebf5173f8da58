"""A cluster is the previous one it has stayed nearest to."""

import numpy as np
import pytest

from ml.clusters.carry import centroids_of, matched

PREVIOUS = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 0, 2]])
def test_clusters_in_another_order_are_the_same(order):
    moved = PREVIOUS[order] + 0.3

    assert matched(moved, PREVIOUS, reach=0.5) == dict(enumerate(order))


def test_the_whole_assignment_counts_not_the_nearest_alone():
    # both are nearest to the first; the second of them gives less by going to the other
    now = np.array([[1.0, 0.0], [1.9, 0.0], [0.0, 4.0]])

    assert matched(now, PREVIOUS, reach=0.6) == {0: 0, 1: 1, 2: 2}


@pytest.mark.parametrize(
    ("wandered", "expected"),
    [
        pytest.param(1.99, {0: 0, 1: 1, 2: 2}, id="within-reach"),
        pytest.param(2.01, {1: 1, 2: 2}, id="beyond"),
    ],
)
def test_a_cluster_that_wandered_more_than_half_way_is_new(wandered, expected):
    now = PREVIOUS + np.array([[-wandered, 0.0], [0.0, 0.0], [0.0, 0.0]])

    assert matched(now, PREVIOUS, reach=0.5) == expected


def test_one_more_cluster_leaves_one_new_and_one_less_leaves_one_out():
    assert matched(np.vstack([PREVIOUS, [[2.0, 2.0]]]), PREVIOUS, reach=0.5) == {0: 0, 1: 1, 2: 2}
    assert matched(PREVIOUS[1:], PREVIOUS, reach=0.5) == {0: 1, 1: 2}


def test_the_mean_of_nobody_is_unknown():
    means = centroids_of(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0, 0]), count=2)

    np.testing.assert_array_equal(means, [[2.0, 3.0], [np.nan, np.nan]])
