"""The rated texts a model is trained on: each distinct text once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.text.definitions import Definitions
from ml.text.lexicon import leads, negative_scores, opinions_of
from ml.text.ngrams import Grams, grams_of, stacked
from ml.text.settings import TextSettings
from ml.text.units import languages, mixed, units_of

TEXTS_AT_ONCE = 20_000
_KEYS = ["text", "rating"]


@dataclass(frozen=True)
class Rows:
    """Distinct texts in an order of their own: numbers that name them, what they hold, if negative (0, 1).

    `written_on` is datetime64[D], NaT where unknown; `groups` are whatever the texts are grouped by, such as
    a category; `read` is the lexicon's score, NaN for none; `given_count` is how many rows they were made of.
    """

    keys: np.ndarray
    texts: np.ndarray
    grams: Grams
    is_negative: np.ndarray
    written_on: np.ndarray
    groups: np.ndarray
    languages: np.ndarray
    read: np.ndarray
    given_count: int

    def __len__(self) -> int:
        """How many distinct texts."""
        return len(self.keys)

    def where(self, kept: np.ndarray) -> "Rows":
        """The texts that a mask keeps."""
        return Rows(
            self.keys[kept],
            self.texts[kept],
            self.grams.where(kept),
            self.is_negative[kept],
            self.written_on[kept],
            self.groups[kept],
            self.languages[kept],
            self.read[kept],
            self.given_count,
        )

    @property
    def rarest(self) -> int:
        """How many texts the rarer kind has."""
        return int(min(self.is_negative.sum(), len(self) - self.is_negative.sum()))

    def has_both(self) -> bool:
        """Whether there are good and bad texts."""
        return self.rarest > 0


def rows_of(frame: pd.DataFrame, settings: TextSettings, definitions: Definitions) -> Rows:
    """From a training frame; ValueError for lacking columns.

    Columns: text, rating (1 to 5) and, where known, written_on and text_group. Texts that read the same but
    for case, width and punctuation are one: by the commoner judgement (a tie: left out), of the first day.
    """
    lacking = [column for column in _KEYS if column not in frame.columns]
    if lacking:
        raise ValueError(
            f"The training frame of texts has no {', '.join(lacking)}; expected {', '.join(_KEYS)} and, where"
            " known, written_on and text_group. Add them to the query that reads the rated texts."
        )
    rating = pd.to_numeric(frame["rating"], errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    judged = frame.assign(rating=rating)[(rating <= settings.bad_to) | (rating >= settings.good_from)]
    distinct = _distinct(_read(judged, settings), settings)
    texts = distinct["text"].to_numpy(dtype=object)
    grams, spoken, read = read_texts(texts, definitions)
    return Rows(
        keys=distinct["key"].to_numpy(dtype="uint64"),
        texts=texts,
        grams=grams,
        is_negative=(distinct["negative_share"] > 0.5).to_numpy(dtype="int64"),
        written_on=distinct["written_on"].to_numpy(dtype="datetime64[D]"),
        groups=distinct["text_group"].to_numpy(dtype=object),
        languages=spoken,
        read=read,
        given_count=len(frame),
    )


def read_texts(texts: np.ndarray, definitions: Definitions) -> tuple[Grams, np.ndarray, np.ndarray]:
    """What texts hold, their languages, and the lexicon's score: NaN where it says nothing."""
    grams, spoken, read = [], [], []
    for first in _firsts(len(texts)):
        units = units_of(texts[first : first + TEXTS_AT_ONCE])
        opinions = opinions_of(units, definitions.vocabulary.find(units), definitions)
        grams.append(grams_of(units, leads(units, opinions)))
        spoken.append(languages(units))
        read.append(negative_scores(units, opinions, definitions.numbers))
    return stacked(grams), np.concatenate(spoken), np.concatenate(read)


def text_keys(texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A number per text, the same where only case, width and punctuation differ; and its count of words."""
    keys, counts = [], []
    for first in _firsts(len(texts)):
        units = units_of(texts[first : first + TEXTS_AT_ONCE])
        words, rows = units.hashes[units.is_word], units.rows[units.is_word]
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        within = np.arange(len(rows)) - np.repeat(starts, np.diff(starts, append=len(rows)))
        summed = np.zeros(units.count, dtype=np.uint64)
        if len(rows):
            placed = mixed(words + mixed(within.astype(np.uint64)))
            summed[rows[starts]] = np.add.reduceat(placed, starts)
        keys.append(mixed(summed))
        counts.append(np.bincount(rows, minlength=units.count))
    return np.concatenate(keys), np.concatenate(counts)


def _firsts(count: int) -> range:
    return range(0, max(count, 1), TEXTS_AT_ONCE)


def _read(judged: pd.DataFrame, settings: TextSettings) -> pd.DataFrame:
    """Text, key, judgement, day and group of every rated text with words enough."""
    texts = judged["text"].to_numpy(dtype=object)
    keys, counts = text_keys(texts)
    unknown = pd.Series(index=judged.index, dtype=object)
    days = pd.to_datetime(judged.get("written_on", unknown), errors="coerce")
    read = pd.DataFrame(
        {
            "text": texts,
            "key": keys,
            "negative_share": (judged["rating"] <= settings.bad_to).to_numpy(dtype="float64"),
            "written_on": days.to_numpy(dtype="datetime64[s]"),
            "text_group": judged.get("text_group", unknown).fillna("").astype(str).to_numpy(dtype=object),
        }
    )
    return read[counts >= settings.min_units]


def _distinct(read: pd.DataFrame, settings: TextSettings) -> pd.DataFrame:
    """One row per key, the newest `most_texts`, by day and key."""
    ordered = read.sort_values(["key", "written_on", "text_group", "text"], na_position="last")
    grouped = ordered.groupby("key", sort=False)
    distinct = grouped.agg(
        text=("text", "first"),
        negative_share=("negative_share", "mean"),
        written_on=("written_on", "min"),
        text_group=("text_group", "first"),
    ).reset_index()
    distinct = distinct[distinct["negative_share"] != 0.5]
    distinct = distinct.sort_values(["written_on", "key"], na_position="first", ignore_index=True)
    return distinct.tail(settings.most_texts).reset_index(drop=True)
