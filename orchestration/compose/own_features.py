"""Own features: their windows, and the ways they are computed from a fact."""

from typing import TYPE_CHECKING, Any

from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.kinds import is_positive
from orchestration.compose.rules import parse
from orchestration.compose.wording import nearest

if TYPE_CHECKING:
    from sqlglot import exp

# an own feature has one of these
_WAYS = {"value", "share", "deviation_of", "distinct"}
_WAYS |= {"most_frequent", "share_of_most_frequent", "latest", "earliest"}


def is_window(value: Any) -> bool:
    """Whether it is `all`, n (the last n days) or prior_n (the n days before those)."""
    return value == "all" or is_positive(value) or _days(value) is not None


def windows(feature: Mapping) -> list[dict[str, Any]]:
    """The columns an own feature becomes, one per window; `until` is where a prior window ends."""
    name = feature["name"]
    columns = []
    for window in feature.get("windows", []):
        days = _days(window)
        if window == "all":
            columns.append({"name": feature.get("column_all", name), "window": None, "en": "", "zh": ""})
        elif window == days:
            told = {"en": f", within {days} days", "zh": f"（近{days}天）"}
            columns.append({"name": f"{name}_{days}d", "window": days, **told})
        else:
            told = {"en": f", within the {days} days before the last {days}", "zh": f"（再前{days}天）"}
            column = {"name": f"{name}_prior_{days}d", "window": 2 * days, "until": days}
            columns.append({**column, **told})
    return columns


def check_facts(facts: Mapping, problems: Problems) -> None:
    """Report facts that name other facts which do not exist, or keys of no table."""
    for name, fact in facts.items():
        named = dict.fromkeys(fact.get("made_of", ()), "is made_of")
        if "not_followed_by" in fact:
            named[fact["not_followed_by"].get("fact", "")] = "is not_followed_by"
        for part, how in named.items():
            if part not in facts:
                found = f"fact {name} {how} `{part}`, which is no fact; {nearest(part, facts)}."
                problems.add(facts.places[name], found)
        if len(fact.get("row_keys", ())) > len(fact.get("comes_from", ())):
            problems.add(facts.places[name], f"fact {name} has more row_keys than tables it comes_from.")


def check(feature: Mapping, window_days: list[int] | None, facts: Mapping, problems: Problems) -> None:
    """Report what is wrong with an own feature, apart from its shape."""
    if feature.get("from", "") not in {"", *facts.places}:
        found = f"{feature.what} is from `{feature['from']}`, which is no fact of facts.yml"
        problems.add(feature.places["from"], f"{found}; {nearest(feature['from'], facts.places)}.")
    _check_windows(feature, window_days, problems)
    ways = feature.keys() & _WAYS
    if len(ways) != 1:
        found = f"{feature.what} needs one of {', '.join(f'`{way}`' for way in sorted(_WAYS))}; write one."
        problems.add(feature.places["name"], found)
    for key in feature.keys() & {"place", "top"}:
        if "most_frequent" not in feature:
            found = f"{feature.what}: {key} says which of the most frequent; it needs `most_frequent`."
            problems.add(feature.places[key], found)
    if "top" in feature and ("place" in feature or feature.get("type") != "string"):
        found = f"{feature.what}: top joins several values; its type is string, and it goes without `place`."
        problems.add(feature.places["top"], found)
    _check_expressions(feature, facts, problems)


def _check_windows(feature: Mapping, window_days: list[int] | None, problems: Problems) -> None:
    named = feature.get("windows", ["all"])
    for window in named:
        if window != "all" and window_days is not None and _days(window) not in window_days:
            found = f"{feature.what} has the window {window}; window_days in settings.yml allow"
            problems.add(feature.places["windows"], f"{found} {', '.join(map(str, window_days))}.")
    if "column_all" in feature and "all" not in named:
        found = f"{feature.what} has `column_all` but no window `all`; drop the one or add the other."
        problems.add(feature.places["column_all"], found)


def _check_expressions(feature: Mapping, facts: Mapping, problems: Problems) -> None:
    moments = facts.get(feature.get("from", ""), {}).get("moments", [])
    for key in feature.keys() & {"value", "where", "share"}:
        what, place = f"{feature.what}: {key}", feature.places[key]
        for name in sorted(_compared_with_as_of(parse(feature[key], what, place, problems)) - set(moments)):
            found = (
                f"{what} compares `{name}` with spine.as_of, but facts.yml does not list it under `moments`"
            )
            problems.add(place, f"{found}; add it there, or nobody is due when that instant passes.")


def _days(window: Any) -> int | None:
    if isinstance(window, str) and window.startswith("prior_") and window[6:].isdigit():
        return int(window[6:])
    return window if is_positive(window) else None


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
