"""Extracts: how rows of a raw object become rows of a contract table, as a source system's YAML says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestration.errors import HuaxiangError
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.expressions import check_formats, named_columns
from orchestration.ingest.yaml_entries import entries, listed, name_of, named

# the name under which rows that say what another row says are left out
REPEATED = "identical_repeat"


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
class Lookup:
    """The object to look into, and which of its columns must equal which expression over the record."""

    raw_object: str
    keys: Mapping[str, str]


@dataclass(frozen=True)
class Extract:
    """How rows of one raw object become rows of one contract table; a table may have several.

    `name` is its own among those of its table.
    `ids_of` says of a column which source system's ids it holds, where they are not the source's own;
    `deleted` is true of a row that says its record is gone.
    `country` (None: the company's own) is whose phone numbers come without a country code, `usual_formats`
    are tried on days and stamps whose mapping declares no format that fits.
    """

    name: str
    table: str
    raw_object: str
    columns: Mapping[str, ColumnMapping]
    definition: Mapping[str, Any] = field(hash=False, compare=False)
    where: tuple[Where, ...] = ()
    one_row_per: tuple[str, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    ids_of: Mapping[str, str] = field(default_factory=dict)
    deleted: str | None = None
    country: str | None = None
    usual_formats: tuple[str, ...] = ()

    def formats(self, column: str) -> tuple[str, ...]:
        """The formats that the mapping declares for a column."""
        return self.columns[column].formats if column in self.columns else ()


def parse_extracts(
    table: str, entry: Any, place: str, contracts: Mapping[str, ContractTable]
) -> list[Extract]:
    """What one entry under `tables:` says, which may be a list; HuaxiangError names what is wrong."""
    found = [
        each for one in (entry if isinstance(entry, list) else [entry]) for each in _by_trait(one, place)
    ]
    extracts = [_parse_extract(table, each, place, contracts) for each in found]
    names = [extract.name for extract in extracts]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated:
        raise HuaxiangError(
            f"{place}: two extracts are named '{repeated}'. Give each its own `name`; without one it has"
            " that of its object."
        )
    if any(extract.ids_of != extracts[0].ids_of for extract in extracts):
        raise HuaxiangError(f"{place}: all extracts of a table must say the same `ids_of`.")
    return extracts


def _by_trait(entry: Any, place: str) -> Iterator[Any]:
    """The entry, or one for each of its `traits`: a row per record that has the trait."""
    if not isinstance(entry, dict) or "traits" not in entry:
        yield entry
        return
    rest = {name: value for name, value in entry.items() if name != "traits"}
    where = listed(rest.get("where", []), f"{place}: where")
    columns = named(rest.get("columns"), f"{place}: columns")
    for key, value in named(entry["traits"], f"{place}: traits").items():
        has_it = {"name": "no_value", "keep": f"({value}\n) is not null"}
        yield rest | {
            "name": f"{rest.get('name', rest.get('from'))}_{name_of(key, f'{place}: traits')}",
            "where": [*where, has_it],
            "columns": columns | {"trait_key": f"'{key}'", "trait_value": value},
        }


def _parse_extract(table: str, entry: Any, place: str, contracts: Mapping[str, ContractTable]) -> Extract:
    if table not in contracts:
        raise HuaxiangError(f"{place}: no such contract table. Known: {', '.join(contracts)}.")
    entries(
        entry, place, ["from", "columns"], ["name", "where", "one_row_per", "lookup", "ids_of", "deleted"]
    )
    extract = Extract(
        name=name_of(entry.get("name", entry["from"]), f"{place}: name"),
        table=table,
        definition=entry,
        raw_object=entry["from"],
        columns={
            name: _column_mapping(value, f"{place}: {name}")
            for name, value in named(entry["columns"], f"{place}: columns").items()
        },
        where=tuple(
            _where(rule, f"{place}: where") for rule in listed(entry.get("where", []), f"{place}: where")
        ),
        one_row_per=tuple(
            _expression(key, f"{place}: one_row_per")
            for key in listed(entry.get("one_row_per", []), f"{place}: one_row_per")
        ),
        lookups=tuple(
            _lookup(name, keys, f"{place}: lookup.{name}")
            for name, keys in (
                named(entry["lookup"], f"{place}: lookup") if "lookup" in entry else {}
            ).items()
        ),
        ids_of=named(entry["ids_of"], f"{place}: ids_of") if "ids_of" in entry else {},
        deleted=_expression(entry["deleted"], f"{place}: deleted") if "deleted" in entry else None,
    )
    _check_columns(extract, contracts[table], place)
    _check_ids_of(extract, contracts[table], place)
    return extract


def _check_columns(extract: Extract, contract: ContractTable, place: str) -> None:
    unknown = [name for name in extract.columns if contract.column(name) is None]
    if unknown:
        known = ", ".join(column.name for column in contract.columns)
        raise HuaxiangError(f"{place}: unknown contract column {', '.join(unknown)}. Known: {known}.")
    missing = [c.name for c in contract.columns if c.required and c.name not in extract.columns]
    if missing:
        raise HuaxiangError(f"{place}: required contract column {', '.join(missing)} is not mapped.")
    names = [rule.name for rule in extract.where]
    if len(set(names)) < len(names):
        raise HuaxiangError(f"{place}: two `where` have the same name. Every rule needs its own.")


def _check_ids_of(extract: Extract, contract: ContractTable, place: str) -> None:
    references = [column.name for column in contract.references]
    for name in extract.ids_of:
        if name not in references:
            known = f"Known: {', '.join(references)}." if references else "This table has none."
            raise HuaxiangError(f"{place}: ids_of: {name} is no column that refers to other records. {known}")
        if name not in extract.columns:
            raise HuaxiangError(f"{place}: ids_of: {name} is not mapped. Map it under `columns`.")


def _expression(value: Any, place: str) -> str:
    if not isinstance(value, str | int | float):
        raise HuaxiangError(f"{place}: here must stand an SQL expression; for no value leave the column out.")
    try:
        named_columns(str(value))
    except HuaxiangError as error:
        raise HuaxiangError(f"{place}: {error}") from error
    return str(value)


def _column_mapping(value: Any, place: str) -> ColumnMapping:
    if not isinstance(value, dict):
        return ColumnMapping(_expression(value, place))
    entries(value, place, ["expression"], ["formats"])
    formats = tuple(str(item) for item in listed(value.get("formats", []), f"{place}: formats"))
    try:
        check_formats(formats)
    except HuaxiangError as error:
        raise HuaxiangError(f"{place}: {error}") from error
    return ColumnMapping(_expression(value["expression"], place), formats)


def _lookup(raw_object: str, keys: Any, place: str) -> Lookup:
    expressions = {column: _expression(key, place) for column, key in named(keys, place).items()}
    return Lookup(raw_object, expressions)


def _where(rule: Any, place: str) -> Where:
    entries(rule, place, ["name", "keep"], ["goes_to"])
    name = name_of(rule["name"], place)
    if name == REPEATED:
        raise HuaxiangError(f"{place}: '{REPEATED}' is what the loader calls repeats; use another name.")
    return Where(name, _expression(rule["keep"], f"{place} {name}"), rule.get("goes_to"))
