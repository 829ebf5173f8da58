"""Features: from one entry to its columns, and what entries say about each other."""

from typing import Any

from orchestration.compose import own_features
from orchestration.compose.documents import Mapping, Place, Problems
from orchestration.compose.kinds import in_both
from orchestration.compose.patterns import each
from orchestration.compose.rules import OTHER_COLUMNS, check_row_expression, filled
from orchestration.compose.wording import nearest

# the order of the table's columns; None: the type each entry states
_KINDS = {"own": None, "derived": None, "age": "bigint", "relative": "double"}
# an entry has one of these
_WAYS = {"derived": ("value", "days_between"), "age": ("since", "until"), "relative": ("of", "from")}


def expand(features: Mapping, settings: Mapping, facts: Mapping, problems: Problems) -> None:
    """Give own features their `columns`, and `features` the flat list `columns` of all; check both.

    A window must be one of `window_days` in settings, where those are right; what a feature is `from` must be
    one of `facts`; a derived `value` may name settings as `:name`.
    """
    window_days = settings.get("window_days")
    own_features.check_facts(facts, problems)
    columns: list[dict[str, Any]] = []
    makers: dict[str, Place] = {}
    for kind in _KINDS:
        if kind in features:
            features[kind] = [made for entry in features[kind] for made in each(entry, problems)]
        for feature in [feature for feature in features.get(kind, []) if "name" in feature]:
            if kind == "own":
                feature["columns"] = own_features.windows(feature)
                own_features.check(feature, window_days, facts, problems)
            else:
                if kind == "derived" and "value" in feature:
                    what, place = f"{feature.what}: value", feature.places["value"]
                    feature["value"] = filled(feature["value"], settings, what, place, problems)
                _check_sources(kind, feature, columns, problems)
            made = _columns(kind, feature)
            _check_names_are_free(feature, made, makers, problems)
            columns.extend(made)
    features["columns"] = columns


def _columns(kind: str, feature: Mapping) -> list[dict[str, Any]]:
    given = {
        "type": _KINDS[kind] or feature.get("type"),
        "kind": kind,
        "dimension": feature.get("dimension"),
    }
    plain = [{"name": feature["name"], "en": "", "zh": ""}]
    meaning, meaning_zh = in_both(feature.get("description", ""))
    return [
        {
            "name": column["name"],
            **given,
            "name_zh": feature.get("zh", "") + column["zh"],
            "description": meaning + column["en"],
            "description_zh": meaning_zh + column["zh"] if meaning_zh else None,
        }
        for column in feature.get("columns", plain)
    ]


def _check_sources(kind: str, feature: Mapping, before: list[dict[str, Any]], problems: Problems) -> None:
    """Report what a derived, age or relative feature reads that no column `before` it gives."""
    stored = {column["name"] for column in before if column["kind"] in ("own", "derived")}
    days = {column["name"] for column in before if column["kind"] == "own" and column["type"] == "date"}
    for key, known, expected in (
        ("days_between", days, "own column of type date"),
        ("since", days, "own column of type date"),
        ("until", days, "own column of type date"),
        ("of", stored, "own or derived column"),
    ):
        read = feature.get(key, [])
        for name in {read} if isinstance(read, str) else set(read):
            if name not in known:
                found = (
                    f"{feature.what}: {key} names `{name}`, which is no {expected}; {nearest(name, known)}."
                )
                problems.add(feature.places[key], found)
    for key in feature.keys() & {"value", "where"}:
        check_row_expression(feature[key], stored, f"{feature.what}: {key}", feature.places[key], problems)
    ways = _WAYS[kind]
    if len(feature.places.keys() & set(ways)) != 1:
        found = f"{feature.what} needs either {' or '.join(f'`{way}`' for way in ways)}; write one of them."
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
