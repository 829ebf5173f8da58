"""The words and rules in definitions/*.yml, ready for use. A business person edits them there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from ml.text.words import Vocabulary, vocabulary_of

LANGUAGES = ("zh", "en")
VOICES = ("wishes", "complaints")
_FILES = ("sentiment", "topics", "voices", "leanings")
_SIGNS = {"positive": 1.0, "negative": -1.0}
ROLES = ("neither", "negating", "stronger", "weaker", "contrast", "unreal", "asking")
_GAP = "…"
_OTHERWISE = "neither"


@dataclass(frozen=True)
class Sign:
    """One piece of evidence of a leaning: met when a column is at least `least`, or at most `most`.

    `per` is the column it is divided by, `needs` what other columns must reach before it says anything,
    `told` what is said by language with {value} in it.
    """

    column: str
    told: Mapping[str, str]
    least: float | None = None
    most: float | None = None
    per: str | None = None
    needs: Mapping[str, float] | None = None
    is_against: bool = False


@dataclass(frozen=True)
class Leaning:
    """A psychological leaning: its signs, how many must be known, how many more met for it than against."""

    key: str
    name: Mapping[str, str]
    signs: tuple[Sign, ...]
    least_known: int
    least_met: int


@dataclass(frozen=True)
class Definitions:
    """All words in one vocabulary, and the rules that speak of them.

    `points` are the lists of opinion words, `values` what each word of the vocabulary weighs (0: no opinion),
    `numbers` those of the lexicon; `topics` are names by key and language; `gaps` of each voice the pairs of
    word numbers with anything between them; `motive` the floors of the purchase motive. `source` is all of it
    as read, for fingerprints.
    """

    vocabulary: Vocabulary
    points: tuple[str, ...]
    values: np.ndarray
    numbers: Mapping[str, float]
    topics: Mapping[str, Mapping[str, str]]
    gaps: Mapping[str, tuple[tuple[int, int], ...]]
    leanings: tuple[Leaning, ...]
    motive: Mapping[str, float]
    source: str


@cache
def own_definitions() -> Definitions:
    """Those beside this module."""
    import yaml

    folder = resources.files("ml.text") / "definitions"
    return read_definitions(
        {
            key: value
            for name in _FILES
            for key, value in yaml.safe_load((folder / f"{name}.yml").read_text(encoding="utf-8")).items()
        }
    )


def read_definitions(given: Mapping[str, Any]) -> Definitions:
    """From what the files say, all in one mapping; ValueError for words on both sides or none."""
    sentiment = given["sentiment"]
    weights = _weights(sentiment)
    lists = dict(_lists(given))
    vocabulary = vocabulary_of(lists)
    values = np.zeros(len(vocabulary.numbers))
    for word, weight in weights.items():
        values[vocabulary.number(word)] = weight
    return Definitions(
        vocabulary=vocabulary,
        points=tuple(f"{side}.{strength}" for side in _SIGNS for strength in sentiment["points"]),
        values=values,
        numbers={name: value for name, value in sentiment.items() if isinstance(value, int | float)},
        topics={topic["key"]: topic["name"] for topic in given["topics"]},
        gaps={voice: tuple(_gaps(given[voice], vocabulary)) for voice in VOICES},
        leanings=tuple(_leaning(entry) for entry in given["leanings"]),
        motive=given["motive"],
        source=repr(given),
    )


def _weights(sentiment: Mapping[str, Any]) -> dict[str, float]:
    """Opinion word → points, above 0 for praise."""
    weights: dict[str, float] = {}
    for side, sign in _SIGNS.items():
        for strength, points in sentiment["points"].items():
            for word in _words(sentiment[side][strength]):
                if weights.get(word, sign * points) != sign * points:
                    raise ValueError(
                        f"sentiment.yml lists {word!r} as {side}, {strength}, and elsewhere as something"
                        " else; expected each opinion word in one list. Take it out of the other."
                    )
                weights[word] = sign * points
    return weights


def _lists(given: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Every list of words by a name of its own."""
    sentiment = given["sentiment"]
    for side in _SIGNS:
        for strength in sentiment["points"]:
            yield f"{side}.{strength}", _words(sentiment[side][strength])
    for role in ROLES:
        yield role, _words(sentiment[role])
    for topic in given["topics"]:
        yield from _with_neither(f"topic.{topic['key']}", topic)
    for voice in VOICES:
        yield from _with_neither(voice, given[voice])
    for entry in given["leanings"]:
        yield f"leaning.{entry['key']}", _words(entry["words"])


def _with_neither(name: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    whole = [word for word in _words(entry) if _GAP not in word]
    parts = [part for word in _words(entry) if _GAP in word for part in word.split(_GAP)]
    yield name, whole
    yield f"{name}.parts", parts
    yield f"{name}.{_OTHERWISE}", _words(entry.get(_OTHERWISE, {}))


def _words(entry: Mapping[str, Any]) -> list[str]:
    words = [word for language in LANGUAGES for word in entry.get(language, [])]
    if any(word is None or isinstance(word, bool) for word in words):
        raise ValueError(
            f"YAML takes a word among {words[:3]} … for yes, no or nothing; expected texts."
            " Write it in quotes."
        )
    return [str(word) for word in words]


def _gaps(entry: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    for word in _words(entry):
        if _GAP in word:
            before, after = word.split(_GAP)
            yield vocabulary.number(before), vocabulary.number(after)


def _leaning(entry: Mapping[str, Any]) -> Leaning:
    signs = tuple(
        Sign(
            column=sign["column"],
            told={language: sign[language] for language in LANGUAGES},
            least=sign.get("from"),
            most=sign.get("to"),
            per=sign.get("per"),
            needs=sign.get("needs"),
            is_against=sign.get("against", False),
        )
        for sign in entry["signs"]
    )
    return Leaning(entry["key"], entry["name"], signs, entry["least_known"], entry["least_met"])
