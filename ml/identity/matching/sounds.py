"""How names and places sound: Chinese characters as pinyin without tones, which edit distances understand.

DuckDB's string distances count bytes: on Chinese characters as they are they say nothing. Characters that
look alike but sound otherwise are not known to any kept library; a name with one other character is a level
of its own.
"""

import csv
import re
from functools import cache
from importlib import resources

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


def sound(text: str) -> str:
    """A text as it sounds, in plain letters where pinyin and the Latin alphabet reach: 文三路 → wensanlu."""
    return _HAN.sub(lambda found: _pinyin(found[0]), text).translate(_LETTERS)


def surname_sound(text: str) -> str:
    """The same for a family name, read as a family name: 单 → shan, 尉迟 → yuchi."""
    return surnames().get(text) or sound(text)


@cache
def surnames() -> dict[str, str]:
    """Surnames that are read otherwise than in running text, and those of two characters: surname → sound."""
    with resources.files(__package__).joinpath("surnames.csv").open(encoding="utf-8") as lines:
        return {row["surname"]: row["sound"] for row in csv.DictReader(lines)}


@cache
def _pinyin(character: str) -> str:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(character)[0]
