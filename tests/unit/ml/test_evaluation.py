from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from ml.evaluation import Sampling, auc, calibration_error, evaluate, top_decile_lift


@pytest.fixture
def settings():
    return Sampling(rounds=200)


@pytest.fixture(scope="module")
def known():
    random = np.random.default_rng(5)
    score = np.round(random.random(700), 2)
    return (random.random(700) < score).astype(int), score


def test_the_area_counts_ties_half(known):
    happened, score = known

    assert auc(happened, score) == pytest.approx(roc_auc_score(happened, score), abs=1e-12)
    assert auc(happened, np.zeros(700)) == 0.5


def test_a_row_drawn_twice_counts_twice(known):
    happened, score = known
    times = np.random.default_rng(6).integers(0, 3, size=(4, 700)).astype(float)

    expected = [roc_auc_score(happened, score, sample_weight=weights) for weights in times]

    assert auc(happened, score, times) == pytest.approx(expected, abs=1e-12)


def test_calibration_error_is_the_mean_gap():
    happened = np.array([0, 1] * 50 + [1] * 100)
    score = np.array([0.5] * 100 + [0.9] * 100)

    assert calibration_error(happened, score) == pytest.approx(0.05)


def test_lift_of_the_top_tenth():
    happened = np.array([1] * 8 + [0] * 2 + [1] * 17 + [0] * 73)

    assert top_decile_lift(happened, np.arange(100)[::-1]) == pytest.approx(0.8 / 0.25)
    assert top_decile_lift(happened, np.zeros(100)) == pytest.approx(1.0)


def test_differences_are_paired(known, settings):
    happened, score = known
    worse = score + np.random.default_rng(7).normal(0, 0.02, 700)
    figures = evaluate(happened, {"model": score, "same": score, "worse": worse * 100}, settings)

    assert figures["same"]["auc_difference_interval"] == [0.0, 0.0]
    low, high = figures["worse"]["auc_difference_interval"]
    apart = figures["model"]["auc_interval"]
    assert high - low < (apart[1] - apart[0]) / 4


def test_the_interval_holds_the_figure_and_narrows_with_its_width(known, settings):
    happened, score = known
    wide = evaluate(happened, {"model": score}, settings)["model"]
    narrow = evaluate(happened, {"model": score}, replace(settings, confidence=0.5))["model"]

    assert wide["auc_interval"][0] < narrow["auc_interval"][0] < wide["auc"] < narrow["auc_interval"][1]
    assert wide["auc"] == round(roc_auc_score(happened, score), 4)


def test_only_probabilities_are_judged_as_such(known, settings):
    happened, score = known
    figures = evaluate(happened, {"model": score, "days": score * 300}, settings)

    assert figures["model"]["brier"] == pytest.approx(np.mean((score - happened) ** 2), abs=1e-4)
    assert {"brier", "calibration_error", "mean_score"}.isdisjoint(figures["days"])
