"""Ties of referral against the truth."""

import pandas as pd
import pytest

from ml.truth.referrals import referrals

TRUE = [("P1", "P2"), ("P1", "P3"), ("P4", "P5"), ("P4", "P6")]


def frame(pairs):
    return pd.DataFrame(pairs, columns=["person_id", "referred_person_id"], dtype="object")


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        pytest.param(TRUE, 1.0, 1.0, id="all"),
        pytest.param(TRUE[:1], 1.0, 0.25, id="one of four"),
        pytest.param([*TRUE[:1], ("P2", "P1")], 0.5, 0.25, id="the other way round"),
        pytest.param([*TRUE[:1], (None, "P3")], 0.5, 0.25, id="a customer who is nobody"),
        pytest.param([("P2", "P9")], 0.0, 0.0, id="made up"),
    ],
)
def test_ties_are_right_by_person_and_direction(found, precision, recall):
    figures = [measure.figure for measure in referrals(frame(found), frame(TRUE))]

    assert figures == [precision, recall]


def test_without_ties_there_is_no_precision_and_nothing_is_recalled():
    precision, recall = referrals(frame([]), frame(TRUE))

    assert (precision.figure, precision.count) == (None, 0)
    assert (recall.figure, recall.count) == (0.0, 4)
