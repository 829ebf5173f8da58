"""Why a customer's score is above or below the average customer's, in Chinese and English.

A reason is a fact beside its usual value: "days since the latest order: 118 (usually 40)".
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ml.outcomes.inputs import Given
from ml.outcomes.phrases import LANGUAGES, Phrase

_MOST = 3
# log-odds below which a theme is not worth a word: it moves a probability by about one percent
_LEAST = 0.05

Phrases = Mapping[str, Phrase]
Facts = dict[str, np.ndarray]


def shown(phrases: Phrases, given: Given) -> Facts:
    """Theme → what a reason shows of it."""
    return {theme: phrase.shows(given) for theme, phrase in phrases.items()}


@dataclass(frozen=True)
class Usual:
    """Of a theme: the usual number, whether a larger one lifts scores, whether having none does."""

    number: float
    larger_lifts: bool
    none_lifts: bool


def usual_of(facts: np.ndarray, contributions: np.ndarray) -> Usual:
    """From the numbers shown and what the theme adds to the log-odds, of the training rows.

    The usual number is the mean on the scale on which the inputs add up; 0 without any, and of words.
    """
    is_known = np.isfinite(facts) if facts.dtype != object else np.zeros(len(facts), dtype=bool)
    if not is_known.any():
        return Usual(0.0, True, True)
    scaled, added = np.log1p(facts[is_known].astype("float64")), contributions[is_known]
    slope = ((scaled - scaled.mean()) * (added - added.mean())).sum()
    return Usual(float(np.expm1(scaled.mean())), bool(slope >= 0), bool(contributions[~is_known].sum() >= 0))


def reasons(
    phrases: Phrases,
    themes: list[str],
    contributions: np.ndarray,
    is_above: np.ndarray,
    facts: Facts,
    usual: Mapping[str, Usual],
    least: float = _LEAST,
) -> dict[str, np.ndarray]:
    """Language → one text per row: up to three themes that pull the score to its side, the strongest first.

    `contributions` is rows × themes in log-odds; `is_above` says whether the row's score is above the average
    customer's. A theme sums several inputs; where the one number shown of it would speak for the other side,
    it is left out, as is a fact that is the usual one, and what adds less than `least`. A row that nothing
    pulls notably has an empty text.
    """
    pull = np.where(is_above[:, None], contributions, -contributions)
    for position, theme in enumerate(themes):
        if phrases[theme].written:
            tells_other = _lifts(facts[theme], usual[theme]) != is_above
            tells_nothing = phrases[theme].is_usual(facts[theme], usual[theme].number)
            pull[tells_other | tells_nothing, position] = 0.0
    places = np.argsort(-pull, axis=1, kind="stable")[:, :_MOST]
    tells = np.take_along_axis(pull, places, axis=1) >= least
    told = {language: np.full(len(pull), "", dtype=object) for language in LANGUAGES}
    for place in range(places.shape[1]):
        for position, theme in enumerate(themes):
            rows = np.flatnonzero(tells[:, place] & (places[:, place] == position))
            for language, between in LANGUAGES.items():
                texts = phrases[theme].texts(facts[theme][rows], usual[theme].number, language)
                told[language][rows] += (between if place else "") + texts
    return told


def _lifts(facts: np.ndarray, usual: Usual) -> np.ndarray:
    """Whether a number like this one goes with a higher score."""
    return np.where(np.isfinite(facts), (facts > usual.number) == usual.larger_lifts, usual.none_lifts)
