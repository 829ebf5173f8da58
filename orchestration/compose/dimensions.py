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


def check(dimensions: Iterable[Mapping], tiers: set[str], problems: Problems) -> None:
    """Report keys given twice or taken, and dimensions that do not say where their values come from."""
    once(dimensions, problems)
    for dimension in dimensions:
        place = dimension.places.get("key") or min(dimension.places.values())
        if dimension.get("key") in _TAKEN:
            problems.add(place, f"{dimension.what}: this key means everybody; choose another.")
        given = dimension.places.keys() & {"from", "column", "tier"}
        if given not in ({"from", "column"}, {"tier"}):
            problems.add(place, f"{dimension.what} needs `from` and `column`, or `tier`, and nothing else.")
        elif "tier" in dimension and dimension["tier"] not in tiers:
            found = f"{dimension.what} is the tier `{dimension['tier']}`, which no tag with bands makes"
            problems.add(dimension.places["tier"], f"{found}; {nearest(dimension['tier'], tiers)}.")


def check_tables(entries: Iterable[Mapping], tables: dict[str, set[str]], problems: Problems) -> None:
    """Report tables without a row per customer, and columns they lack; `tables` are those with one."""
    for entry in entries:
        table, column = entry.get("from"), entry.get("column")
        if table is not None and table not in tables:
            found = f"{entry.what} is from `{table}`, which is no public table with a row per customer"
            problems.add(entry.places["from"], f"{found}; {nearest(table, tables)}.")
        elif table is not None and column is not None and column not in tables[table]:
            found = f"{entry.what}: {table} has no column `{column}`"
            problems.add(entry.places["column"], f"{found}; {nearest(column, tables[table])}.")


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
