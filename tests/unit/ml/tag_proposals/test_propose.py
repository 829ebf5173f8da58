"""Rules: found where they are, proven on a later day, and nothing found in noise."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from ml.tag_proposals.propose import corrected, propose, why_not
from ml.tag_proposals.rules import Condition, Rule, conditions_of
from ml.tag_proposals.search import search
from ml.tag_proposals.settings import ProposalSettings

COLUMNS = ["visits", "gap", "noise"]
DAYS = [date(2025, month, 1) for month in (1, 2, 3, 6)]
SETTINGS = ProposalSettings()


def world(rng_seed: int = 1, size: int = 2000, pull: float = 2.0, last_pull: float | None = None):
    """Who visits five times and more within a gap of at most ten days likely comes back."""
    rng = np.random.default_rng(rng_seed)
    frames = []
    for day in DAYS:
        frame = pd.DataFrame(
            {
                "cut_off_on": day,
                "visits": rng.poisson(4, size).astype("float64"),
                "gap": np.where(rng.random(size) < 0.1, np.nan, rng.geometric(0.08, size)),
                "noise": rng.poisson(4, size).astype("float64"),
            }
        )
        strength = last_pull if last_pull is not None and day == DAYS[-1] else pull
        is_hot = (frame["visits"] >= 5) & (frame["gap"] <= 10)
        frame["happened"] = rng.random(size) < 1 / (1 + np.exp(1.5 - strength * is_hot))
        frames.append(frame)
    found = pd.concat(frames, ignore_index=True)
    return found, found["happened"].to_numpy()


def proposed(frame, happened, **changes):
    found, note = propose("returns", frame, happened, COLUMNS, 60, ProposalSettings(**changes))
    return corrected(found), note


def test_the_rule_that_is_there_is_found_and_proven():
    found, note = proposed(*world())
    best = found[0]
    assert note == ""
    assert {condition.column for condition in best.rule.conditions} == {"visits", "gap"}
    assert Condition("visits", True, 5.0) in best.rule.conditions
    assert why_not(best, SETTINGS) == ""
    low, high = best.lift_interval
    assert 1.5 < low < best.proven.lift < high
    assert best.proven_on == DAYS[-1]
    assert best.chosen.customer_count == 3 * 2000
    assert best.proven.customer_count == 2000


def test_outcomes_shuffled_are_not_proposed():
    """One in twenty would be by p < 0.05 alone; with Holm's correction and the lift, none of ten worlds."""
    for rng_seed in range(10):
        frame, happened = world(rng_seed, pull=0.0)
        found, _ = proposed(frame, happened, least_lift=1.0, least_share=0.1)
        assert found
        assert all(why_not(each, SETTINGS) for each in found)


def test_what_held_before_and_holds_no_more_is_refused():
    found, _ = proposed(*world(last_pull=0.0))
    assert found[0].chosen.lift > 1.5
    assert "not proven on 2025-06-01" in why_not(found[0], SETTINGS)


def test_a_day_whose_horizon_reaches_beyond_the_last_is_not_learnt_from():
    frame, happened = world()
    late = frame["cut_off_on"] == DAYS[2]
    frame.loc[late, "cut_off_on"] = date(2025, 5, 1)
    found, _ = proposed(frame, happened)
    assert found[0].chosen.customer_count == 2 * 2000


@pytest.mark.parametrize(("size", "lack"), [(124, "days to choose on"), (400, "day to prove on")])
def test_too_few_customers_are_said_to_be(size, lack):
    found, note = proposed(*world(size=size), least_rows=375, least_per_class=1)
    if size == 400:
        found, note = proposed(*world(size=size), least_rows=401, least_per_class=1)
    assert found == []
    assert lack in note
    assert "are needed" in note


def test_nothing_at_all_is_no_error():
    empty = pd.DataFrame({name: [] for name in ("cut_off_on", *COLUMNS)})
    assert "no past day" in proposed(empty, np.array([], dtype=bool))[1]


def test_no_two_rules_find_nearly_the_same_customers():
    frame, happened = world()
    twin = frame.assign(noise=frame["visits"] * 2)
    found, _ = proposed(twin, happened)
    holds = [
        each.rule.holds({name: twin[name].to_numpy(dtype="float64") for name in COLUMNS}) for each in found
    ]
    for place, one in enumerate(holds):
        for other in holds[:place]:
            assert (one & other).sum() <= 0.5 * (one | other).sum()


def test_unknown_is_neither_at_least_nor_at_most():
    numbers = {"gap": np.array([np.nan, 1.0, 3.0])}
    assert Condition("gap", True, 0.0).holds(numbers).tolist() == [False, True, True]
    assert Condition("gap", False, 9.0).holds(numbers).tolist() == [False, True, True]


def test_a_rule_is_written_as_tags_write_it():
    rule = Rule((Condition("visits", True, 5.0), Condition("share", False, 0.35)))
    assert rule.sql == "visits >= 5 and share <= 0.35"


def test_numbers_are_round_and_whole_where_the_feature_is():
    rng = np.random.default_rng(1)
    numbers = {"spend": rng.exponential(1234.5, 999), "count": rng.poisson(30, 999).astype("float64")}
    conditions, holds = conditions_of(numbers, 0.02)
    assert holds.shape == (999, len(conditions))
    assert all(condition.value == float(f"{condition.value:.2g}") for condition in conditions)
    assert all(
        condition.value == int(condition.value) for condition in conditions if condition.column == "count"
    )
    assert ((holds.mean(axis=0) >= 0.02) & (holds.mean(axis=0) <= 0.98)).all()


@pytest.mark.parametrize("values", [[np.nan] * 9, [3.0] * 9], ids=["unknown", "all the same"])
def test_a_column_that_tells_nothing_has_no_condition(values):
    conditions, _ = conditions_of({"x": np.array(values)}, 0.02)
    assert conditions == []


def test_a_condition_that_adds_little_is_left_off():
    rng = np.random.default_rng(3)
    holds = rng.random((5000, 6)) < 0.5
    happened = rng.random(5000) < np.where(holds[:, 0], 0.6, 0.2)
    assert search(holds, happened, SETTINGS)[0] == (0,)


def test_a_condition_that_another_implies_is_left_off():
    rng = np.random.default_rng(3)
    visits = rng.random(5000)
    # who came within 90 days, and within 40 of them
    holds = np.column_stack([visits < 0.6, visits < 0.4])
    happened = rng.random(5000) < np.where(holds[:, 1], 0.6, 0.2)
    assert search(holds, happened, SETTINGS) == [(1,)]


def test_holm_never_lowers_a_p_value_and_keeps_their_order():
    found, _ = propose("returns", *world(), COLUMNS, 60, SETTINGS)
    after = corrected(found)
    for one, other in zip(found, after, strict=True):
        assert one.p_value <= other.p_value <= min(1.0, one.p_value * len(found))
    order = np.argsort([each.p_value for each in found], kind="stable")
    assert (np.diff([after[place].p_value for place in order]) >= 0).all()
