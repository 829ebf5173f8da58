"""The contract tables: what shape a source's rows must take.

Written once as dbt sources in `dbt_project/models/contracts/`, read here for the loader, the checks on
arrival, masking and freshness.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.compose import read_definition
from orchestration.errors import HuaxiangError
from orchestration.ingest.cleaning.definition import Cleaning
from orchestration.ingest.cleaning.kinds import KINDS

# the loader's own columns, on every row of every landing file
BOOKKEEPING = {
    "record_key": "string",
    "source_system": "string",
    "load_id": "string",
    "load_sequence": "bigint",
    "loaded_at": "timestamp",
    "_file": "string",
    "_row": "bigint",
    "_source_rows": "bigint",
    "_is_deleted": "boolean",
}


@dataclass(frozen=True)
class Column:
    """One column of a contract table.

    `identifier` names the identifier type its values are of, `refers_to` the table whose key it holds.
    `holds` is the kind of value that cleaning goes by; where another column says it row by row, `holds_by`
    names that column.
    """

    name: str
    data_type: str
    pii: str = "none"
    key: bool = False
    required: bool = False
    identifier: str | None = None
    refers_to: str | None = None
    holds: str | None = None
    holds_by: str | None = None
    expectations: tuple[dict[str, Any], ...] = ()

    @property
    def namespace(self) -> str:
        """The column of schema `ingest` that says whose ids these are; null means the row's own source."""
        return f"{self.name}_of"

    @property
    def is_day_or_stamp(self) -> bool:
        """Whether its values are days or instants."""
        return self.data_type in ("date", "timestamp")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of value it may hold."""
        return tuple(KINDS) if self.holds_by else (self.holds,) if self.holds else ()

    @property
    def is_personal(self) -> bool:
        """Whether a value may appear in messages only masked."""
        return self.pii != "none"


@dataclass(frozen=True)
class Limits:
    """What blocks a load: shares of rejected and flagged rows, judged from so many rows on, and emptiness.

    So does a snapshot in which more than `deleted_share` of the records are missing that the last one had.
    A full snapshot without a row is blocked after one with rows, unless the table `may_be_empty`.
    """

    rejected_share: float = 0.05
    flagged_share: float = 0.05
    from_rows: int = 100
    may_be_empty: bool = False
    deleted_share: float = 0.5


@dataclass(frozen=True)
class ContractTable:
    """One contract table, `<domain>.<name>`, exposed to dbt as `ingest.<domain>_<name>`.

    `owner` is told of its bad values, where it is not the `data_owner` of settings.
    """

    domain: str
    name: str
    description: str
    columns: tuple[Column, ...]
    limits: Limits
    stale_after_days: int
    definition: dict[str, Any] = field(hash=False, compare=False)
    cleaning: Cleaning = field(hash=False, compare=False)
    owner: str | None = None

    @property
    def full_name(self) -> str:
        """`<domain>.<name>`."""
        return f"{self.domain}.{self.name}"

    @property
    def relation(self) -> str:
        """The table's name inside schema `ingest`."""
        return f"{self.domain}_{self.name}"

    @cached_property
    def cleaned_by(self) -> str:
        """A hash of the definitions that decide what its values become."""
        kinds = {kind for column in self.columns for kind in column.kinds}
        has_dates = any(column.is_day_or_stamp for column in self.columns)
        return self.cleaning.decides(kinds, has_dates=has_dates)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Names of the key columns; together they make the record key."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def references(self) -> tuple[Column, ...]:
        """The columns that hold another record's key, perhaps one of another source system."""
        return tuple(column for column in self.columns if column.refers_to)

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


def read_contracts(project_dir: Path) -> dict[str, ContractTable]:
    """All contract tables by full name, in the order of the files."""
    paths = sorted((project_dir / "models" / "contracts").glob("_*__sources.yml"))
    cleaning = (project_dir / "definitions" / "cleaning.yml").read_text()
    return dict(_read(project_dir, cleaning, tuple((path, path.read_text()) for path in paths)))


@lru_cache(maxsize=2)
def _read(project_dir: Path, _: str, files: tuple[tuple[Path, str], ...]) -> dict[str, ContractTable]:
    """The tables of files with this content; they are asked for many times in a refresh."""
    tables, cleaning = {}, Cleaning(read_definition(project_dir, "cleaning"))
    for path, text in files:
        for source in yaml.load(text, yaml.CSafeLoader)["sources"]:
            for entry in source["tables"]:
                table = _contract_table(source["name"], entry, path, cleaning)
                tables[table.full_name] = table
    return tables


def _contract_table(domain: str, entry: dict[str, Any], path: Path, cleaning: Cleaning) -> ContractTable:
    table_config = entry.get("config", {})
    columns = tuple(_column(column) for column in entry["columns"])
    freshness = table_config["freshness"]["warn_after"]
    if freshness["period"] != "day":
        raise HuaxiangError(f"{path.name}: {domain}.{entry['name']}: give freshness in days.")
    table = ContractTable(
        domain=domain,
        name=entry["name"],
        description=entry["description"],
        columns=columns,
        limits=Limits(**table_config["meta"].get("limits", {})),
        stale_after_days=freshness["count"],
        definition=entry,
        cleaning=cleaning,
        owner=table_config["meta"].get("owner"),
    )
    _check_held(table, path)
    if not table.keys:
        raise HuaxiangError(f"{path.name}: {table.full_name}: mark at least one column `key: true`.")
    return table


def _check_held(table: ContractTable, path: Path) -> None:
    """HuaxiangError unless what columns say they hold can be cleaned."""
    for column in table.columns:
        place = f"{path.name}: {table.full_name}.{column.name}"
        if column.holds and column.holds not in KINDS:
            raise HuaxiangError(
                f"{place}: `holds: {column.holds}` is no kind of value. Known: {', '.join(KINDS)}."
            )
        if column.holds_by and not table.column(column.holds_by):
            raise HuaxiangError(f"{place}: `holds_by: {column.holds_by}` names no column of the table.")
        if column.kinds and (column.key or column.data_type != "string"):
            raise HuaxiangError(f"{place}: only a text that is no key can be cleaned. Take `holds` away.")


def _column(entry: dict[str, Any]) -> Column:
    meta = entry["config"]["meta"]
    identifier = meta.get("identifier")
    return Column(
        name=entry["name"],
        data_type=entry["data_type"],
        pii=meta["pii"],
        key=meta.get("key", False),
        required=meta.get("required", False) or meta.get("key", False),
        identifier=identifier,
        refers_to=meta.get("refers_to"),
        # an identifier of a kind is cleaned as that kind, unless the column says otherwise
        holds=meta.get("holds", identifier if identifier in KINDS else None),
        holds_by=meta.get("holds_by"),
        expectations=tuple(meta.get("expectations", ())),
    )
