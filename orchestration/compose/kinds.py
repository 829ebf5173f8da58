"""Kinds of values that definitions are made of: what holds, and how a message names what is expected."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple


class Kind(NamedTuple):
    """A value, or a list of values, that `holds`; `expected` finishes the sentence "write …"."""

    expected: str
    holds: Callable[[Any], bool]


class Maybe(NamedTuple):
    """A key that may be left out."""

    shape: "Shape"


class Entries(NamedTuple):
    """A list of mappings, at least so many; messages call one of them by `noun` and its value of `key`."""

    noun: str
    key: str
    shape: "Shape"
    least: int = 0


# a dict is a mapping with these keys and no other; the key `...` stands for any further snake_case keys
Shape = Kind | Maybe | Entries | dict[Any, Any]


def text(expected: str) -> Kind:
    """A text that is not blank."""
    return Kind(expected, lambda value: isinstance(value, str) and value.strip() != "")


def spoken(expected: str) -> Kind:
    """A text that is not blank, in English or as {zh: …, en: …}."""

    def holds(value: Any) -> bool:
        texts = value.values() if isinstance(value, dict) else [value]
        is_both = not isinstance(value, dict) or value.keys() == {"zh", "en"}
        return is_both and all(isinstance(said, str) and said.strip() != "" for said in texts)

    return Kind(f"{expected}, or both {{zh: …, en: …}}", holds)


def in_both(said: Any) -> tuple[str, str | None]:
    """What is said in English, and in Chinese where it is."""
    return (said["en"], said["zh"]) if isinstance(said, dict) else (said, None)


def matching(expected: str, pattern: str) -> Kind:
    """A text that the whole pattern matches."""
    return Kind(expected, lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None)


def one_of(*choices: str) -> Kind:
    """One of these words."""
    return Kind(f"one of {', '.join(choices)}", lambda value: value in choices)


def is_number(value: Any) -> bool:
    """Whether it is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_positive(value: Any) -> bool:
    """Whether it is a whole number above 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def list_of(expected: str, holds: Callable[[Any], bool], length: int | None = None) -> Kind:
    """A list of values that hold, of this length if given."""

    def all_hold(values: Any) -> bool:
        return isinstance(values, list) and bool(values) and all(map(holds, values))

    return Kind(expected, lambda values: all_hold(values) and length in (None, len(values)))


def distinct(kind: Kind) -> Kind:
    """The same list without a value given twice."""
    return Kind(
        f"{kind.expected}, each once",
        lambda values: kind.holds(values) and len(set(values)) == len(values),
    )


KEY = matching("a name in snake_case", r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# of a pattern: {channel}_message_count
COLUMN_NAME = matching("a name in snake_case", r"(?=[a-z{])[a-z0-9]*(\{[a-z]+\}|_|[a-z0-9]+)*")
DIMENSION = one_of("basic", "behaviour", "psychology", "needs", "lifecycle", "value")
NAME = {"zh": text("the Chinese name"), "en": text("the English name")}


def is_list_of_keys(value: Any) -> bool:
    """Whether it is a list of names in snake_case, perhaps empty."""
    return isinstance(value, list) and all(map(KEY.holds, value))


RULE = text('an SQL condition as text, such as order_count > 0 or "true"')
SQL = text("an SQL expression")
DESCRIPTION = text("what the number means, in a few words")
MEANING = spoken(DESCRIPTION.expected)
COLUMN = text("the name of a column")
TYPE = matching(
    "one of bigint, boolean, date, double, string, timestamp, decimal(precision,scale)",
    r"bigint|boolean|date|double|string|timestamp|decimal\(\d+,\s*\d+\)",
)
CONTRACT_TABLE = matching("a contract table such as shop.orders", r"[a-z_]+\.[a-z_]+")
POSITIVE = Kind("a positive whole number", is_positive)
SHARE = Kind("a number between 0 and 1", lambda value: is_number(value) and 0 < value < 1)
SCORE = Kind("a score from 1 to 5", lambda value: is_positive(value) and value <= 5)
SERVES = {
    "owner": text("the team that answers for it"),
    "purpose": spoken("what it is good for"),
    "action": spoken("what is done with the customers it finds"),
}

PUBLIC_TABLE = matching("a public table such as mart_customer_profiles", "(dim|fct|mart)_[a-z0-9_]+")
COUNTRY = matching("an ISO 3166 code of two letters such as CN", "[A-Z]{2}")
