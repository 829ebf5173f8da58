"""A new fit of uplift beside the one in use, on the messages of the newest test."""

from dataclasses import replace

import numpy as np
import pytest

from ml.contest import NotComparableError, in_use
from ml.uplift.contest import contested
from ml.uplift.train import train


@pytest.fixture(scope="module")
def champion(frame, settings):
    """Trained before the newest three campaigns."""
    days = sorted(frame["sent_on"].unique())
    return train(frame[frame["sent_on"] < days[-3]], settings)


def test_of_two_fits_of_the_same_campaigns_the_newer_takes_the_place(frame, settings, champion, fitted):
    found = contested(frame, settings, champion, fitted, 0.5)

    assert found.challenger.value == fitted.card["figures"]["model"]["qini"]
    assert found.over_baseline == found.champion
    assert found.champion_holds
    assert in_use(fitted, champion.model_version, found) == (fitted.model_version, "")


def test_one_that_says_nothing_does_not(frame, settings, champion, fitted):
    class Blind:
        def of(self, inputs):
            return np.zeros(len(inputs))

    blind = replace(fitted, model_version="blind", tried=replace(fitted.tried, effect=Blind()))
    found = contested(frame, settings, champion, blind, 0.5)

    assert found.challenger.value == 0
    assert in_use(blind, champion.model_version, found)[0] == champion.model_version


def test_a_champion_that_reads_what_is_no_input_any_more_cannot_be_tried(frame, settings, champion, fitted):
    old = replace(champion, tried=replace(champion.tried, input_names=["fax_count"]))

    with pytest.raises(NotComparableError, match="it reads fax_count"):
        contested(frame, settings, old, fitted, 0.5)
