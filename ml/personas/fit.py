"""Fit the personas: choose how many, place them, keep keys and names; or say why there are none to use."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from ml.drift import described
from ml.personas.acts import EARLIER, Acts, Thing, acts_per_customer, common_things, sample
from ml.personas.cards import model_card
from ml.personas.carry import named, seen_in
from ml.personas.choose import Look, Trial, foretold, look, pick, try_all
from ml.personas.mixture import Mixture, damped, kinds_of, largest_first, refined, shares_of_all
from ml.personas.model import Fitted
from ml.personas.score import labelled
from ml.personas.settings import PersonaSettings
from ml.registry import fingerprint, source_of


def fit(
    acts: Acts, people: pd.DataFrame, as_of_on: date, previous: Fitted | None, settings: PersonaSettings
) -> Fitted:
    """Personas of the customers who did enough, as of a day.

    `acts` are those before `as_of_on`, the later ones of its last `test_days`. `people` tells of customers by
    index (people.COLUMNS); who is not in it is not known. `previous` is the fit in service: its number of
    personas, keys and names stay where they still hold. A fit that must not be used comes back with
    is_published False and the reason; then `previous` stays in service. Equal acts, in any order, give an
    equal fit.
    """
    if previous is not None and not previous.keys:
        previous = None
    enough = np.flatnonzero(acts_per_customer(acts) >= settings.min_acts)
    things = common_things(acts.of(enough), settings)
    about = {
        "model_key": "personas",
        "model_version": _version(acts, people, previous, settings),
        "previous_version": previous.model_version if previous else None,
        "as_of_on": str(as_of_on),
        "customer_count": len(acts.customers),
        "data": {"rows": len(enough)},
    }
    if lack := _what_lacks(acts, enough, things, settings):
        return _abstained(about | model_card(things, [], None, settings), lack)
    seen = look(acts.of(sample(acts, enough, settings.choice_rows)), things, settings)
    trials = try_all(seen, seen_in(previous, things) if previous else None, settings)
    chosen = pick(trials, settings)
    test_from = as_of_on - timedelta(days=settings.test_days)
    about["test"] = {"rows": int(seen.is_tested.sum()), "cut_offs": [str(test_from)]}
    card = about | model_card(things, trials, chosen, settings)
    if chosen is None:
        return _abstained(card, _why_none_holds(trials, settings))
    placed_on = acts.of(sample(acts, enough, settings.fit_rows))
    bare = _placed(card, placed_on, seen, things, chosen.mixture, settings)
    fitted = named(bare, placed_on, people.reindex(placed_on.customers), previous, settings)
    return _judged(fitted, placed_on, previous, settings)


def made_from(acts: Acts, people: pd.DataFrame, settings: PersonaSettings) -> str:
    """Fingerprint of acts, people, settings and code, whatever fit came before."""
    return _version(acts, people, None, settings)


def _what_lacks(acts: Acts, enough: np.ndarray, things: list[Thing], settings: PersonaSettings) -> str | None:
    """Why there is too little to learn from or to test with, in words; None when there is enough."""
    if len(enough) < settings.min_customers:
        return (
            f"Personas need {settings.min_customers} customers with {settings.min_acts} acts or more (a"
            " category or trait bought, a category looked at, a topic followed, on a day; an interest named);"
            f" there are {len(enough)}."
        )
    if not things:
        return (
            "Personas need two things of one kind (categories, traits of products, topics, interests) that"
            f" {settings.min_thing_customers} customers share; there are none."
        )
    known = acts.of(enough)
    earlier = acts_per_customer(known, EARLIER) >= settings.min_acts
    tested = int((earlier & (acts_per_customer(known, "later") > 0)).sum())
    if tested < settings.min_customers:
        return (
            f"Personas need {settings.min_customers} customers who did enough before the last"
            f" {settings.test_days} days and anything in them; there are {tested}. More history mends this."
        )
    return None


def _placed(
    card: dict[str, Any],
    acts: Acts,
    seen: Look,
    things: list[Thing],
    chosen: Mixture,
    settings: PersonaSettings,
) -> Fitted:
    """The chosen personas placed with more customers, without keys and names; None for what foretells not."""
    counts, kinds = acts.counts(things), kinds_of(things)
    mixture = largest_first(refined(damped(counts), kinds, chosen, settings))
    told = foretold(seen, mixture, settings)
    return Fitted(
        card["model_version"],
        ["" if each["holds"] else None for each in told],
        {},
        {},
        True,
        "",
        card | {"foretold": told},
        things,
        mixture.weights,
        mixture.shares,
        # of damped acts, like the shares of personas
        shares_of_all(damped(counts), kinds),
        settings.min_acts,
        settings.min_membership,
        [],
    )


def _judged(fitted: Fitted, acts: Acts, previous: Fitted | None, settings: PersonaSettings) -> Fitted:
    """The fit with its verdict: held back if it places too many customers otherwise than `previous` does."""
    now = _keys(fitted, acts)
    labels, surely = labelled(fitted, acts, acts.counts(fitted.things))
    card = fitted.card | {"personas": fitted.cards, "is_published": True, "verdict": "published"}
    card["watched"] = described({"score": surely[labels >= 0]})
    model = card["figures"]["model"] | {
        "persona_count": len(fitted.cards),
        "abstained_share": round(float((now == "").mean()), 4),
    }
    card["figures"] = card["figures"] | {"model": model}
    if not fitted.cards:
        return _abstained(card, _why_nobody(card, settings))
    if previous is None:
        return replace(fitted, card=card)
    before = _keys(previous, acts)
    someone = (now != "") | (before != "")
    moved = float((now != before)[someone].mean())
    model["moved_beyond_previous_share"] = round(moved, 4)
    if moved <= settings.max_moved_share:
        return replace(fitted, card=card)
    reason = (
        f"Held back: the new fit places {moved:.1%} of the customers with a persona otherwise than the one in"
        f" service would today; at most {settings.max_moved_share:.1%} are allowed. Fit"
        f" {previous.model_version} stays in service. To accept new personas, with new keys and names, fit"
        " without the previous one."
    )
    return replace(fitted, is_published=False, reason=reason, card=card | _refused(reason))


def _keys(fitted: Fitted, acts: Acts) -> np.ndarray:
    """The key per customer, empty for none."""
    labels, _ = labelled(fitted, acts, acts.counts(fitted.things))
    return np.append(np.array([key or "" for key in fitted.keys], dtype=object), "")[labels]


def _why_nobody(card: dict[str, Any], settings: PersonaSettings) -> str:
    ratios = [told["likelihood_ratio"] for told in card["foretold"] if told["likelihood_ratio"]]
    return (
        "No persona is set apart enough: the best makes the later acts of its people"
        f" {max(ratios, default=1):.3f} times as likely as the shares of all do, {settings.min_foretold:.2f}"
        f" is asked; or its people do nothing {settings.name_lift:.1f} times as much as all."
    )


def _why_none_holds(trials: list[Trial], settings: PersonaSettings) -> str:
    near = max((trial for trial in trials if trial.stability is not None), key=lambda trial: trial.stability)
    low, high = (np.exp(near.gain + sign * 1.96 * near.gain_error) for sign in (-1, 1))
    return (
        f"No number of personas from {settings.k_min} to {settings.k_max} holds. The nearest is {near.k}:"
        f" stability {near.stability:.2f} (at least {settings.min_stability:.2f} is asked); later acts are"
        f" {np.exp(near.gain):.3f} times as likely as by the shares of all ({low:.3f} to {high:.3f}; things"
        f" drawn independently give {np.exp(near.independent_gain):.3f}); smallest persona"
        f" {near.smallest_size} customers, {near.smallest_share:.1%} of those looked at"
        f" ({settings.min_persona_size} and {settings.min_persona_share:.1%} are asked)."
    )


def _abstained(card: dict[str, Any], reason: str) -> Fitted:
    card = card | _refused(reason)
    none = np.empty((0, 0))
    return Fitted(
        card["model_version"], [], {}, {}, False, reason, card, [], np.empty(0), none, np.empty(0), 0, 0.0, []
    )


def _refused(reason: str) -> dict[str, Any]:
    return {"is_published": False, "verdict": reason}


def _version(acts: Acts, people: pd.DataFrame, previous: Fitted | None, settings: PersonaSettings) -> str:
    """Fingerprint of what the fit depends on: acts, people, previous fit, settings, code."""
    made_with = [asdict(settings), previous.model_version if previous else None]
    order = np.lexsort((acts.thing, acts.customer))
    entries = [part[order].astype("int64") for part in (acts.customer, acts.thing, acts.earlier, acts.later)]
    return fingerprint(
        "\n".join(acts.customers).encode(),
        json.dumps([list(thing) for thing in acts.things], ensure_ascii=False).encode(),
        np.concatenate(entries).tobytes() if entries else b"",
        pd.util.hash_pandas_object(people.sort_index()).to_numpy().tobytes(),
        json.dumps(made_with, sort_keys=True).encode(),
        source_of("ml.personas"),
    )
