"""Where a tag comes from: a rule, people, or what source systems say in traits and corp tags."""

from collections.abc import Iterable

from orchestration.compose.documents import Mapping, Problems

# what each source needs and what it cannot have
_NEEDS = {"rule": "rule", "manual": None, "imported": "from"}
# the contract tables that traits are told in
TRAIT_TABLES = ["crm.contact_traits", "wecom.external_contacts"]


def check_sources(tags: Iterable[Mapping], problems: Problems) -> None:
    """Give each tag its `source` if it names none (a rule); report what does not go with the source."""
    for tag in tags:
        source = tag.setdefault("source", "rule")
        place = tag.places.get("source", tag.places.get("key"))
        needed = _NEEDS[source]
        if needed and needed not in tag.places:
            hint = "" if "source" in tag.places else ", or the source manual or imported"
            problems.add(
                place, f"{tag.what} has no `{needed}`, which its source {source} needs; write one{hint}."
            )
        for other in {"rule", "from"} - {needed}:
            if other in tag.places:
                found = f"{tag.what} has a `{other}`, but its source is {source}; take one of them out."
                problems.add(tag.places[other], found)


def complete(tags: Iterable[Mapping]) -> None:
    """What definitions leave out: the rule of a tag that others judge never holds."""
    for tag in tags:
        tag.setdefault("rule", "false")
        tag.setdefault("rule_template", tag["rule"])
