"""A new fit of value and rhythm beside the one in use, on the customers of the newest test."""

from dataclasses import replace

import pandas as pd
import pytest

from ml.contest import NotComparableError, in_use
from ml.value.contest import contested
from ml.value.train import train
from tests.unit.ml.value.conftest import AS_OF_ON


@pytest.fixture(scope="module")
def champion(frame, settings):
    """Trained when the newest two outcomes were not known yet."""
    days = sorted(frame["cut_off_on"].unique())
    return train(frame[frame["cut_off_on"] < days[-2]], settings)


def test_of_two_fits_of_the_same_shop_the_newer_takes_the_place(frame, settings, champion, fitted):
    found = contested(frame, settings, champion, fitted, 0.5)

    assert champion.is_published
    assert pd.Timestamp(champion.card["test"]["cut_offs"][0]) < pd.Timestamp(AS_OF_ON)
    assert found.figure == "order_days_rmse"
    assert found.challenger.value == fitted.card["figures"]["order_days"]["model"]["rmse"]
    assert found.champion_holds
    assert in_use(fitted, champion.model_version, found) == (fitted.model_version, "")


def test_a_worse_one_does_not(frame, settings, champion, fitted):
    parameters = fitted.tried.parameters
    hasty = replace(parameters, alpha=parameters.alpha / 4)
    worse = replace(fitted, model_version="worse", tried=replace(fitted.tried, parameters=hasty))
    found = contested(frame, settings, champion, worse, 0.5)

    assert found.challenger.value > found.champion.value
    assert found.lead.high < 0
    assert in_use(worse, champion.model_version, found)[0] == champion.model_version


def test_a_champion_is_tried_by_the_first_part_it_tells(frame, settings, champion, fitted):
    withheld = replace(champion, withheld={"order_days": "It misses the level.", "spend": "It misses it."})
    found = contested(frame, settings, withheld, fitted, 0.5)

    assert found.figure == "next_order_mae"
    assert found.challenger.value == fitted.card["figures"]["next_order"]["model"]["mae"]


def test_one_that_was_never_tested_cannot_be_tried(frame, settings, champion, fitted):
    with pytest.raises(NotComparableError, match="has no test"):
        contested(frame, settings, replace(champion, tried=None), fitted, 0.5)
