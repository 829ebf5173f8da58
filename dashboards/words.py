"""What people read, in the language they chose: Chinese or English."""

from typing import Any

import streamlit as st

from portrait.terms import owned
from portrait.words import DIMENSIONS, LANGUAGES, Words, between, number, share

__all__ = [
    "DIMENSIONS",
    "LANGUAGES",
    "amount",
    "between",
    "column",
    "dimension",
    "language",
    "name",
    "number",
    "owner",
    "say",
    "share",
    "shown",
    "words",
]


def language() -> str:
    """`zh` or `en`: as the link says, else as the reader chose, else as the browser asks."""
    asked = st.query_params.get("lang") or st.session_state.get("language")
    if asked in LANGUAGES:
        return asked
    return "zh" if (st.context.locale or "").startswith("zh") else "en"


def words() -> Words:
    """The words of the reader."""
    return Words(language())


def say(zh: str, en: str) -> str:
    """The one that the reader understands."""
    return words().say(zh, en)


def name(found: dict[str, Any], stem: str = "name") -> str:
    """Of a row with `<stem>_zh` and `<stem>_en` the one that the reader understands, else the other."""
    return words().name(found, stem)


def column(stem: str = "name") -> str:
    """The column of a table that holds the reader's language."""
    return f"{stem}_{language()}"


def owner(key: str | None) -> str:
    """The team that an owner is; a dash for null."""
    return owned(words(), key)


def dimension(key: str | None) -> str:
    """A dimension of a profile by its key; all of them for null."""
    return say(*DIMENSIONS.get(key, ("全部", "all")))


def amount(value: Any) -> str:
    """Money in so many digits as one reads at a glance: 1,180 万 or 11.8 M; a dash for null."""
    return words().amount(value)


def shown(value: Any) -> str:
    """Any value of a profile as people write it."""
    return words().shown(value)
