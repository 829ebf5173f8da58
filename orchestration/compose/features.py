"""Features: from one entry to its columns, and what entries say about each other."""

from typing import TYPE_CHECKING, Any

from orchestration.compose.documents import Mapping, Place, Problems
from orchestration.compose.rules import OTHER_COLUMNS, check_row_expression, filled, parse
from orchestration.compose.wording import nearest

if TYPE_CHECKING:
    from sqlglot import exp

# the order of the table's columns; None: the type each entry states
_KINDS = {"own": None, "derived": None, "age": "bigint", "relative": "double"}


def expand(features: Mapping, settings: Mapping, facts: Mapping, problems: Problems) -> None:
    """Give own features their `columns`, and `features` the flat list `columns` of all; check both.

    A window must be one of `window_days` in settings, where those are right; what a feature is `from` must be
    one of `facts`; a derived `value` may name settings as `:name`.
    """
    window_days = settings.get("window_days")
    for name, fact in facts.items():
        for part in set(fact.get("made_of", ())) - set(facts):
            found = f"fact {name} is made_of `{part}`, which is no fact; {nearest(part, facts)}."
            problems.add(facts.places[name], found)
    columns: list[dict[str, Any]] = []
    makers: dict[str, Place] = {}
    for kind in _KINDS:
        for feature in [feature for feature in features.get(kind, []) if "name" in feature]:
            if kind == "own":
                feature["columns"] = _windows(feature)
                _check_own(feature, window_days, facts, problems)
            else:
                if kind == "derived" and "value" in feature:
                    what, place = f"{feature.what}: value", feature.places["value"]
                    feature["value"] = filled(feature["value"], settings, what, place, problems)
                _check_sources(feature, columns, problems)
            made = _columns(kind, feature)
            _check_names_are_free(feature, made, makers, problems)
            columns.extend(made)
    features["columns"] = columns


def _windows(feature: Mapping) -> list[dict[str, Any]]:
    name = feature["name"]
    return [
        {"name": feature.get("column_all", name), "window": None}
        if window == "all"
        else {"name": f"{name}_{window}d", "window": window}
        for window in feature.get("windows", [])
    ]


def _columns(kind: str, feature: Mapping) -> list[dict[str, Any]]:
    return [
        {
            "name": column["name"],
            "type": _KINDS[kind] or feature.get("type"),
            "kind": kind,
            "description": feature.get("description", "")
            + (f", within {column['window']} days" if column["window"] else ""),
        }
        for column in feature.get("columns", [{"name": feature["name"], "window": None}])
    ]


def _check_own(feature: Mapping, window_days: list[int] | None, facts: Mapping, problems: Problems) -> None:
    if feature.get("from", "") not in {"", *facts.places}:
        found = f"{feature.what} is from `{feature['from']}`, which is no fact of facts.yml"
        problems.add(feature.places["from"], f"{found}; {nearest(feature['from'], facts.places)}.")
    windows = feature.get("windows", ["all"])
    for window in windows:
        if window != "all" and window_days is not None and window not in window_days:
            found = f"{feature.what} has the window {window}; window_days in settings.yml allow"
            problems.add(feature.places["windows"], f"{found} {', '.join(map(str, window_days))}.")
    if "column_all" in feature and "all" not in windows:
        found = f"{feature.what} has `column_all` but no window `all`; drop the one or add the other."
        problems.add(feature.places["column_all"], found)
    if len(feature.keys() & {"value", "most_frequent", "latest"}) != 1:
        found = f"{feature.what} needs `value`, `most_frequent` or `latest`; write one of them."
        problems.add(feature.places["name"], found)
    moments = facts.get(feature.get("from", ""), {}).get("moments", [])
    for key in feature.keys() & {"value", "where"}:
        what, place = f"{feature.what}: {key}", feature.places[key]
        for name in sorted(_compared_with_as_of(parse(feature[key], what, place, problems)) - set(moments)):
            found = (
                f"{what} compares `{name}` with spine.as_of, but facts.yml does not list it under `moments`"
            )
            problems.add(place, f"{found}; add it there, or nobody is due when that instant passes.")


def _compared_with_as_of(tree: "exp.Expression | None") -> set[str]:
    """The columns of a fact that an expression holds against the instant features look from."""
    from sqlglot import exp

    if tree is None:
        return set()
    found = set()
    for column in tree.find_all(exp.Column):
        if (column.table, column.name) == ("spine", "as_of"):
            sides = column.find_ancestor(exp.Predicate) or column.parent or column
            found |= {other.name for other in sides.find_all(exp.Column) if other.table != "spine"}
    return found


def _check_sources(feature: Mapping, before: list[dict[str, Any]], problems: Problems) -> None:
    """Report what a derived, age or relative feature reads that no column `before` it gives."""
    stored = {column["name"] for column in before if column["kind"] in ("own", "derived")}
    days = {column["name"] for column in before if column["kind"] == "own" and column["type"] == "date"}
    for key, known, kind in (
        ("days_between", days, "own column of type date"),
        ("since", days, "own column of type date"),
        ("of", stored, "own or derived column"),
    ):
        read = feature.get(key, [])
        for name in {read} if isinstance(read, str) else set(read):
            if name not in known:
                found = f"{feature.what}: {key} names `{name}`, which is no {kind}; {nearest(name, known)}."
                problems.add(feature.places[key], found)
    for key in feature.keys() & {"value", "where"}:
        check_row_expression(feature[key], stored, f"{feature.what}: {key}", feature.places[key], problems)
    ways = feature.places.keys() & {"value", "days_between", "since", "of"}
    if len(ways) != 1:
        found = f"{feature.what} needs either `value` or `days_between`; write one of them."
        problems.add(feature.places["name"], found)


def _check_names_are_free(
    feature: Mapping, made: list[dict[str, Any]], makers: dict[str, Place], problems: Problems
) -> None:
    place = feature.places["name"]
    for name in [column["name"] for column in made]:
        first = makers.setdefault(name, place)
        if name in OTHER_COLUMNS or first is not place:
            taken = "is a column of another table" if name in OTHER_COLUMNS else f"is made at {first}"
            problems.add(
                place, f"{feature.what} makes the column `{name}`, which {taken}; choose another name."
            )
