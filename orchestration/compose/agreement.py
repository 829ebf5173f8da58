"""What definitions say about each other, beyond features and rules."""

from collections.abc import Iterable, Set

from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.wording import nearest

# how stages, clusters, personas and alerts are called among segments
_PREFIXES = ("lifecycle_", "cluster_", "persona_", "alert_")


def check_keys(entries: Iterable[Mapping], columns: Set[str], problems: Problems) -> None:
    """Report a key given twice over tags, segments and stages, or named like a column."""
    first: dict[str, str] = {}
    for entry in entries:
        for field in entry.keys() & {"key", "stage"}:
            key, place = entry[field], entry.places[field]
            if key in first:
                problems.add(place, f"{entry.what}: the {first[key]} has this key; choose another.")
            if field == "key" and key.startswith(_PREFIXES):
                found = f"{entry.what}: keys that begin with {', '.join(_PREFIXES)} are made of others"
                problems.add(place, f"{found}; choose another.")
            if key in columns:
                problems.add(place, f"{entry.what}: a column has this name; choose another key.")
            first.setdefault(key, f"{entry.what} at {place}")


def check_measures(rfm: Mapping, columns: Set[str], problems: Problems) -> None:
    """Report RFM measures of no feature, with none or both kinds of edges, and weights that are all 0."""
    measures = rfm.get("measures", Mapping())
    for name, measure in measures.items():
        what = f"rfm: measures: {name}"
        if "of" in measure and measure["of"] not in columns:
            found = f"{what} is of `{measure['of']}`, which is no feature; {nearest(measure['of'], columns)}."
            problems.add(measure.places["of"], found)
        if len(measure.places.keys() & {"quantiles", "fixed"}) != 1:
            problems.add(
                measures.places[name], f"{what} needs either `quantiles` or `fixed` edges; write one."
            )
    if measures and not any(measure.get("weight", 1) for measure in measures.values()):
        problems.add(rfm.places["measures"], "rfm: measures: every weight is 0; rfm_score needs one above.")


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


def check_path_window(settings: Mapping, columns: Set[str], problems: Problems) -> None:
    """Report a window of the purchase path in which features do not count its steps."""
    days = settings.get("purchase_path_days")
    counted = [f"{what}_count_{days}d" for what in ("event", "view", "cart", "order")]
    lacking = [name for name in counted if name not in columns]
    if days is not None and lacking:
        found = f"settings: purchase_path_days is {days}, and there is no feature {', '.join(lacking)}"
        problems.add(settings.places["purchase_path_days"], f"{found}; choose a window they have.")


def check_identifiers(identity: Mapping, problems: Problems) -> None:
    """Report identifiers that are a table's key, or one per person, and yet shared by nature."""
    for name, entry in identity.get("identifiers", {}).items():
        for field, says in {"key_of": "the key of {}", "one_per": "one per {}"}.items():
            if field in entry and entry.get("nature") == "shared":
                found = (
                    f"identity: identifiers: {name} is {says.format(entry[field])}, so its nature is unique"
                )
                problems.add(entry.places["nature"], f"{found}; write that, or take out `{field}`.")
