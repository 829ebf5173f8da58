"""Why a rule holds of a customer: its columns by name, with the customer's values."""

import re
from typing import Any

from portrait.customer import Customer
from portrait.words import Words

_PIECE = re.compile(r"'[^']*'|[a-z_][a-z0-9_]*")
_LINKS = {"and": "且", "or": "或", "not": "非", "in": "属于", "is": "为", "null": "空", "true": "总是成立"}


def why(customer: Customer, words: Words, rule: str | None) -> str:
    """The rule, and the values of all it names."""
    values = valued(customer, words, rule)
    return " ← ".join(filter(None, (ruled(customer, words, rule), values)))


def ruled(customer: Customer, words: Words, rule: str | None) -> str:
    """The rule; in Chinese with what it names by its Chinese name."""
    if words.language == "en" or not rule:
        return rule or ""

    def called(piece: re.Match) -> str:
        return _LINKS.get(piece[0]) or _called(customer, words, piece[0])

    return _PIECE.sub(called, rule)


def valued(customer: Customer, words: Words, rule: str | None) -> str:
    """The values of all that a rule names."""
    return ", ".join(
        f"{_called(customer, words, name)} = {_worded(customer, words, name, value)}"
        for name, value in customer.fired(rule)
    )


def _called(customer: Customer, words: Words, name: str) -> str:
    """In English the column's own name, so that the rule can be read beside it."""
    return name if words.language == "en" else words.name(customer.names_of_columns.get(name, {})) or name


def _worded(customer: Customer, words: Words, name: str, value: Any) -> str:
    called = customer.names_of_words.get((name, value)) if isinstance(value, str) else None
    return words.name(called) if called else words.shown(value)
