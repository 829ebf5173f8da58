"""What people read, in the language they chose: Chinese or English."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import streamlit as st

LANGUAGES = {"zh": "中文", "en": "English"}

# the six dimensions of a profile
DIMENSIONS = {
    "basic": ("基础属性", "Basic"),
    "behaviour": ("行为", "Behaviour"),
    "psychology": ("心理", "Psychology"),
    "needs": ("需求", "Needs"),
    "lifecycle": ("生命周期", "Lifecycle"),
    "value": ("价值", "Value"),
}


def language() -> str:
    """`zh` or `en`: as the link says, else as the reader chose, else as the browser asks."""
    asked = st.query_params.get("lang") or st.session_state.get("language")
    if asked in LANGUAGES:
        return asked
    return "zh" if (st.context.locale or "").startswith("zh") else "en"


def say(zh: str, en: str) -> str:
    """The one that the reader understands."""
    return zh if language() == "zh" else en


def name(found: dict[str, Any], stem: str = "name") -> str:
    """Of a row with `<stem>_zh` and `<stem>_en` the one that the reader understands, else the other."""
    first, second = (f"{stem}_zh", f"{stem}_en") if language() == "zh" else (f"{stem}_en", f"{stem}_zh")
    return found.get(first) or found.get(second) or ""


def column(stem: str = "name") -> str:
    """The column of a table that holds the reader's language."""
    return f"{stem}_{language()}"


def number(value: Any, digits: int = 0) -> str:
    """A count or an amount with thousands apart; a dash for null."""
    return "–" if value is None or value != value else f"{value:,.{digits}f}"


# size, unit, from which amount on it is used
_UNITS = {
    "zh": ((1e8, "亿", 1e8), (1e4, "万", 1e5)),
    "en": ((1e9, "B", 1e9), (1e6, "M", 1e6), (1e3, "K", 1e5)),
}


def amount(value: Any) -> str:
    """Money in so many digits as one reads at a glance: 1,180 万 or 11.8 M; a dash for null."""
    if value is None or value != value:
        return "–"
    found = ((size, unit) for size, unit, least in _UNITS[language()] if abs(value) >= least)
    size, unit = next(found, (1, ""))
    scaled = float(value) / size
    digits = 1 if unit and abs(scaled) < 100 else 0
    return f"{scaled:,.{digits}f} {unit}".strip()


def share(value: Any, digits: int = 0) -> str:
    """A share in per cent; a dash for null."""
    return "–" if value is None or value != value else f"{value:.{digits}%}"


def shown(value: Any) -> str:
    """Any value of a profile as people write it."""
    if value is None or value != value:
        return "–"
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float | Decimal):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)
