"""What definitions say about each other, beyond features and rules."""

from collections.abc import Iterable, Set

from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.wording import nearest


def check_keys(entries: Iterable[Mapping], columns: Set[str], problems: Problems) -> None:
    """Report a key given twice over tags, segments and stages, or named like a column."""
    first: dict[str, str] = {}
    for entry in entries:
        for field in entry.keys() & {"key", "stage"}:
            key, place = entry[field], entry.places[field]
            if key in first:
                problems.add(place, f"{entry.what}: the {first[key]} has this key; choose another.")
            if key in columns:
                problems.add(place, f"{entry.what}: a column has this name; choose another key.")
            first.setdefault(key, f"{entry.what} at {place}")


def check_lifecycle(stages: list[Mapping], problems: Problems) -> None:
    """Report when a customer could be left without a stage: the last rule must be `true`."""
    if stages and stages[-1].get("rule", "true").strip().lower() != "true":
        found = f'{stages[-1].what} is the last; its rule must be "true", so that every customer has a stage.'
        problems.add(stages[-1].places["rule"], found)


def check_rfm(rfm: Mapping, problems: Problems) -> None:
    """Report classes in the grid that have no name, and named classes that no scores lead to."""
    classes, grid = rfm.get("classes"), rfm.get("grid")
    if classes is None or grid is None:
        return
    known = classes.places.keys() - {"no_order"}
    for score, row in grid.items():
        for name in sorted(set(row) - known):
            found = f"rfm: grid: {score} names `{name}`, which is no class for customers with an order"
            problems.add(grid.places[score], f"{found}; {nearest(name, known)}.")
    used = {name for row in grid.values() for name in row}
    for name in known - used if len(grid) == 5 else ():
        found = f"rfm: classes: {name} is nowhere in the grid; use it or take it out."
        problems.add(classes.places[name], found)


def check_identifiers(identity: Mapping, problems: Problems) -> None:
    """Report identifiers that are a table's key, or one per person, and yet shared by nature."""
    for name, entry in identity.get("identifiers", {}).items():
        for field, says in {"key_of": "the key of {}", "one_per": "one per {}"}.items():
            if field in entry and entry.get("nature") == "shared":
                found = (
                    f"identity: identifiers: {name} is {says.format(entry[field])}, so its nature is unique"
                )
                problems.add(entry.places["nature"], f"{found}; write that, or take out `{field}`.")
