"""Who is of which persona, who is of none, and why."""

from dataclasses import replace

import numpy as np
import pytest

from ml.personas import score as module
from ml.personas.acts import Acts, acts_per_customer
from ml.personas.score import score
from ml.personas.words import told_days
from tests.unit.ml.personas.made_up_tastes import THINGS


def one(entries):
    """Acts of one customer: (kind, value) → days."""
    things = np.array([THINGS.index(thing) for thing in entries], dtype="int64")
    days = np.array(list(entries.values()), dtype="int64")
    return Acts(np.array(["somebody"], dtype=object), THINGS, np.zeros_like(things), things, days, 0 * days)


def test_a_parent_is_one_and_the_acts_that_say_so_are_told(fitted):
    acts = one({("bought", "nappies"): 4, ("looked_at", "toys"): 1, ("bought", "soap"): 2})
    found = score(fitted, acts).iloc[0]
    assert found["persona_key"] == "nappies"
    assert found["score"] >= 2 / 3
    assert found["reasons_zh"] == "购买 nappies 4 天；浏览 toys 1 天"
    assert found["reasons_en"] == "bought nappies on 4 days; looked at toys on 1 day"


@pytest.mark.parametrize(
    ("days", "expected"),
    [pytest.param(4, 0, id="one-act-too-few"), pytest.param(5, 1, id="just-enough")],
)
def test_who_did_too_little_is_of_none(fitted, days, expected):
    assert len(score(fitted, one({("bought", "nappies"): days}))) == expected


def test_who_cares_about_two_things_alike_is_of_none(fitted):
    torn = one({("bought", "nappies"): 3, ("bought", "laptops"): 3})
    assert score(fitted, torn).empty
    assert score(replace(fitted, min_membership=0.0), torn)["score"].iloc[0] < 2 / 3


def test_a_row_without_key_is_a_persona_of_nobody(world, fitted):
    row = fitted.keys.index("nappies")
    plain = replace(fitted, keys=[None if n == row else key for n, key in enumerate(fitted.keys)])
    found = score(plain, world[0])
    assert "nappies" not in set(found["persona_key"])
    assert len(found) == (score(fitted, world[0])["persona_key"] != "nappies").sum()


def test_scores_lie_between_the_floor_and_one_in_the_order_of_customers(world, fitted):
    found = score(fitted, world[0])
    assert found["score"].between(2 / 3, 1).all()
    assert found["customer_id"].is_monotonic_increasing
    assert found["customer_id"].is_unique
    assert found["reasons_zh"].str.len().min() > 0


def test_a_score_does_not_hang_on_the_batch(world, fitted, monkeypatch):
    whole = score(fitted, world[0])
    monkeypatch.setattr(module, "_AT_ONCE", 100)
    assert score(fitted, world[0]).equals(whole)


def test_things_that_the_fit_does_not_know_say_nothing(world, fitted):
    acts = world[0]
    known = one({("bought", "nappies"): 6})
    odd = replace(
        known,
        things=[*THINGS, ("bought", "brand new")],
        customer=np.array([0, 0]),
        thing=np.array([THINGS.index(("bought", "nappies")), len(THINGS)]),
        earlier=np.array([6, 50]),
        later=np.array([0, 0]),
    )
    assert score(fitted, odd)["score"].iloc[0] == score(fitted, known)["score"].iloc[0]
    assert acts_per_customer(acts).min() >= 0


def test_nobody_gives_no_rows(fitted):
    nobody = Acts(np.array([], dtype=object), THINGS, *(np.array([], dtype="int64") for _ in range(4)))
    assert list(score(fitted, nobody)) == ["customer_id", "persona_key", "score", "reasons_zh", "reasons_en"]
    assert score(fitted, nobody).empty


@pytest.mark.parametrize(
    ("act", "zh", "en"),
    [
        pytest.param(("topic", "travel", 2), "关注 travel 2 天", "followed travel on 2 days", id="topic"),
        pytest.param(("interest", "travel", 1), "兴趣 travel", "interest travel", id="interest-has-no-days"),
        pytest.param(
            ("bought_style", "plain", 1),
            "购买 style = plain 1 天",
            "bought style = plain on 1 day",
            id="trait",
        ),
        pytest.param(
            ("danced", "tango", 3), "danced tango 3 天", "danced tango on 3 days", id="unknown-kind"
        ),
    ],
)
def test_acts_are_told_as_people_say_them(act, zh, en):
    assert told_days(*act, "zh") == zh
    assert told_days(*act, "en") == en
