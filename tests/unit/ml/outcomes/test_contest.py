"""A new fit of an outcome beside the one in use, on the customers of the newest test."""

from dataclasses import replace

import numpy as np
import pytest

from ml.churn.spec import CHURN
from ml.contest import NotComparableError, in_use
from ml.outcomes.contest import contested
from ml.outcomes.train import train

MONTH = np.timedelta64(31, "D")


@pytest.fixture(scope="module")
def champion(frame, settings):
    """Trained a month earlier."""
    known = np.array(frame["cut_off_on"], dtype="datetime64[D]")
    return train(frame[known <= known.max() - MONTH], CHURN, settings)


def test_of_two_fits_of_the_same_world_the_newer_takes_the_place(frame, settings, champion, fitted):
    found = contested(frame, CHURN, settings, champion, fitted, 0.5)

    assert found.challenger.value == fitted.card["figures"]["model"]["auc"]
    assert found.challenger_version != found.champion_version
    assert found.champion_holds
    assert found.is_not_worse
    assert found.lead.low < found.lead.value < found.lead.high
    assert in_use(fitted, champion.model_version, found) == (fitted.model_version, "")


def test_a_challenger_that_learnt_from_outcomes_dealt_at_random_does_not(frame, settings, champion, fitted):
    weights = replace(fitted.tried.model, weights=np.zeros_like(fitted.tried.model.weights))
    blind = replace(fitted, model_version="blind", tried=replace(fitted.tried, model=weights))
    found = contested(frame, CHURN, settings, champion, blind, 0.5)

    assert found.challenger.value == pytest.approx(0.5)
    assert not found.is_not_worse
    assert in_use(blind, champion.model_version, found)[0] == champion.model_version


def test_a_champion_that_reads_what_is_no_input_any_more_cannot_be_tried(frame, settings, champion, fitted):
    old = replace(
        champion, tried=replace(champion.tried, input_names=["fax_count", *champion.tried.input_names])
    )

    with pytest.raises(NotComparableError, match="it reads fax_count"):
        contested(frame, CHURN, settings, old, fitted, 0.5)


def test_a_champion_has_not_seen_the_outcomes_it_is_tried_on(champion, fitted, settings):
    known = np.array(champion.card["training"]["cut_offs"], dtype="datetime64[D]")
    tried_on = np.datetime64(fitted.card["test"]["cut_offs"][0])

    assert (known + np.timedelta64(settings.horizon_days, "D") <= tried_on).all()
