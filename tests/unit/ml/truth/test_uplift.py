"""The uplift score beside what messages do."""

import pandas as pd
import pytest

from ml.truth.uplift import uplift


def figures(told, true):
    frame = pd.DataFrame({"uplift_score": told, "true_uplift": true})
    return {measure.what: measure.figure for measure in uplift(frame)}


def test_a_score_that_knows_finds_those_whom_messages_change():
    found = figures([0.01 * place for place in range(10)], [0.0] * 7 + [0.05, 0.06, 0.07])

    assert found["true effect on the top 30 %"] == pytest.approx(0.06)
    assert found["true effect on all"] == pytest.approx(0.018)
    assert found["rank correlation"] > 0.7


def test_a_score_the_wrong_way_round_finds_the_others():
    found = figures([-0.01 * place for place in range(10)], [0.0] * 7 + [0.05, 0.06, 0.07])

    assert found["true effect on the top 30 %"] == 0
    assert found["rank correlation"] < -0.7


def test_without_a_model_nothing_is_measured():
    assert set(figures([], []).values()) == {None}
