"""How a message shows what was found and what may have been meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


def shown(value: Any) -> str:
    """Say a YAML value in at most 60 characters."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    written = repr(value)
    return written if len(written) <= 60 else f"{written[:59]}…"


def nearest(name: Any, known: Iterable[Any]) -> str:
    """Say which of `known` looks most like `name`."""
    names = sorted(map(str, known))
    if not names:
        return "there is none yet"
    return f"the nearest is `{get_close_matches(str(name), names, n=1, cutoff=0)[0]}`"
