import numpy as np
import pytest
from scipy import stats

from ml.value.evaluate import best, by_decile, coverage, evaluate


@pytest.fixture(scope="module")
def known():
    random = np.random.default_rng(5)
    level = random.gamma(0.5, 2, 900)
    return random.poisson(level).astype("float64"), level


def test_figures_are_what_their_names_say(known, settings):
    happened, level = known
    found = evaluate(happened, {"model": level, "twice": 2 * level}, settings)

    assert found["model"]["rmse"] == pytest.approx(np.sqrt(np.mean((level - happened) ** 2)), abs=1e-4)
    assert found["model"]["mae"] == pytest.approx(np.abs(level - happened).mean(), abs=1e-4)
    assert found["twice"]["total_rate"] == pytest.approx(2 * level.sum() / happened.sum(), abs=1e-3)
    assert found["twice"]["spearman"] == pytest.approx(stats.spearmanr(level, happened)[0], abs=1e-3)


def test_a_lead_is_positive_where_the_model_is_better_and_paired(known, settings):
    happened, level = known
    noise = np.random.default_rng(7).normal(0, 0.05, 900)
    found = evaluate(
        happened, {"model": level, "same": level, "worse": level[::-1], "nearly": level + noise}, settings
    )

    for figure in ("rmse", "mae", "spearman"):
        assert found["same"][f"{figure}_difference_interval"] == [0.0, 0.0]
        assert found["worse"][f"{figure}_difference_interval"][0] > 0
    low, high = found["nearly"]["rmse_difference_interval"]
    apart = found["model"]["rmse_interval"]
    assert high - low < (apart[1] - apart[0]) / 4


def test_what_is_the_same_for_all_has_no_order(known, settings):
    happened, level = known
    found = evaluate(happened, {"model": level, "the mean": np.full(900, happened.mean())}, settings)[
        "the mean"
    ]

    assert found["spearman"] is None
    assert found["spearman_difference_interval"] is None
    assert found["total_rate"] == 1.0


def test_the_best_baseline_is_never_the_model():
    figures = {"model": {"rmse": 1.0, "spearman": 0.9}, "a": {"rmse": 2.0, "spearman": None}}
    figures["b"] = {"rmse": 3.0, "spearman": 0.2}

    assert best(figures, "rmse") == "a"
    assert best(figures, "spearman") == "b"


def test_nothing_happened_is_no_reason_to_fail(settings):
    found = evaluate(np.zeros(50), {"model": np.arange(50.0), "none": np.zeros(50)}, settings)

    assert found["model"]["total_rate"] is None
    assert found["none"]["rmse"] == 0.0


def test_deciles_go_up_with_the_prediction(known):
    happened, level = known
    found = by_decile(happened, level)

    assert [part["customer_count"] for part in found] == [90] * 10
    assert [part["predicted"] for part in found] == sorted(part["predicted"] for part in found)
    assert sum(part["happened"] for part in found) == pytest.approx(happened.mean() * 10, abs=1e-3)


def test_an_edge_belongs_to_the_interval():
    happened = np.array([0.0, 1.0, 2.0, 3.0])

    assert coverage(happened, np.full(4, 1.0), np.full(4, 2.0)) == 0.5
    assert coverage(happened[:0], np.zeros(0), np.zeros(0)) is None
