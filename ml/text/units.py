"""Texts as arrays of units: a Chinese character, a word of letters and digits, an emoji, a ! or ?.

All is done for a batch of texts at once: they are joined, one number per character, so that nothing below is
a loop over texts. A unit is known by a 64-bit hash; a word of several units by the hash of its sequence.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

LONGEST = 2000
_SPACE, _LETTER, _HAN, _SIGN, _CLAUSE, _SENTENCE, _ASKS, _DROPPED, _DIGIT = range(9)
_TABLE_SIZE = 0x32000
_BETWEEN = "\0"
_GOLDEN, _MIX_1, _MIX_2 = (
    np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


@dataclass(frozen=True)
class Units:
    """One entry per unit, in order; `text` is all texts as they were read, `starts` and `ends` places in it.

    `clauses` and `sentences` number the stretches between punctuation over the whole batch, never crossing a
    text; `asks` says of each sentence whether it ends with a question mark. `is_word` is False for emoji and
    punctuation.
    """

    text: str
    count: int
    hashes: np.ndarray
    rows: np.ndarray
    clauses: np.ndarray
    sentences: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    is_word: np.ndarray
    is_han: np.ndarray
    asks: np.ndarray

    def __len__(self) -> int:
        """How many units."""
        return len(self.hashes)

    def per_text(self, of: np.ndarray | None = None) -> np.ndarray:
        """How many units each text has, or the sum of a number of theirs."""
        return np.bincount(self.rows, weights=of, minlength=self.count)

    def quote(self, first: int, last: int) -> str:
        """What stands from one unit to another."""
        return self.text[self.starts[first] : self.ends[last]]


def units_of(texts: Sequence[str | None]) -> Units:
    """The units of each text; of a text longer than LONGEST characters its first and last half of that count.

    Width, case and accents of compatibility are made one (NFKC), apostrophes dropped, and a character said
    more than twice in a row is said twice, unless it is a digit.
    """
    codes, kinds = _characters(texts)
    is_unit = (kinds == _LETTER) | (kinds == _DIGIT) | (kinds == _HAN) | (kinds == _SIGN) | (kinds == _ASKS)
    in_word = (kinds == _LETTER) | (kinds == _DIGIT)
    begins = is_unit & ~(in_word & np.concatenate([[False], in_word[:-1]]))
    ends_text = codes == 0
    ends_sentence = ends_text | (kinds == _SENTENCE) | (kinds == _ASKS) | (codes == ord("!"))
    # in Chinese a blank stands for a comma
    after_han = np.concatenate([[False], kinds[:-1] == _HAN])
    ends_clause = ends_sentence | (kinds == _CLAUSE) | ((kinds == _SPACE) & after_han)
    places = np.flatnonzero(is_unit)
    firsts = np.flatnonzero(begins)
    starts_at = np.searchsorted(places, firsts)
    sentence_of = np.cumsum(ends_sentence) - ends_sentence
    asks = np.zeros(int(ends_sentence.sum()) + 1, dtype=bool)
    asks[sentence_of[kinds == _ASKS]] = True
    kind = kinds[firsts]
    return Units(
        text=codes.astype("<u4").tobytes().decode("utf-32-le"),
        count=len(texts),
        hashes=_hashes(codes, places, starts_at),
        rows=(np.cumsum(ends_text) - ends_text)[firsts],
        clauses=(np.cumsum(ends_clause) - ends_clause)[firsts],
        sentences=sentence_of[firsts],
        starts=firsts,
        ends=np.concatenate([places[starts_at[1:] - 1], places[-1:]]) + 1,
        is_word=(kind == _LETTER) | (kind == _HAN) | (kind == _DIGIT),
        is_han=kind == _HAN,
        asks=asks,
    )


def mixed(numbers: np.ndarray) -> np.ndarray:
    """Each number as another one, far from those of its neighbours (splitmix64)."""
    numbers = numbers + _GOLDEN
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX_1
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _MIX_2
    return numbers ^ (numbers >> np.uint64(31))


def joined(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The hash of two sequences put together, from theirs; the order matters."""
    return mixed(before * _MIX_2 + after)


def languages(units: Units) -> np.ndarray:
    """zh, en, mixed or none per text: mixed where neither makes four fifths of the words."""
    words = units.per_text(units.is_word.astype("float64"))
    han = units.per_text(units.is_han.astype("float64"))
    share = han / np.maximum(words, 1)
    return np.select([words == 0, share >= 0.8, share <= 0.2], ["none", "zh", "en"], "mixed").astype(object)


def _characters(texts: Sequence[str | None]) -> tuple[np.ndarray, np.ndarray]:
    """Code points with 0 after each text, and their kinds."""
    whole = "".join(f"{_bounded(text)}{_BETWEEN}" for text in texts)
    whole = unicodedata.normalize("NFKC", whole).lower()
    codes = np.frombuffer(whole.encode("utf-32-le", "replace"), dtype="<u4").astype("int64")
    kinds = _kinds()[np.minimum(codes, _TABLE_SIZE - 1)]
    same = codes[2:] == codes[1:-1]
    same &= codes[1:-1] == codes[:-2]
    repeats = np.concatenate([np.zeros(min(2, len(codes)), dtype=bool), same]) & (codes != 0)
    kept = (kinds != _DROPPED) & ~(repeats & (kinds != _DIGIT))
    return codes[kept], kinds[kept]


def _bounded(text: str | None) -> str:
    if not isinstance(text, str):
        return ""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    return text.replace(_BETWEEN, " ") if _BETWEEN in text else text


def _hashes(codes: np.ndarray, places: np.ndarray, starts_at: np.ndarray) -> np.ndarray:
    """One per unit, of its characters and their places in it."""
    if not len(places):
        return np.empty(0, dtype=np.uint64)
    lengths = np.diff(starts_at, append=len(places))
    within = np.arange(len(places)) - np.repeat(starts_at, lengths)
    spread = mixed(codes[places].astype(np.uint64) + (within.astype(np.uint64) << np.uint64(32)))
    return mixed(np.add.reduceat(spread, starts_at))


@cache
def _kinds() -> np.ndarray:
    """The kind of each code point; beyond the table they count as a space."""
    kinds = np.full(_TABLE_SIZE, _SPACE, dtype="int8")
    for code in range(0x10000):
        kinds[code] = _kind(chr(code))
    kinds[0x1F000:0x1FB00] = _SIGN
    kinds[0x1F3FB:0x1F400] = _DROPPED  # shades of skin
    kinds[0x20000:0x31FFF] = _HAN
    return kinds


def _kind(character: str) -> int:
    category = unicodedata.category(character)
    code = ord(character)
    if character in "'’‘`´" or code == 0x200D or 0xFE00 <= code <= 0xFE0F:
        return _DROPPED
    if character in ',，、；;:：()（）[]【】《》“”"/|':
        return _CLAUSE
    if character in "。.…\n\r~～":
        return _SENTENCE
    if character in "?？":
        return _ASKS
    if character == "!" or (category == "So" and code > 0x2000):
        return _SIGN
    if category == "Nd":
        return _DIGIT
    if 0x3040 <= code < 0xA000 or 0xAC00 <= code < 0xD7A4 or 0xF900 <= code < 0xFB00:
        return _HAN if category[0] == "L" else _SPACE
    return _LETTER if category[0] in "LM" else _SPACE


def stretches(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each unit: the first unit with the same number, the unit after the last; equal ones lie together."""
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    lengths = np.diff(starts, append=len(numbers))
    return np.repeat(starts, lengths), np.repeat(starts + lengths, lengths)
