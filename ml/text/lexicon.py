"""Sentiment by a lexicon written by hand: the cold start, and the baseline a trained model must beat."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ml.text.definitions import ROLES, Definitions
from ml.text.units import Units, stretches
from ml.text.words import Hits

# "very" may stand before a particle: 非常的好
_STRENGTH_REACH = 2


@dataclass(frozen=True)
class Opinions:
    """One entry per opinion word said: what it weighs (above 0: praise), from where to where it is told."""

    values: np.ndarray
    firsts: np.ndarray
    ends: np.ndarray


def negative_scores(units: Units, opinions: Opinions, numbers: Mapping[str, float]) -> np.ndarray:
    """0 (praise) to 1 (blame) per text; NaN below the floor of evidence or where both sides are as strong.

    It ranks, and is no probability.
    """
    points, lead = _points(units, opinions)
    says = (points >= numbers["least_points"]) & (np.abs(lead) >= numbers["least_balance"] * points)
    return np.where(says, 0.5 + 0.5 * leads(units, opinions), np.nan)


def leads(units: Units, opinions: Opinions) -> np.ndarray:
    """-1 (praise) to 1 (blame) per text, 0 without opinion words."""
    points, lead = _points(units, opinions)
    return lead / (points + 1.0)


def pulls(units: Units, opinions: Opinions) -> np.ndarray:
    """What each unit has in the lead of its text."""
    points, _ = _points(units, opinions)
    lengths = opinions.ends - opinions.firsts
    each = -opinions.values / lengths / (points[units.rows[opinions.firsts]] + 1.0)
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    places = np.repeat(opinions.firsts, lengths) + within
    return np.bincount(places, np.repeat(each, lengths), len(units))


def _points(units: Units, opinions: Opinions) -> tuple[np.ndarray, np.ndarray]:
    """Per text: the points of both sides, and those of blame less those of praise."""
    rows = units.rows[opinions.firsts]
    points = np.bincount(rows, np.abs(opinions.values), units.count)
    return points, np.bincount(rows, -opinions.values, units.count)


def opinions_of(units: Units, hits: Hits, definitions: Definitions) -> Opinions:
    """The opinion words of texts, turned by negation, made stronger or weaker by what stands around them."""
    words, numbers = definitions.vocabulary, definitions.numbers
    known = words.only(hits, *definitions.points, *ROLES).longest()
    values = definitions.values[known.words]
    followed = np.zeros(len(known), dtype=bool)
    followed[:-1] = (known.firsts[1:] == known.ends[:-1]) & (values[1:] != 0)
    followed[:-1] &= units.clauses[known.firsts[1:]] == units.clauses[known.firsts[:-1]]
    # 好 is good, but only very in 好贵
    said = (values != 0) & ~(followed & words.lists["stronger"][known.words])
    around = _Around(units, known.where(said), {role: words.only(known, role) for role in ROLES})
    return Opinions(
        values[said] * _factors(around, values[said], numbers),
        around.told_from(int(numbers["negation_reach"])),
        around.opinions.ends,
    )


class _Around:
    """What stands around opinion words. What belongs to one begins in its clause, after the one before it."""

    def __init__(self, units: Units, opinions: Hits, roles: Mapping[str, Hits]) -> None:
        self.units, self.opinions, self.roles = units, opinions, roles
        # before each unit, and after the last: how many words of the role have ended
        self.ended = {
            role: np.concatenate([[0], np.cumsum(np.bincount(hits.ends - 1, minlength=len(units)))])
            for role, hits in roles.items()
        }
        clause_from, _ = stretches(units.clauses)
        self.clause_from = clause_from[opinions.firsts]
        self.sentence_from, self.sentence_to = (
            edges[opinions.firsts] for edges in stretches(units.sentences)
        )
        self.lower = self.clause_from.copy()
        self.lower[1:] = np.clip(opinions.ends[:-1], self.lower[1:], opinions.firsts[1:])

    def before(self, role: str, reach: int) -> np.ndarray:
        """How many words of a role end among so many units before each opinion."""
        firsts = self.opinions.firsts
        return self.ended[role][firsts] - self.ended[role][np.maximum(self.lower, firsts - reach)]

    def within(self, role: str, first: np.ndarray, end: np.ndarray) -> np.ndarray:
        """How many words of a role end after one place and up to another."""
        return self.ended[role][end] - self.ended[role][first]

    def told_from(self, reach: int) -> np.ndarray:
        """Where the first word begins that turns or strengthens an opinion: it is told with it."""
        begins = np.full(len(self.units) + 1, -1)
        for role in ("negating", "stronger", "weaker"):
            begins[self.roles[role].ends] = self.roles[role].firsts
        firsts = self.opinions.firsts.copy()
        for back in range(reach):
            end = self.opinions.firsts - back
            is_there = (end > self.lower) & (begins[end] >= 0)
            firsts = np.where(is_there, np.maximum(begins[end], self.lower), firsts)
        return firsts


def _factors(around: _Around, values: np.ndarray, numbers: Mapping[str, float]) -> np.ndarray:
    """What each opinion word's points are multiplied by."""
    ones = np.ones(len(values))
    factors = np.where(around.before("stronger", _STRENGTH_REACH) > 0, numbers["stronger_by"], ones)
    factors *= np.where(around.before("weaker", _STRENGTH_REACH) > 0, numbers["weaker_by"], ones)
    is_turned = around.before("negating", int(numbers["negation_reach"])) % 2 == 1
    turned = np.where(values > 0, -numbers["turned_positive"], -numbers["turned_negative"])
    factors *= np.where(is_turned, turned, ones)
    ends, firsts = around.opinions.ends, around.opinions.firsts
    is_before_contrast = around.within("contrast", ends, around.sentence_to) > 0
    factors *= np.where(is_before_contrast, numbers["before_contrast"], ones)
    asks = around.units.asks[around.units.sentences[firsts]]
    asks |= around.within("asking", around.sentence_from, around.sentence_to) > 0
    factors *= np.where(asks, numbers["in_question"], ones)
    is_unreal = around.within("unreal", around.clause_from, firsts) > 0
    return factors * np.where(is_unreal & (factors * values > 0), 0.0, ones)
