"""Every customer with an order has one cluster and a membership."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ml.clusters.features import customers_with_order
from ml.clusters.score import score
from ml.clusters.space import forming, place, significant


@pytest.fixture
def points(fitted, people):
    return forming(place(customers_with_order(people), fitted.space), fitted.space)


def test_one_row_per_customer_with_an_order(fitted, people):
    scored = score(fitted, people)

    assert list(scored.columns) == ["customer_id", "cluster_key", "score"]
    assert scored["customer_id"].tolist() == sorted(people.loc[people["order_count"] > 0, "customer_id"])
    assert set(scored["cluster_key"]) == set(fitted.keys)
    assert scored["score"].between(1 / len(fitted.keys), 1).all()


def test_the_membership_is_that_of_fuzzy_c_means(fitted, people, points):
    squared = ((points[:, None, :] - fitted.centroids[None]) ** 2).sum(axis=2)
    expected = (1 / squared).max(axis=1) / (1 / squared).sum(axis=1)
    scored = score(fitted, people)

    np.testing.assert_allclose(scored["score"], expected, rtol=1e-8)
    assert scored["cluster_key"].tolist() == [fitted.keys[row] for row in squared.argmin(axis=1)]
    assert (scored["score"] == significant(scored["score"].to_numpy())).all()


def test_a_customer_on_the_centroid_belongs_wholly(fitted, people, points):
    moved = replace(fitted, centroids=np.vstack([points[:1], fitted.centroids[1:]]))

    assert score(moved, people)["score"][0] == 1.0


def test_a_customer_scored_alone_gets_the_same(fitted, people):
    some = people.head(50)
    alone = pd.concat([score(fitted, some.iloc[[row]]) for row in range(50)]).sort_values("customer_id")

    pd.testing.assert_frame_equal(alone.reset_index(drop=True), score(fitted, some))
