"""Names of people, Chinese and Latin: without titles, in plain capitals."""

import re
from collections.abc import Collection, Iterable

from orchestration.ingest.cleaning.texts import HAN, Step

_HAN_NAME = re.compile(rf"[{HAN}·]{{2,}}")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LATIN_WORD = re.compile(r"[^\W\d_]+")


def title(before: Collection[str], after: Collection[str]) -> Step:
    """The name without the listed titles; null where nothing else was written.

    After a Chinese name a title is taken off where two characters or more remain.
    """
    latin = [word for word in after if word.isascii()]
    han = [word for word in after if not word.isascii()]
    leads = re.compile(rf"(?:(?:{_any_of(before)})(?:\.\s*|\s+|$))+", re.IGNORECASE)
    follows = re.compile(rf"(?:(?:^|[,\s])\s*(?:{_any_of(latin)})\.?)+$", re.IGNORECASE)
    follows_han = re.compile(rf"^(.*?)\s*(?:{_any_of(han)})+$")

    def step(text: str) -> str | None:
        found = follows_han.match(text)
        if found and (not found[1] or _HAN_NAME.fullmatch(found[1]) or _LATIN.search(found[1])):
            text = found[1]
        return follows.sub("", leads.sub("", text, count=1) if leads.match(text) else text)

    return step


def capitals(text: str) -> str:
    """A Latin name all in capitals or all in small letters, with its words capitalised."""
    letters = [character for character in text if character.isalpha()]
    if len(letters) < 2 or not (text.isupper() or text.islower()):
        return text
    return _LATIN_WORD.sub(lambda found: found[0].capitalize(), text)


def settled(value: str, after: Iterable[str]) -> str:
    """SQL that holds for short Chinese names without a title."""
    ends = "|".join(re.escape(word) for word in after if not word.isascii())
    plain = rf"regexp_full_match({value}, '[\x{{4e00}}-\x{{9fff}}]{{2,4}}')"
    return f"{plain} and not regexp_matches({value}, '(?:{ends})$')" if ends else plain


def _any_of(words: Iterable[str]) -> str:
    # the longest first, or 总 would stop before 总经理
    longest_first = sorted(words, key=len, reverse=True)
    # nothing listed: a pattern that nothing fits
    return "|".join(re.escape(word) for word in longest_first) or "(?!)"
