"""Why a rule holds of a customer: its columns by name, with the customer's values."""

import re
from typing import Any

from portrait.customer import Customer
from portrait.terms import term
from portrait.words import Words

_PIECE = re.compile(r"'[^']*'|[a-z_][a-z0-9_]*")
# features and tags that hold keys of topics
_OF_TOPICS = ("top_topics_365d", "main_concern", "last_wished_topic", "talks_about", "has_a_wish")
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
        f"{_called(customer, words, name)} = {worded(customer, words, name, value)}"
        for name, value in customer.fired(rule)
    )


def _called(customer: Customer, words: Words, name: str) -> str:
    """In English the column's own name, so that the rule can be read beside it."""
    return (
        name
        if words.language == "en"
        else (words.name(customer.names_of_columns.get(name, {})) or term(words, "column", name))
    )


def worded(customer: Customer, words: Words, name: str, value: Any) -> str:
    """A value of a column as people say it: a stage, a channel, topics by name; else as it stands."""
    if not isinstance(value, str):
        return words.shown(value)
    if called := customer.names_of_words.get((name, value)):
        return words.name(called)
    if name in _OF_TOPICS:
        topics = customer.names_of_topics
        return words.say("、", ", ").join(words.name(topics.get(key, {})) or key for key in value.split(","))
    return term(words, "value", value)
