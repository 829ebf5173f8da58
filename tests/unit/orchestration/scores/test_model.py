"""What a training comes to: the new fit, the one in use before, or none."""

from dataclasses import replace

import pytest

from ml.contest import Contest, NotComparableError, Told
from orchestration.scores.model import Figure, contested, train_once
from tests.unit.orchestration.scores.test_store import FITTED

NEW = replace(FITTED, model_version="bbb", card={"model_key": "churn", "verdict": "新"})
NOT_WORSE = Told(0.001, -0.001, 0.003)
WORSE = Told(-0.05, -0.06, -0.04)
HOLDS, FALLEN = Told(0.04, 0.01, 0.07), Told(0.0, -0.01, 0.01)


def against(lead: Told, over_baseline: Told = HOLDS):
    """A contest with this outcome; half of the champion's lead must be kept."""

    def tried(champion, challenger, keeps_share):
        assert (champion.model_version, challenger.model_version, keeps_share) == ("aaa", "bbb", 0.5)
        figures = (Told(0.8, 0.7, 0.9), Told(0.801, 0.7, 0.9), lead, over_baseline, 0.02)
        return Contest("aaa", "bbb", "auc", *figures)

    return tried


def gone(champion, challenger, keeps_share):
    raise NotComparableError("it reads visits, which is no input any more")


@pytest.fixture
def trained(store):
    """A store in which version aaa is in use."""
    train_once(store, "churn", "aaa", lambda: FITTED)
    return store


def test_the_first_fit_has_nobody_to_beat(trained):
    current = trained.current("churn")

    assert (current.version, current.fitted_version, current.reason, current.contest) == (
        "aaa",
        "aaa",
        "",
        None,
    )


@pytest.mark.parametrize(
    ("lead", "version"),
    [pytest.param(NOT_WORSE, "bbb", id="as-good"), pytest.param(WORSE, "aaa", id="worse")],
)
def test_a_challenger_takes_the_place_only_when_it_is_as_good_on_the_same_rows(trained, lead, version):
    current = train_once(trained, "churn", "bbb", lambda: NEW, against(lead))

    assert (current.version, current.fitted_version) == (version, "bbb")
    assert ("Version aaa stays in use" in current.reason) == (version == "aaa")
    assert trained.current("churn").version == version
    assert list(contested(trained.current("churn"))) == [
        Figure("champion", "auc", 0.8, 0.7, 0.9),
        Figure("challenger", "auc", 0.801, 0.7, 0.9),
        Figure("champion", "auc_difference", *lead),
    ]


def test_a_champion_that_cannot_be_tried_is_replaced_and_it_is_told_why(trained):
    current = train_once(trained, "churn", "bbb", lambda: NEW, gone)

    assert current.version == "bbb"
    assert current.contest == {
        "champion_version": "aaa",
        "not_tried": "it reads visits, which is no input any more",
    }
    assert list(contested(current)) == []


def test_a_refused_challenger_leaves_the_champion_that_holds_and_takes_the_one_that_does_not(trained):
    refused = replace(NEW, is_published=False, reason="Not published.", scorer=None)
    kept = train_once(trained, "churn", "bbb", lambda: refused, against(WORSE))
    assert kept.version == "aaa"

    trained.set_current("churn", replace(kept, made_from="another"))
    lost = train_once(trained, "churn", "bbb", lambda: refused, against(WORSE, FALLEN))
    assert (lost.version, lost.reason) == (None, "Not published.")


def test_on_the_same_data_nothing_is_trained_or_tried_again(trained):
    train_once(trained, "churn", "bbb", lambda: NEW, against(WORSE))

    def never(*_):
        raise AssertionError("trained again")

    assert train_once(trained, "churn", "bbb", never, never).version == "aaa"


def test_a_model_without_a_contest_goes_by_its_own_test(trained):
    refused = replace(NEW, is_published=False, reason="Not published.", scorer=None)
    current = train_once(trained, "churn", "bbb", lambda: refused)

    assert (current.version, current.reason, current.contest) == (None, "Not published.", None)
