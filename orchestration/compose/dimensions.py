"""What dimensions.yml may hold, and whether the project has the tables, columns and tiers it names."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.goals import once
from orchestration.compose.kinds import COLUMN, DESCRIPTION, KEY, NAME, PUBLIC_TABLE, Entries, Kind, Maybe
from orchestration.compose.wording import nearest


def _are_names(values: Any) -> bool:
    return isinstance(values, dict) and all(
        isinstance(name, dict) and name.keys() == NAME.keys() and all(map(DESCRIPTION.holds, name.values()))
        for name in values.values()
    )


DIMENSIONS = Entries(
    "dimension",
    "key",
    {
        "key": KEY,
        "name": NAME,
        "from": Maybe(PUBLIC_TABLE),
        "column": Maybe(COLUMN),
        "tier": Maybe(KEY),
        "value_names": Maybe(Kind("a mapping from values to names such as {zh: 女, en: Female}", _are_names)),
    },
    least=2,
)
# keys of the marts' own rows
_TAKEN = {"all"}


def check(
    dimensions: Iterable[Mapping], metrics: Iterable[Mapping], tiers: set[str], tables: dict[str, set[str]],
    problems: Problems,
) -> None:  # fmt: skip
    """Report what comes from nowhere; `tables` are those with one row per customer, and their columns."""
    once(dimensions, problems)
    for entry in [*dimensions, *metrics]:
        if "from" in entry and entry["from"] not in tables:
            found = (
                f"{entry.what} is from `{entry['from']}`, which is no public table with a row per customer"
            )
            problems.add(entry.places["from"], f"{found}; {nearest(entry['from'], tables)}.")
    for dimension in dimensions:
        if dimension.get("key") in _TAKEN:
            problems.add(
                dimension.places["key"], f"{dimension.what}: this key means everybody; choose another."
            )
        _check_whence(dimension, tiers, tables, problems)


def _check_whence(
    dimension: Mapping, tiers: set[str], tables: dict[str, set[str]], problems: Problems
) -> None:
    given = dimension.places.keys() & {"from", "column", "tier"}
    place = dimension.places.get("key") or min(dimension.places.values())
    if given not in ({"from", "column"}, {"tier"}):
        problems.add(place, f"{dimension.what} needs `from` and `column`, or `tier`, and nothing else.")
        return
    if "tier" in dimension and dimension["tier"] not in tiers:
        found = f"{dimension.what} is the tier `{dimension['tier']}`, which no tag with bands makes"
        problems.add(dimension.places["tier"], f"{found}; {nearest(dimension['tier'], tiers)}.")
    columns = tables.get(dimension.get("from"), set())
    if columns and "column" in dimension and dimension["column"] not in columns:
        found = f"{dimension.what}: {dimension['from']} has no column `{dimension['column']}`"
        problems.add(dimension.places["column"], f"{found}; {nearest(dimension['column'], columns)}.")


def tables_of_customers(project_dir: Path, features: Iterable[str]) -> dict[str, set[str]]:
    """Public tables whose customer_id is unique by a test → their columns; `features` are the wide one's."""
    found: dict[str, set[str]] = {}
    for path in sorted((project_dir / "models").rglob("_*models.yml")):
        document = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}
        for model in document.get("models", ()):
            columns = {column["name"]: column for column in model.get("columns", ())}
            if _is_unique(columns.get("customer_id", {})) and not model["name"].startswith("int_"):
                wide = model.get("config", {}).get("meta", {}).get("columns_from") == "features"
                found[model["name"]] = columns.keys() | (set(features) if wide else set())
    return found


def _is_unique(column: dict[str, Any]) -> bool:
    return "unique" in column.get("data_tests", ())
