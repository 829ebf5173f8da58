"""What was foretold beside what came of it."""

import numpy as np
import pandas as pd
import pytest

from ml.evaluation import Sampling, auc, auc_with_interval, evaluate
from ml.outcomes.foretold import came_true, sampled


def world(size, seed, lift=0.0):
    """Scores that are true, or off by `lift` of the probability."""
    random = np.random.default_rng(seed)
    score = random.uniform(0.05, 0.65, size)
    return (random.random(size) < np.clip(score + lift, 0, 1)).astype(int), score


def test_true_scores_lie_within_the_interval_of_what_came_and_others_do_not():
    found = {row.watched: row for row in came_true(*world(4_000, 2))}
    off = {row.watched: row for row in came_true(*world(4_000, 2, lift=0.1))}
    said = world(4_000, 2)[1].mean()

    assert list(found) == ["rate", "auc", "calibration_error"]
    assert found["rate"].low < said < found["rate"].high
    assert off["rate"].low > said
    assert found["calibration_error"].found < 0.03 < off["calibration_error"].found
    assert found["auc"].low < found["auc"].found < found["auc"].high


def test_nineteen_of_twenty_intervals_hold_the_truth():
    held = []
    for seed in range(200):
        happened, score = world(300, seed)
        rate = next(iter(came_true(happened, score)))
        held.append(rate.low <= score.mean() <= rate.high)

    assert 0.9 <= np.mean(held) <= 1.0


@pytest.mark.parametrize("happened", [pytest.param(0, id="nobody"), pytest.param(1, id="everybody")])
def test_where_all_are_alike_there_is_no_order_to_judge(happened):
    found = list(came_true(np.full(10, happened), np.linspace(0.1, 0.9, 10)))

    assert [row.watched for row in found] == ["rate", "calibration_error"]
    assert found[0].found == happened
    assert 0 <= found[0].low < found[0].high <= 1


def test_one_customer_has_a_rate_with_a_wide_interval():
    rate = next(iter(came_true(np.array([1]), np.array([0.4]))))

    assert rate.high - rate.low > 0.7


def test_the_area_is_that_of_the_bootstrap_with_ties_and_its_interval_about_the_same():
    happened, score = world(2_000, 3)
    score = np.round(score, 1)
    area, low, high = auc_with_interval(happened, score, 0.95)
    booted = evaluate(happened, {"model": score}, Sampling(rounds=500))["model"]["auc_interval"]

    assert area == pytest.approx(auc(happened, score))
    assert [low, high] == pytest.approx(booted, abs=0.004)


def test_the_sample_is_the_same_customers_day_by_day_and_of_no_others():
    ids = np.array([f"c{number}" for number in range(5_000)], dtype=object)
    monday = pd.DataFrame({"customer_id": ids, "score": np.linspace(0, 1, 5_000), "band": "low"})
    tuesday = monday.sample(frac=1.0, random_state=1)
    first, second = sampled(monday, 500), sampled(tuesday, 500)

    assert list(first) == ["customer_id", "score"]
    assert len(first) == 500
    assert set(first["customer_id"]) == set(second["customer_id"])
    # in the order of the frame, neither its first ones nor its last
    assert first["score"].between(0.1, 0.9).sum() > 300


def test_few_customers_are_all_kept():
    few = pd.DataFrame({"customer_id": ["a", "b"], "score": [0.1, 0.2]})

    assert sampled(few, 2).equals(few)
