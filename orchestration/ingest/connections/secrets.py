"""`${NAME}` in a connection: resolved from the environment, and never shown."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from orchestration.errors import HuaxiangError

Variables = Callable[[str], str | None]

_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
_HIDDEN = "***"
# anything shorter would turn every message into stars, and guards nothing
_SHORTEST = 4


@dataclass(frozen=True)
class Secret:
    """A value that is used but never shown."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        """Stars."""
        return _HIDDEN


def expand(text: str, variables: Variables, place: str) -> str:
    """The text with its `${NAME}` and `${NAME:-default}` replaced; HuaxiangError where one is not set."""

    def value(match: re.Match[str]) -> str:
        found = variables(match[1]) or match[2]
        if found is None:
            raise HuaxiangError(f"{place}: set the environment variable {match[1]}.")
        return found

    return _VARIABLE.sub(value, text)


def secret(text: object, variables: Variables, place: str) -> Secret:
    """The value of `${NAME}`; HuaxiangError for a secret that is written out in the YAML."""
    if not isinstance(text, str) or not _VARIABLE.fullmatch(text) or ":-" in text:
        raise HuaxiangError(
            f"{place}: a secret comes from the environment; write ${{A_NAME}} here, no value."
        )
    return Secret(expand(text, variables, place))


def hidden(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, as they are and as URLs write them."""
    spellings = {spelt for value in secrets for spelt in (value, quote(value, safe=""), quote_plus(value))}
    for spelt in sorted(spellings, key=len, reverse=True):
        if len(spelt) >= _SHORTEST:
            text = text.replace(spelt, _HIDDEN)
    return text
