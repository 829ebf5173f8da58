"""Which of two fits is in use, by what both do on the same rows."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ml.contest import (
    CHAMPION,
    Contest,
    NotComparableError,
    Told,
    contest,
    in_use,
    require_comparable,
    require_inputs,
)


@dataclass(frozen=True)
class Fit:
    model_version: str
    is_published: bool = True
    reason: str = ""
    card: dict[str, Any] = field(
        default_factory=lambda: {"horizon_days": 90, "test": {"cut_offs": ["2026-01-01"]}}
    )
    tried: Any = "a model"


OLD, NEW = Fit("old"), Fit("new")
REFUSED = replace(NEW, is_published=False, reason="Not published: no better than its baseline.")
# the champion adds .04 to the baseline for sure, half of which may be lost
FOUND = Contest(
    "old",
    "new",
    "auc",
    Told(0.8, 0.78, 0.82),
    Told(0.8, 0.78, 0.82),
    Told(0.0, -0.01, 0.01),
    Told(0.04, 0.01, 0.07),
    0.02,
)
FALLEN = Told(0.04, 0.0, 0.08)


@pytest.mark.parametrize(
    ("challenger", "found", "expected"),
    [
        pytest.param(NEW, None, "new", id="nobody-to-beat"),
        pytest.param(REFUSED, None, None, id="nobody-and-refused"),
        pytest.param(NEW, FOUND, "new", id="as-good"),
        pytest.param(NEW, replace(FOUND, lead=Told(0.0, -0.02, 0.02)), "old", id="on-the-margin"),
        pytest.param(NEW, replace(FOUND, lead=Told(-0.03, -0.05, -0.01)), "old", id="worse"),
        pytest.param(
            NEW, replace(FOUND, lead=Told(-0.01, -0.015, -0.005)), "old", id="a-little-worse-for-sure"
        ),
        pytest.param(NEW, replace(FOUND, lead=Told(0.0, None, None)), "old", id="no-interval"),
        pytest.param(
            NEW,
            replace(FOUND, lead=Told(-0.03, -0.05, -0.01), over_baseline=FALLEN),
            "new",
            id="champion-fell",
        ),
        pytest.param(REFUSED, FOUND, "old", id="refused-champion-holds"),
        pytest.param(REFUSED, replace(FOUND, over_baseline=FALLEN), None, id="both-fall"),
    ],
)
def test_the_challenger_is_in_use_when_it_is_proven_as_good(challenger, found, expected):
    version, reason = in_use(challenger, "old" if found else None, found)

    assert version == expected
    assert (reason == "") == (version == "new")


def test_when_the_champion_stays_both_figures_and_the_reason_are_told():
    _, refused = in_use(REFUSED, "old", FOUND)
    _, worse = in_use(
        NEW, "old", replace(FOUND, challenger=Told(0.75, 0.7, 0.8), lead=Told(-0.05, -0.08, -0.02))
    )

    assert refused.startswith(REFUSED.reason)
    assert "Version old stays in use" in refused
    assert "auc 0.7500 of the challenger against 0.8000 of the champion on the same rows" in worse
    assert "(lead -0.0500, interval -0.0800 to -0.0200); it may lose less than 0.0200" in worse


@pytest.mark.parametrize(
    ("lead", "may_lose"),
    [
        pytest.param(0.04, 0.03, id="a-quarter-is-kept"),
        pytest.param(0.0, 0.0, id="nothing-to-lose"),
        pytest.param(-0.04, 0.0, id="behind-its-baseline"),
    ],
)
def test_what_may_be_lost_is_what_need_not_be_kept_of_the_lead_over_the_baseline(lead, may_lose):
    figures = {
        "model": {"auc": 0.7, "auc_interval": [0.6, 0.8]},
        CHAMPION: {"auc": 0.75, "auc_difference": -0.05, "auc_difference_interval": None},
    }
    found = contest(OLD, NEW, "auc", figures, Told(lead, lead - 0.01, lead + 0.01), keeps_share=0.25)

    assert found.may_lose == pytest.approx(may_lose)
    assert (found.champion, found.challenger) == (Told(0.75, None, None), Told(0.7, 0.6, 0.8))
    assert found.lead == Told(-0.05, None, None)
    assert not found.is_not_worse


@pytest.mark.parametrize(
    ("champion", "challenger", "says"),
    [
        pytest.param(replace(OLD, tried=None), NEW, "champion old has no test", id="kept-before-tests-were"),
        pytest.param(OLD, replace(NEW, tried=None), "challenger new has no test", id="too-few-to-test"),
        pytest.param(
            replace(OLD, card={"horizon_days": 60, "test": {"cut_offs": ["2026-01-01"]}}),
            NEW,
            "60 days ahead, and 90 are asked",
            id="another-horizon",
        ),
        pytest.param(
            replace(OLD, card={"horizon_days": 90, "test": {"cut_offs": ["2026-01-02"]}}),
            NEW,
            "begins on 2026-01-02",
            id="it-would-have-seen-the-rows",
        ),
    ],
)
def test_a_champion_that_cannot_be_tried_says_why(champion, challenger, says):
    with pytest.raises(NotComparableError, match=says):
        require_comparable(champion, challenger)


def test_tests_of_one_day_can_be_compared():
    require_comparable(OLD, NEW)


def test_a_champion_whose_inputs_are_gone_cannot_be_tried():
    require_inputs(OLD, ["order_count", "billing_period=month"], {"order_count", "billing_period"})
    with pytest.raises(NotComparableError, match="it reads visits, which is no input any more"):
        require_inputs(OLD, ["order_count", "visits"], {"order_count"})
