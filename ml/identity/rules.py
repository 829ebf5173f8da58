"""What identifiers may join, as definitions/identity.yml says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class IdentifierRule:
    """One identifier type.

    `is_personal`: makes a customer; the others only a visitor. `is_unique`: one person's by nature, so that
    names are not asked. `one_per`: "person" or "source_system" where a person has only one value there.
    `key_of`: the contract table whose key it is. `most_people`: a value on more people joins nobody.
    """

    is_personal: bool
    is_unique: bool = False
    one_per: str | None = None
    key_of: str | None = None
    most_people: int | None = None


@dataclass(frozen=True)
class Rules:
    """All types in the order in which they are believed, and what holds for every customer.

    `registers` are the contract tables with a row per person somewhere known, `names_from` those whose names
    are people's own; `most_registrations` the size gate: no customer has more rows of registers.
    """

    types: Mapping[str, IdentifierRule]
    registers: tuple[str, ...] = ()
    names_from: tuple[str, ...] = ()
    most_registrations: int = 20


def read_rules(identity: Mapping[str, Any]) -> Rules:
    """The rules in the parsed definitions/identity.yml (what stands under `identity`)."""
    types = {
        name: IdentifierRule(
            is_personal=entry["makes_customer"],
            is_unique=entry["nature"] == "unique",
            one_per=entry.get("one_per"),
            key_of=entry.get("key_of"),
            most_people=entry.get("most_people"),
        )
        for name, entry in identity["identifiers"].items()
    }
    return Rules(
        types, tuple(identity["registers"]), tuple(identity["names_from"]), identity["most_registrations"]
    )
