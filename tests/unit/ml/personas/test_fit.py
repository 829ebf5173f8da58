"""A fit as a whole: who is found, what they are called, what stays, what is refused."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from ml import registry
from ml.drift import stability_index
from ml.personas.acts import acts_per_customer
from ml.personas.fit import fit, made_from
from ml.personas.people import COLUMNS
from ml.personas.score import score
from ml.personas.settings import PersonaSettings
from tests.unit.ml.personas.conftest import AS_OF_ON
from tests.unit.ml.personas.made_up_tastes import described, people_of

KEYS = {"nappies": "parents", "tea": "elders", "spices": "cooks", "laptops": "tinkerers"}


def nobody(acts):
    return pd.DataFrame(columns=COLUMNS, index=acts.customers, dtype="float64")


def test_the_personas_people_were_made_of_are_found(world, fitted):
    acts, truth, _ = world
    found = score(fitted, acts).set_index("customer_id")["persona_key"]
    is_one = pd.Series(truth, index=acts.customers).reindex(found.index)
    assert fitted.is_published, fitted.reason
    assert adjusted_rand_score(is_one[is_one.notna()], found[is_one.notna()]) > 0.95
    for key, persona in KEYS.items():
        assert (is_one[found == key] == persona).mean() > 0.85


def test_they_are_called_by_what_they_care_about_and_who_they_are(fitted):
    assert fitted.names["nappies"] == {
        "zh": "nappies、toys · 女性 25–34 岁",
        "en": "nappies & toys · women 25–34",
    }
    assert fitted.names["laptops"]["en"] == "laptops & games"


def test_a_card_says_how_many_what_they_do_and_who_they_are(world, fitted):
    card = fitted.cards["nappies"]
    things = {(thing["kind"], thing["value"]) for thing in card["things"]}
    assert {("bought", "nappies"), ("looked_at", "toys"), ("topic", "parenting")} <= things
    assert all(thing["lift"] >= 1.5 and thing["p_value"] <= 0.01 for thing in card["things"])
    assert {fact["fact"] for fact in card["facts"]} == {"female", "male", "age_25_35"}
    assert card["sentence"]["en"].startswith(f"{card['size']} customers, {card['share']:.1%} of those")
    assert "女性 9" in card["sentence"]["zh"]
    elders = {fact["fact"]: fact for fact in fitted.cards["tea"]["facts"]}
    assert (elders["usual_order_hour"]["value"], elders["usual_order_hour"]["value_of_all"]) == (8, 20)


def test_the_card_of_the_model_says_what_was_tested(world, fitted):
    figures, baseline = fitted.card["figures"].values()
    assert figures["likelihood_ratio_interval"][0] > baseline["likelihood_ratio"]
    assert figures["stability"] >= 0.85
    assert 0 < figures["abstained_share"] < 0.2
    assert fitted.card["test"]["cut_offs"] == ["2025-12-02"]
    assert fitted.card["data"]["rows"] == int((acts_per_customer(world[0]) >= 5).sum())
    json.dumps(fitted.card)


def test_cards_hold_nothing_about_one_customer(world, fitted):
    told = json.dumps(fitted.card)
    assert not any(customer in told for customer in world[0].customers)


def test_the_order_of_acts_changes_nothing(world, fitted, settings):
    acts, _, people = world
    order = np.random.default_rng(0).permutation(len(acts.customer))
    parts = ("customer", "thing", "earlier", "later")
    shuffled = replace(acts, **{part: getattr(acts, part)[order] for part in parts})
    again = fit(shuffled, people.sample(frac=1, random_state=0), AS_OF_ON, None, settings)
    assert again.model_version == fitted.model_version
    assert (again.shares == fitted.shares).all()
    assert again.names == fitted.names


def test_another_act_setting_or_previous_fit_is_another_version(world, fitted, settings):
    acts, _, people = world
    more = replace(acts, later=acts.later + (np.arange(len(acts.later)) == 0))
    assert made_from(acts, people, settings) == fitted.model_version
    assert made_from(more, people, settings) != fitted.model_version
    assert made_from(acts, people, replace(settings, min_acts=6)) != fitted.model_version
    assert fit(acts, people, AS_OF_ON, fitted, settings).model_version != fitted.model_version


def test_keys_and_names_stay_with_their_persona(world_later, fitted, refitted):
    acts, truth, _ = world_later
    assert refitted.is_published, refitted.reason
    assert refitted.names.items() >= {key: fitted.names[key] for key in KEYS}.items()
    found = score(refitted, acts).set_index("customer_id")["persona_key"]
    is_one = pd.Series(truth, index=acts.customers).reindex(found.index)
    for key, persona in KEYS.items():
        assert (is_one[found == key] == persona).mean() > 0.85
        assert not refitted.cards[key]["is_new"]


def test_a_refit_on_the_same_customers_moves_hardly_anybody(world, fitted, settings):
    acts, _, people = world
    again = fit(acts, people, AS_OF_ON, fitted, settings)
    assert again.is_published
    assert again.card["figures"]["model"]["moved_beyond_previous_share"] < 0.01


def test_a_thing_that_is_new_and_one_that_is_gone_leave_keys_as_they_are(world_later, fitted, settings):
    acts, _, people = world_later
    renamed = [(kind, "wool" if value == "socks" else value) for kind, value in acts.things]
    again = fit(replace(acts, things=renamed), people, AS_OF_ON, fitted, settings)
    assert set(KEYS) <= set(again.keys)


def test_a_name_that_no_longer_tells_the_truth_is_changed_and_the_key_stays(world_later, fitted, settings):
    acts, _, people = world_later
    men = people.assign(gender="male")
    again = fit(acts, men, AS_OF_ON, fitted, settings)
    assert "nappies" in again.keys
    assert "women" not in again.names["nappies"]["en"]
    assert again.cards["nappies"]["has_turned"]
    assert again.cards["nappies"]["previous_name"] == fitted.names["nappies"]


def test_a_fit_that_moves_too_many_is_held_back(fitted, settings):
    acts, truth = people_of({"runners": ("socks", "soap", "travel"), "players": ("games", "pans")}, seed=5)
    again = fit(acts, described(acts, truth), AS_OF_ON, fitted, settings)
    assert not again.is_published
    assert again.reason.startswith("Held back: the new fit places ")
    assert fitted.model_version in again.reason
    assert fit(
        acts, described(acts, truth), AS_OF_ON, fitted, replace(settings, max_moved_share=1.0)
    ).is_published


def test_too_few_customers_give_no_personas(settings):
    acts, _ = people_of(size=40, others=0)
    found = fit(acts, nobody(acts), AS_OF_ON, None, settings)
    assert (found.is_published, found.keys) == (False, [])
    assert found.reason.startswith("Personas need 200 customers with 5 acts or more")
    assert found.card["verdict"] == found.reason
    assert score(found, acts).empty


def test_customers_without_things_in_common_give_no_personas(settings):
    """A shop without categories: every product is a thing of its own."""
    random = np.random.default_rng(2)
    acts, _ = people_of()
    things = [("bought", f"product {n}") for n in range(20_000)]
    scattered = replace(acts, things=things, thing=random.integers(0, len(things), len(acts.thing)))
    found = fit(scattered, nobody(acts), AS_OF_ON, None, settings)
    assert "two things of one kind" in found.reason


def test_acts_that_all_lie_before_the_test_cannot_be_tested(world, settings):
    acts, _, people = world
    old = replace(acts, earlier=acts.earlier + acts.later, later=np.zeros_like(acts.later))
    assert "in them; there are 0" in fit(old, people, AS_OF_ON, None, settings).reason


def test_people_with_nothing_but_habits_of_their_own_have_no_personas(settings):
    acts, _ = people_of({}, others=900)
    found = fit(acts, nobody(acts), AS_OF_ON, None, settings)
    assert found.reason.startswith("No number of personas from 2 to 6 holds.")
    assert score(found, acts).empty


def test_personas_that_foretell_too_little_are_none(world, settings):
    acts, _, people = world
    found = fit(acts, people, AS_OF_ON, None, replace(settings, min_foretold=5.0))
    assert not found.is_published
    assert "5.00 is asked" in found.reason
    assert score(found, acts).empty


def test_who_is_of_a_persona_that_foretells_too_little_is_of_none(world, fitted, settings):
    acts, _, people = world
    ratios = sorted(told["likelihood_ratio"] for told in fitted.card["foretold"])
    found = fit(acts, people, AS_OF_ON, None, replace(settings, min_foretold=ratios[1] + 1e-4))
    assert found.is_published
    assert found.keys.count(None) == 2
    assert len(score(found, acts)) < len(score(fitted, acts)) - 200


def test_a_fit_that_is_none_is_no_previous_one(world, fitted, settings):
    acts, _, people = world
    few, _ = people_of(size=40, others=0)
    none = fit(few, nobody(few), AS_OF_ON, None, settings)
    again = fit(acts, people, AS_OF_ON, none, settings)
    assert again.card["previous_version"] is None
    assert again.names == fitted.names


def test_nobody_at_all_gives_no_personas():
    acts = people_of(size=1, others=0)[0].of(np.array([], dtype="int64"))
    assert "there are 0" in fit(acts, nobody(acts), AS_OF_ON, None, PersonaSettings()).reason


def test_scores_of_the_same_customers_have_not_drifted(world, fitted):
    scores = score(fitted, world[0])["score"].to_numpy()
    assert stability_index(fitted.card["watched"]["score"], scores) == 0


def test_a_fit_can_be_kept(world, fitted):
    again = registry.loads(registry.dumps(fitted))
    assert score(again, world[0]).equals(score(fitted, world[0]))
