"""What people read, in Chinese or English: numbers, shares, days, and the name of a row in their language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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
NOTHING = "–"
# size, unit, from which amount on it is used
_UNITS = {
    "zh": ((1e8, "亿", 1e8), (1e4, "万", 1e5)),
    "en": ((1e9, "B", 1e9), (1e6, "M", 1e6), (1e3, "K", 1e5)),
}


@dataclass(frozen=True)
class Words:
    """The words of one language, `zh` or `en`."""

    language: str

    def say(self, zh: str, en: str) -> str:
        """The one that the reader understands."""
        return zh if self.language == "zh" else en

    def name(self, found: Mapping[str, Any], stem: str = "name") -> str:
        """Of a row with `<stem>_zh` and `<stem>_en` the one that the reader understands, else the other.

        A column in English without `_en` (action, purpose, description) counts as such.
        """
        both = (found.get(f"{stem}_zh"), found.get(f"{stem}_en") or found.get(stem))
        first, second = both if self.language == "zh" else both[::-1]
        return first or second or ""

    def amount(self, value: Any) -> str:
        """Money in so many digits as one reads at a glance: 1,180 万 or 11.8 M; a dash for null."""
        if is_nothing(value):
            return NOTHING
        found = ((size, unit) for size, unit, least in _UNITS[self.language] if abs(value) >= least)
        size, unit = next(found, (1, ""))
        scaled = float(value) / size
        digits = 1 if unit and abs(scaled) < 100 else 0
        return f"{scaled:,.{digits}f} {unit}".strip()

    def shown(self, value: Any) -> str:
        """Any value of a profile as people write it."""
        if isinstance(value, bool):
            return self.say("是", "yes") if value else self.say("否", "no")
        return shown(value)

    def days(self, count: Any) -> str:
        """A number of days; a dash for null."""
        if is_nothing(count):
            return NOTHING
        return self.say(f"{count:,} 天", f"{count:,} day{'' if count == 1 else 's'}")


def is_nothing(value: Any) -> bool:
    """Whether it is null or not a number."""
    return value is None or value != value


def shown(value: Any) -> str:
    """Any value as people write it, but for true and false."""
    if is_nothing(value):
        return NOTHING
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float | Decimal):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)


def number(value: Any, digits: int = 0) -> str:
    """A count or an amount with thousands apart; a dash for null."""
    return NOTHING if is_nothing(value) else f"{value:,.{digits}f}"


def share(value: Any, digits: int = 0) -> str:
    """A share in per cent; a dash for null."""
    return NOTHING if is_nothing(value) else f"{value:.{digits}%}"


def between(low: Any, high: Any, told: Any = number) -> str:
    """An interval; nothing where it is not known."""
    return "" if is_nothing(low) and is_nothing(high) else f"{told(low)} – {told(high)}"
