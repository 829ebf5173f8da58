"""How many personas: the number people were made of; none where there is none."""

from dataclasses import replace

import numpy as np
import pytest

from ml.personas.acts import LATER, acts_per_customer, common_things
from ml.personas.choose import foretold, independent, look, pick, try_all
from tests.unit.ml.personas.made_up_tastes import TASTES, people_of


def looked(acts, settings):
    return look(
        acts.of(np.flatnonzero(acts_per_customer(acts) >= 5)), common_things(acts, settings), settings
    )


@pytest.mark.parametrize("count", [pytest.param(n, id=f"{n}-personas") for n in (2, 3, 4)])
def test_as_many_are_taken_as_people_are_made_of(count, settings):
    tastes = dict(list(TASTES.items())[:count])
    trials = try_all(looked(people_of(tastes, others=0, seed=count)[0], settings), None, settings)
    assert pick(trials, settings).k == count


@pytest.mark.parametrize("seed", [pytest.param(n, id=f"world-{n}") for n in (3, 4, 5)])
def test_people_with_nothing_but_habits_of_their_own_are_not_split(seed, settings):
    trials = try_all(looked(people_of({}, others=800, seed=seed)[0], settings), None, settings)
    assert pick(trials, settings) is None


def test_independent_people_do_as_much_of_each_kind_and_nothing_is_foretold(world, settings):
    seen = looked(world[0], settings)
    made_up = independent(seen, settings)
    for kind in range(3):
        columns = np.flatnonzero(seen.kinds == kind)
        for one, other in ((seen.earlier, made_up.earlier), (seen.later, made_up.later)):
            assert (one[:, columns].sum(axis=1) == other[:, columns].sum(axis=1)).all()
    assert pick(try_all(made_up, None, settings), settings) is None


def test_what_is_foretold_is_only_later_acts_of_who_did_enough_before(world, settings):
    seen = looked(world[0], settings)
    assert (seen.later.sum(axis=1)[seen.is_tested] > 0).all()
    assert not seen.is_tested[seen.earlier.sum(axis=1) < settings.min_acts].any()


def test_personas_that_do_not_last_are_refused(world, settings):
    """Who cares about something else afterwards has no persona, however clear it is within each part."""
    acts = world[0]
    goods = np.array([kind != "topic" for kind, _ in acts.things])[acts.thing]
    turned = np.where(goods, (acts.thing // 10) * 10 + (acts.thing + 5) % 10, acts.thing)
    both = replace(
        acts,
        customer=np.tile(acts.customer, 2),
        thing=np.concatenate([acts.thing, turned]),
        earlier=np.concatenate([acts.earlier, np.zeros_like(acts.later)]),
        later=np.concatenate([np.zeros_like(acts.later), np.where(goods, acts.later, 0)]),
    )
    trials = try_all(looked(both, settings), None, settings)
    assert all(trial.gain < 0 for trial in trials)
    assert pick(trials, settings) is None
    assert acts_per_customer(both, LATER).sum() > 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"stability": 0.85, "smallest_share": 0.02, "smallest_size": 30}, True, id="just-so"),
        pytest.param({"stability": 0.8499}, False, id="not-stable"),
        pytest.param({"smallest_share": 0.0199}, False, id="too-small-a-share"),
        pytest.param({"smallest_size": 29}, False, id="too-few"),
        pytest.param({"independent_gain": 9.0}, False, id="no-better-than-made-up-customers"),
        pytest.param({"gains": np.array([1.0, -1.0, 0.1])}, False, id="not-proven-to-foretell"),
        pytest.param({"stability": None}, False, id="not-measured"),
    ],
)
def test_a_trial_holds_when_all_that_is_asked_is_proven(world, settings, change, expected):
    chosen = pick(try_all(looked(world[0], settings), None, settings), settings)
    assert replace(chosen, **change).holds(settings) is expected


def test_each_persona_foretells_by_itself(world, settings):
    seen = looked(world[0], settings)
    chosen = pick(try_all(seen, None, settings), settings)
    told = foretold(seen, chosen.mixture, settings)

    assert len(told) == chosen.k
    assert sum(each["customer_count"] for each in told) <= seen.is_tested.sum()
    for each in told:
        low, high = each["likelihood_ratio_interval"]
        assert 1 < low < each["likelihood_ratio"] < high
        assert each["holds"]


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        pytest.param(0.0, True, id="just-as-much"),
        pytest.param(1e-3, False, id="more-than-it-does"),
    ],
)
def test_a_persona_holds_when_it_foretells_as_much_as_is_asked(world, settings, asked, holds):
    seen = looked(world[0], settings)
    mixture = pick(try_all(seen, None, settings), settings).mixture
    first = foretold(seen, mixture, settings)[0]["likelihood_ratio"]
    asking = replace(settings, min_foretold=first + asked - 1e-4)
    assert foretold(seen, mixture, asking)[0]["holds"] is holds


def test_a_persona_of_hardly_anybody_is_not_measured(world, settings):
    seen = looked(world[0], settings)
    mixture = pick(try_all(seen, None, settings), settings).mixture
    few = replace(seen, has_enough=seen.has_enough & (np.cumsum(seen.is_tested) <= 12))
    told = foretold(few, mixture, settings)
    assert {each["likelihood_ratio"] for each in told if each["customer_count"] < 10} == {None}
    assert not any(each["holds"] for each in told if each["customer_count"] < 10)
