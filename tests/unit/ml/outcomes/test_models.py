import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from ml.outcomes.models import BASELINE, CANDIDATES, by_theme, log_odds, probability, trees_of


@pytest.fixture(scope="module")
def sample():
    random = np.random.default_rng(3)
    inputs = np.round(random.normal(size=(3000, 4)), 1)
    inputs[:, 3] = 1.0
    odds = inputs[:, 0] - 2 * inputs[:, 1] + np.where(inputs[:, 0] > 0, inputs[:, 2], -inputs[:, 2])
    return inputs, (random.random(3000) < probability(odds)).astype(int)


@pytest.mark.parametrize("leaves", [2, 4, 31])
def test_the_parts_of_the_trees_add_up_to_what_the_boosting_says(sample, leaves):
    inputs, happened = sample
    boosting = HistGradientBoostingClassifier(max_iter=40, max_leaf_nodes=leaves)
    with threadpool_limits(1):
        boosting.fit(inputs, happened)
    trees = trees_of(boosting)
    # and rows that lie on a threshold
    edges = trees.threshold[trees.split_by >= 0][:, None].repeat(4, axis=1)
    inputs = np.concatenate([inputs, edges])

    assert log_odds(trees, inputs) == pytest.approx(boosting.decision_function(inputs), abs=1e-12)
    assert trees.parts(sample[0]).mean(axis=0) == pytest.approx(0.0, abs=0.02)


def test_the_parts_of_the_regression_add_up_to_what_it_says(sample):
    inputs, happened = sample
    penalty = float(CANDIDATES[0].name.rsplit(" ", maxsplit=1)[1])
    regression = LogisticRegression(C=1 / (penalty * len(inputs)), tol=1e-10)
    expected = make_pipeline(StandardScaler(), regression).fit(inputs, happened)
    model = CANDIDATES[0].fit(inputs, happened)

    assert log_odds(model, inputs) == pytest.approx(expected.decision_function(inputs), abs=1e-3)
    assert model.parts(inputs).mean(axis=0) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("candidate", [*CANDIDATES, BASELINE], ids=lambda candidate: candidate.name)
def test_what_is_the_same_for_all_customers_has_no_part_even_if_it_changes_later(sample, candidate):
    inputs, happened = sample
    later = inputs[:5].copy()
    later[:, 3] = 40.0

    assert candidate.fit(inputs, happened).parts(later)[:, 3].tolist() == [0.0] * 5


def test_parts_are_gathered_by_theme():
    parts = np.array([[1.0, 10.0, 100.0], [2.0, 20.0, 200.0]])

    assert by_theme(parts, ["orders", "spend", "orders"]).tolist() == [[101.0, 10.0], [202.0, 20.0]]
