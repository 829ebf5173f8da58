"""Source systems: one YAML file each, in `orchestration/defs/ingest/<source_system>/defs.yaml`."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import HuaxiangError
from orchestration.ingest.contracts import ContractTable

SOURCES_DIR = Path(__file__).parents[1] / "defs" / "ingest"
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


@dataclass(frozen=True)
class RawObject:
    """What one glob of a source system holds. A full snapshot replaces all earlier loads of the object."""

    name: str
    files: str
    full_snapshot: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"

    @property
    def reading_hash(self) -> str:
        """Changes when the same bytes would be read differently."""
        return _digest([self.delimiter, self.encoding])


@dataclass(frozen=True)
class Where:
    """Rows for which `keep` is not true are left out under `name`, perhaps because `goes_to` takes them."""

    name: str
    keep: str
    goes_to: str | None = None


@dataclass(frozen=True)
class ColumnMapping:
    """An SQL expression over raw columns, and strptime formats for stamps written as text."""

    expression: str
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extract:
    """How rows of one raw object become rows of one contract table."""

    table: str
    raw_object: str
    columns: Mapping[str, ColumnMapping]
    where: tuple[Where, ...] = ()
    one_row_per: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceSystem:
    """One system we read."""

    name: str
    description: str
    path: Path
    objects: Mapping[str, RawObject]
    extracts: tuple[Extract, ...]
    definition: dict[str, Any] = field(hash=False, compare=False)
    time_zone: str | None = None
    written_by: str | None = None

    def mapping_hash(self, extract: Extract, contract: ContractTable, business_timezone: str) -> str:
        """Changes when the same raw rows would land differently."""
        zone = self.time_zone or business_timezone
        return _digest([self.definition["tables"][extract.table], contract.definition, zone])


def available_sources() -> list[str]:
    """Names of all source systems that have a YAML file."""
    return sorted(path.parent.name for path in SOURCES_DIR.glob("*/defs.yaml"))


def read_source(
    name: str, variables: Callable[[str], str | None], contracts: Mapping[str, ContractTable]
) -> SourceSystem:
    """The source system of that name; `variables` resolves `${NAME}` in its connection."""
    path = SOURCES_DIR / name / "defs.yaml"
    if not path.exists():
        known = ", ".join(available_sources())
        raise HuaxiangError(f"There is no source system '{name}'. Known: {known}. Add {path} for a new one.")
    try:
        attributes = yaml.safe_load(path.read_text())["attributes"]
    except yaml.YAMLError as error:
        raise HuaxiangError(f"{path} is not valid YAML: {error}") from error
    return parse_source(attributes, variables, contracts)


def parse_source(
    attributes: dict[str, Any],
    variables: Callable[[str], str | None],
    contracts: Mapping[str, ContractTable],
) -> SourceSystem:
    """The source system that the attributes describe; HuaxiangError names what is missing or unknown."""
    name = attributes.get("source_system", "?")
    try:
        connection = attributes["connection"]
        if connection["kind"] != "files":
            raise HuaxiangError(f"{name}: connection kind '{connection['kind']}' is unknown; use 'files'.")
        objects = {key: RawObject(name=key, **entry) for key, entry in attributes["objects"].items()}
        extracts = tuple(_extract(table, entry) for table, entry in attributes["tables"].items())
    except (KeyError, TypeError) as error:
        raise HuaxiangError(f"{name}/defs.yaml: missing or unknown entry: {error}.") from error
    for extract in extracts:
        _check_extract(name, extract, objects, contracts)
    return SourceSystem(
        name=name,
        description=attributes["description"],
        path=Path(_expand(connection["path"], variables, name)).expanduser().resolve(),
        objects=objects,
        extracts=extracts,
        definition=attributes,
        time_zone=attributes.get("time_zone"),
        written_by=connection.get("written_by"),
    )


def _extract(table: str, entry: dict[str, Any]) -> Extract:
    return Extract(
        table=table,
        raw_object=entry["from"],
        columns={name: _column_mapping(value) for name, value in entry["columns"].items()},
        where=tuple(Where(**where) for where in entry.get("where", ())),
        one_row_per=tuple(entry.get("one_row_per", ())),
    )


def _column_mapping(value: Any) -> ColumnMapping:
    if isinstance(value, dict):
        return ColumnMapping(value["expression"], tuple(value.get("formats", ())))
    return ColumnMapping(str(value))


def _check_extract(
    source: str, extract: Extract, objects: Mapping[str, RawObject], contracts: Mapping[str, ContractTable]
) -> None:
    where = f"{source}/defs.yaml: {extract.table}"
    contract = contracts.get(extract.table)
    if contract is None:
        raise HuaxiangError(f"{where}: no such contract table. Known: {', '.join(contracts)}.")
    if extract.raw_object not in objects:
        raise HuaxiangError(f"{where}: `from: {extract.raw_object}` names no object of this file.")
    unknown = [name for name in extract.columns if contract.column(name) is None]
    if unknown:
        known = ", ".join(column.name for column in contract.columns)
        raise HuaxiangError(f"{where}: unknown contract column {', '.join(unknown)}. Known: {known}.")
    missing = [c.name for c in contract.columns if c.required and c.name not in extract.columns]
    if missing:
        raise HuaxiangError(f"{where}: required contract column {', '.join(missing)} is not mapped.")


def _expand(text: str, variables: Callable[[str], str | None], source: str) -> str:
    def value(match: re.Match[str]) -> str:
        found = variables(match[1]) or match[2]
        if found is None:
            raise HuaxiangError(f"{source}/defs.yaml: set the environment variable {match[1]}.")
        return found

    return _VARIABLE.sub(value, text)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
