"""Where the words of the definitions stand in texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ml.text.units import Units, joined, units_of

_FILTER_BITS = 16
_FILTER = np.uint64((1 << _FILTER_BITS) - 1)


@dataclass(frozen=True)
class Hits:
    """Where words stand, by place: word numbers, their first units and the units after their last."""

    words: np.ndarray
    firsts: np.ndarray
    ends: np.ndarray

    def __len__(self) -> int:
        """How many."""
        return len(self.words)

    def where(self, kept: np.ndarray) -> "Hits":
        """Those that a mask, or places, keep."""
        return Hits(self.words[kept], self.firsts[kept], self.ends[kept])

    def longest(self) -> "Hits":
        """Words that do not overlap: the first, of those that begin in one place the longest, and so on."""
        hits = self
        while True:
            overlaps = np.zeros(len(hits), dtype=bool)
            overlaps[1:] = hits.firsts[1:] < np.maximum.accumulate(hits.ends)[:-1]
            # the one before it stays, as it overlaps none before itself
            is_out = overlaps.copy()
            is_out[1:] &= ~overlaps[:-1]
            if not is_out.any():
                return hits
            hits = hits.where(~is_out)


@dataclass(frozen=True)
class _Level:
    """What words of the vocabulary begin with, of one length: hashes in order, the word it is or -1."""

    hashes: np.ndarray
    words: np.ndarray
    filter: np.ndarray

    def find(self, hashes: np.ndarray) -> np.ndarray:
        """The place of each hash among the known ones, -1 where it is none."""
        found = np.full(len(hashes), -1)
        likely = np.flatnonzero(self.filter[(hashes & _FILTER).astype("int64")])
        places = np.minimum(np.searchsorted(self.hashes, hashes[likely]), len(self.hashes) - 1)
        equal = self.hashes[places] == hashes[likely]
        found[likely[equal]] = places[equal]
        return found


@dataclass(frozen=True)
class Vocabulary:
    """Words with their numbers, and the named lists they belong to as masks over the numbers."""

    numbers: Mapping[str, int]
    lists: Mapping[str, np.ndarray]
    levels: tuple[_Level, ...]

    def number(self, word: str) -> int:
        """The number of a word; KeyError if it is in no list."""
        return self.numbers[word]

    def find(self, units: Units) -> Hits:
        """Every word of any list, also within others; within a clause."""
        places, hashes = np.arange(len(units)), units.hashes
        found: list[tuple[np.ndarray, np.ndarray, int]] = []
        for length, level in enumerate(self.levels, start=1):
            at = level.find(hashes)
            places, hashes, words = places[at >= 0], hashes[at >= 0], level.words[at[at >= 0]]
            found.append((words[words >= 0], places[words >= 0], length))
            after = places + length
            goes_on = after < len(units)
            goes_on[goes_on] = units.clauses[after[goes_on]] == units.clauses[places[goes_on]]
            places, after = places[goes_on], after[goes_on]
            hashes = joined(hashes[goes_on], units.hashes[after])
        words, firsts = (np.concatenate([part[of] for part in found]) for of in (0, 1))
        ends = firsts + np.concatenate([np.full(len(part[0]), part[2]) for part in found])
        order = np.lexsort((-ends, firsts))
        return Hits(words[order], firsts[order], ends[order])

    def only(self, hits: Hits, *names: str) -> Hits:
        """The hits of these lists."""
        mask = np.zeros(len(self.numbers), dtype=bool)
        for name in names:
            mask |= self.lists[name]
        return hits.where(mask[hits.words])


def vocabulary_of(lists: Mapping[str, Iterable[str]]) -> Vocabulary:
    """From named lists of words; a word may be in several. ValueError for one that no text can hold."""
    given = {name: list(words) for name, words in lists.items()}
    numbers = {word: number for number, word in enumerate(sorted({w for ws in given.values() for w in ws}))}
    units = units_of(list(numbers))
    hashes = _sequences(list(numbers), units)
    masks = {}
    for name, words in given.items():
        masks[name] = np.zeros(len(numbers), dtype=bool)
        masks[name][[numbers[word] for word in words]] = True
    # words that are written differently and read the same have one number between them
    first_of: dict[int, int] = {}
    same = np.array([first_of.setdefault(sequence[-1], place) for place, sequence in enumerate(hashes)], int)
    for mask in masks.values():
        np.logical_or.at(mask, same, mask.copy())
    return Vocabulary(
        {word: int(same[number]) for word, number in numbers.items()}, masks, _levels(hashes, same)
    )


def _sequences(words: list[str], units: Units) -> list[list[int]]:
    """Of each word the hashes of its beginnings, the shortest first."""
    sequences: list[list[int]] = [[] for _ in words]
    clauses: list[set[int]] = [set() for _ in words]
    for row, own, clause in zip(units.rows, units.hashes, units.clauses, strict=True):
        known = sequences[row]
        known.append(int(joined(np.array([known[-1]], np.uint64), own)[0]) if known else int(own))
        clauses[row].add(int(clause))
    for word, sequence, parts in zip(words, sequences, clauses, strict=True):
        if not sequence or len(parts) > 1:
            raise ValueError(
                f"The word {word!r} of the text definitions cannot be found in texts; expected characters"
                " or words without punctuation between them. Write it without, or as several words."
            )
    return sequences


def _levels(sequences: list[list[int]], numbers: np.ndarray) -> tuple[_Level, ...]:
    levels = []
    for length in range(1, max(map(len, sequences), default=0) + 1):
        known: dict[int, int] = {}
        for sequence, number in zip(sequences, numbers, strict=True):
            if len(sequence) >= length:
                known.setdefault(sequence[length - 1], -1)
            if len(sequence) == length:
                known[sequence[-1]] = int(number)
        hashes = np.array(sorted(known), dtype=np.uint64)
        likely = np.zeros(1 << _FILTER_BITS, dtype=bool)
        likely[(hashes & _FILTER).astype("int64")] = True
        levels.append(_Level(hashes, np.array([known[int(key)] for key in hashes]), likely))
    return tuple(levels)
