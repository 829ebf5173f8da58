import pandas as pd
import pytest

from ml.truth.texts import sentiment


def figures(**columns):
    frame = pd.DataFrame({"is_ironic": False, **columns})
    return {measure.what: measure for measure in sentiment(pd.concat([frame] * 20, ignore_index=True))}


def test_who_reads_all_moods_is_right_in_all():
    found = figures(
        mood=["positive", "negative", "negative", "mixed"],
        sentiment=["positive", "negative", "negative", "positive"],
        negative_score=[0.1, 0.9, 0.8, 0.2],
        is_ironic=[False, False, True, False],
    )

    assert [measure.figure for measure in found.values()] == [1, 1, 1, 1]
    assert found["right where said"].count == 60


def test_no_answer_is_a_toss_up_and_not_said():
    found = figures(
        mood=["positive", "negative", "negative", "positive"],
        sentiment=[None, "negative", "neutral", "negative"],
        negative_score=[None, 0.9, 0.5, 0.8],
    )

    # of four pairs two are right, one is a tie and one is wrong
    assert found["blame told from praise (AUC)"].figure == pytest.approx(0.625)
    assert found["praise or blame said"].figure == 0.5
    assert found["right where said"].figure == 0.5
    assert found["mockery read as blame"].figure is None


def test_one_mood_alone_tells_nothing():
    found = figures(mood=["positive"], sentiment=["positive"], negative_score=[0.1])

    assert {measure.figure for measure in found.values()} == {None}
