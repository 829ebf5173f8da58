"""E-mail addresses: found in what is written around them, in one notation. Never another mailbox."""

import re
from collections.abc import Mapping

from orchestration.ingest.cleaning.texts import Step

_IN_BRACKETS = re.compile(r"<\s*(?:mailto:)?\s*([^<>@]+@[^<>@]+)>")
_MAILTO = re.compile(r"^\s*mailto:\s*([^?]*).*$", re.IGNORECASE | re.DOTALL)
_STOPS = str.maketrans("。．｡", "...")
_AROUND = " .,;:，；：、'\"“”‘’<>()[]"
_DOTS = re.compile(r"\.{2,}")
_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")

# in SQL, what needs no look: Python judges the rest
SETTLED = r"[a-z0-9][a-z0-9_+-]*([.][a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?[.])+[a-z]{2,}"


def unwrapped(text: str) -> str:
    """The address in `Name <address>` or `mailto:address`."""
    if found := _IN_BRACKETS.search(text):
        return found[1].strip()
    found = _MAILTO.match(text)
    return found[1].strip() if found else text


def punctuation(text: str) -> str:
    """No stops, commas or quotes around the address; Chinese and doubled stops are single ones."""
    return _DOTS.sub(".", text.translate(_STOPS)).strip(_AROUND)


def domain_typo(domains: Mapping[str, str]) -> Step:
    """The domain meant, for the listed slips."""

    def step(text: str) -> str:
        mailbox, at, domain = text.rpartition("@")
        return f"{mailbox}@{domains.get(domain.lower(), domain)}" if at else text

    return step


def address(text: str) -> str | None:
    """Null unless it is an address."""
    return text if _ADDRESS.fullmatch(text) else None
