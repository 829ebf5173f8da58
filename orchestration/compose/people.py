"""What `matching` of identity.yml may hold: how people without a shared identifier are recognised."""

from typing import Any

from orchestration.compose.documents import Mapping, Place, Problems
from orchestration.compose.kinds import (
    POSITIVE,
    SHARE,
    SQL,
    Entries,
    Kind,
    Maybe,
    is_number,
    list_of,
    one_of,
    text,
)
from orchestration.compose.wording import nearest

_ATTRIBUTES = (
    "given",
    "family",
    "birth",
    "gender",
    "house",
    "street",
    "locality",
    "postcode",
    "city",
    "region",
    "registers",
)
_ATTRIBUTE = one_of(*_ATTRIBUTES, "email", "phone")
_WEIGHT = Kind("a share from 0 to 1", lambda value: is_number(value) and 0 < value <= 1)


def _are_keys(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(key, str) and key for key in value)


def _are_levels(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(isinstance(level, str) for level in value.values())


_RULES = list_of("a list of rules, each a list of SQL expressions of a unit's attributes", _are_keys)
_LEVEL = {
    "level": text("what the level is called"),
    "when": Maybe(SQL),
    "m": _WEIGHT,
    "frequency_of": Maybe(_ATTRIBUTE),
    "neutral": Maybe(Kind("true or false", lambda value: isinstance(value, bool))),
}
MATCHING = {
    **dict.fromkeys(("link_probability", "review_probability", "rule_share"), SHARE),
    **dict.fromkeys(("pairs_per_unit", "least_pairs"), POSITIVE),
    "comparisons": {
        ...: {
            "of": _ATTRIBUTE,
            "told_elsewhere": Maybe(SQL),
            "most_another": Maybe(SHARE),
            "levels": Entries("level", "level", _LEVEL, least=2),
        }
    },
    "contradictions": Maybe(list_of("a list of mappings from comparisons to levels", _are_levels)),
    "link_needs": Maybe({...: text("the least level")}),
    "training_blocks": _RULES,
    "blocking_rules": _RULES,
}


def check_matching(matching: Mapping, problems: Problems) -> None:
    """Report comparisons and levels that `contradictions` and `link_needs` name and nobody defines."""
    levels = {
        name: [level["level"] for level in entry.get("levels", ()) if "level" in level]
        for name, entry in matching.get("comparisons", {}).items()
    }
    named = {"link_needs": [matching["link_needs"]] if "link_needs" in matching else []}
    named["contradictions"] = matching.get("contradictions", [])
    for field, lines in named.items():
        for line in lines:
            for name, level in line.items():
                _check_level(f"identity: matching: {field}", name, level, levels, line.places[name], problems)


def _check_level(
    what: str, name: str, level: str, levels: dict[str, list[str]], place: Place, problems: Problems
) -> None:
    if name not in levels:
        problems.add(place, f"{what} names `{name}`, which is no comparison; {nearest(name, levels)}.")
    elif level not in levels[name]:
        problems.add(place, f"{what}: {name} has no level `{level}`; {nearest(level, levels[name])}.")
