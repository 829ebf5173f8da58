"""What a refit keeps of the fit before: keys and names."""

from dataclasses import replace

import numpy as np
import pandas as pd

from ml.clusters.carry import matched
from ml.clusters.names import numbered, unlike
from ml.personas import names
from ml.personas.acts import Acts
from ml.personas.cards import persona_card
from ml.personas.differences import of_people, of_things
from ml.personas.mixture import Mixture, damped, kinds_of, shares_of
from ml.personas.model import Fitted
from ml.personas.names import Meaning
from ml.personas.score import labelled
from ml.personas.settings import PersonaSettings


def seen_in(previous: Fitted, things: list) -> Mixture:
    """The previous personas as shares of other things; of a new thing each has what all have: nothing yet."""
    place = {tuple(thing): position for position, thing in enumerate(previous.things)}
    known = [place.get(tuple(thing), -1) for thing in things]
    shares = np.where(np.array(known) >= 0, previous.shares[:, known], 0.0)
    return Mixture(previous.weights, shares_of(shares + 1e-6, kinds_of(things)))


def named(
    bare: Fitted, acts: Acts, people: pd.DataFrame, previous: Fitted | None, settings: PersonaSettings
) -> Fitted:
    """`bare`, of which only the mixture is known, with keys, names and cards: of `previous` if they hold.

    `people` tells of `acts.customers`. A persona that nothing sets apart, or whose key is None, gets none.
    """
    k, counts = len(bare.weights), acts.counts(bare.things)
    labels, _ = labelled(bare, acts, counts)
    things = of_things(counts, bare.things, labels, k)
    folk = of_people(people, labels, k)
    carried = _carried(acts, labels, k, previous, settings)
    given = list(previous.given_keys) if previous else []
    keys, called, cards = [], {}, {}
    for row, size in enumerate(np.bincount(labels[labels >= 0], minlength=k)):
        of_row, people_of_row = things[things["persona"] == row], folk[folk["persona"] == row]
        marked = names.marks(of_row, settings)
        if marked.empty or not size:
            keys.append(None)
            continue
        key = carried.get(row)
        meant, name, has_turned = _meant(key, of_row, people_of_row, marked, previous, settings)
        if key is None:
            key = numbered(names.key_of(meant), set(given), "_")
            given.append(key)
        keys.append(key)
        called[key] = unlike(name, called.values())
        cards[key] = persona_card(called[key], marked, people_of_row, int(size), len(labels), settings) | {
            "foretold": bare.card["foretold"][row],
            "meaning": meant.as_dict(),
            "is_new": row not in carried,
            "has_turned": has_turned,
            "previous_name": previous.names[key] if row in carried else None,
        }
    return replace(bare, keys=keys, names=called, cards=cards, given_keys=given)


def _meant(
    key: str | None,
    of_row: pd.DataFrame,
    people_of_row: pd.DataFrame,
    marked: pd.DataFrame,
    previous: Fitted | None,
    settings: PersonaSettings,
) -> tuple[Meaning, dict[str, str], bool]:
    """What it means, what it is called, and whether it had another name that no longer holds."""
    if key is not None:
        then = Meaning(**previous.cards[key]["meaning"])
        if names.still_means(then, of_row, people_of_row, settings):
            return then, previous.names[key], False
    meant = names.meaning(marked, people_of_row, settings)
    return meant, names.words(meant), key is not None


def _carried(
    acts: Acts, labels: np.ndarray, k: int, previous: Fitted | None, settings: PersonaSettings
) -> dict[int, str]:
    """Key by row, for the personas that are one of the previous fit's, seen in that fit's things."""
    if previous is None:
        return {}
    counts = damped(acts.counts(previous.things))
    sums = np.vstack([counts[labels == row].sum(axis=0) for row in range(k)])
    # the square roots of shares: distances that neither common nor rare things rule (Hellinger)
    now = np.sqrt(shares_of(sums, kinds_of(previous.things), previous.common, settings.habit))
    pairs = matched(now, np.sqrt(previous.shares), settings.carry_reach)
    return {row: previous.keys[old] for row, old in pairs.items() if previous.keys[old] is not None}
