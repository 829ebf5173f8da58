"""The population stability index: nothing for the same customers, much for others."""

import json

import numpy as np
import pytest

from ml.drift import described, stability_index
from orchestration.settings import business_settings

MANY = 20_000
NOTABLE, STRONG = (business_settings()[name] for name in ("drift_notable", "drift_strong"))


def spread(seed, mean=0.0):
    return np.random.default_rng(seed).normal(mean, 1.0, MANY)


def index(before, now):
    return stability_index(described({"x": before})["x"], now)


def test_the_same_customers_have_not_changed():
    assert index(spread(1), spread(1)) == pytest.approx(0.0)
    assert index(spread(1), spread(2)) < 0.01


def test_other_customers_have():
    assert NOTABLE < index(spread(1), spread(2, mean=0.4)) < STRONG
    assert index(spread(1), spread(2, mean=1.0)) > STRONG


def test_values_that_went_missing_are_a_change():
    now = spread(2)
    now[::2] = np.nan

    assert index(spread(1), now) > STRONG


@pytest.mark.parametrize("constant", [0.0, 5.0])
def test_what_is_the_same_for_all_changes_when_it_moves(constant):
    before = np.full(MANY, constant)

    assert index(before, before) == pytest.approx(0.0)
    assert index(before, before + 1) > STRONG


def test_by_hand():
    before = {"edges": [1.0], "shares": [0.5, 0.5, 0.0]}
    now = np.array([0.0, 0.0, 0.0, 2.0])
    # an empty bin of null stays at its floor on both sides
    assert stability_index(before, now) == pytest.approx(0.25 * np.log(1.5) - 0.25 * np.log(0.5))


def test_nobody_has_not_changed_and_it_fits_into_a_card():
    told = described({"x": np.array([]), "y": np.array([np.nan, 1.0])})

    assert stability_index(told["x"], np.array([])) == 0.0
    assert json.loads(json.dumps(told)) == told
