"""The time line: what its entries say about each other."""

from orchestration.compose.documents import Mapping, Place, Problems
from orchestration.compose.rules import parse
from orchestration.compose.wording import nearest

_SQL = ("where", "key", "type_by", "channel", "session_id", "product_id", "category", "amount")


def check(events: Mapping, problems: Problems) -> None:
    """Report families nobody named, types given twice or not told apart, and SQL that does not parse."""
    first: dict[str, Place] = {}
    families = events.get("families", {})
    for fact in events.get("facts", ()):
        if "family" in fact and fact["family"] not in families:
            found = f"{fact.what} is of the family `{fact['family']}`, which has no name"
            problems.add(fact.places["family"], f"{found}; {nearest(fact['family'], families)}.")
        types = fact.get("types", {})
        if len(types) != 1 and "type_by" not in fact and "types" in fact:
            found = f"{fact.what} has {len(types)} types and no `type_by`; say by which SQL they differ."
            problems.add(fact.places["types"], found)
        for name in types:
            if name in first:
                found = f"{fact.what}: the type `{name}` stands also at {first[name]}; choose another."
                problems.add(types.places[name], found)
            first.setdefault(name, types.places[name])
        for key in fact.keys() & set(_SQL):
            parse(fact[key], f"{fact.what}: {key}", fact.places[key], problems)
