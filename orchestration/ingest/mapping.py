"""Second landing step, as SQL: raw rows become typed contract rows, each with exactly one fate.

Fates: landed · rejected (with its reason) · left out (under the name of a rule).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.contracts import Column, ContractTable
from orchestration.ingest.readers import quoted
from orchestration.ingest.sources import ColumnMapping, Extract

REPEATED = "identical_repeat"
_OFFSET = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|UTC|[+-]\d{2}(:?\d{2})?)$"


@dataclass(frozen=True)
class MissingColumns:
    """Raw columns that the mapping names and the files do not have, by contract column."""

    required: dict[str, list[str]]
    optional: dict[str, list[str]]


def raw_relation(folder: Path) -> str:
    """The records of a raw load; files of unlike columns are united by name."""
    return f"read_parquet('{folder}/part-*.parquet', union_by_name = true)"


def named_columns(expression: str) -> set[str]:
    """Names of the raw columns an SQL expression reads; HuaxiangError when it does not parse."""
    import sqlglot
    from sqlglot import exp

    try:
        tree = sqlglot.parse_one(f"select {expression}", dialect="duckdb")
    except sqlglot.errors.ParseError as error:
        raise HuaxiangError(f"defs.yaml: the expression {expression!r} is not valid SQL.") from error
    return {column.name for column in tree.find_all(exp.Column)}


def missing_columns(extract: Extract, contract: ContractTable, present: Mapping[str, str]) -> MissingColumns:
    """What the raw load lacks. A column that `where` or `one_row_per` needs counts as required."""
    have = {name.lower() for name in (*present, "_file", "_row")}

    def lacking(expression: str) -> list[str]:
        return sorted(name for name in named_columns(expression) if name.lower() not in have)

    required: dict[str, list[str]] = {}
    optional: dict[str, list[str]] = {}
    for where in extract.where:
        if lack := lacking(where.keep):
            required[f"where {where.name}"] = lack
    for expression in extract.one_row_per:
        if lack := lacking(expression):
            required["one_row_per"] = lack
    for name, mapping in extract.columns.items():
        if lack := lacking(mapping.expression):
            (required if contract.column(name).required else optional)[name] = lack
    return MissingColumns(required, optional)


def map_rows(
    con: duckdb.DuckDBPyConnection,
    raw: str,
    extract: Extract,
    contract: ContractTable,
    zone: str,
    absent: set[str],
) -> None:
    """Fill the temporary tables `left_out`, `good` and `rejects` from the relation `raw`.

    left_out: _file, _row, _source_rows, name. good: contract columns, record_key, _file, _row, _source_rows.
    rejects: _file, _row, _source_rows, column_name, reason, found, original (the mapped row as JSON).
    """
    for name in ("left_out", "kept", "grouped", "typed", "good", "rejects"):
        con.execute(f"drop table if exists {name}")
    _apply_where(con, raw, extract)
    _evaluate(con, extract, contract, absent)
    _cast(con, extract, contract, zone)
    _separate(con, contract)


def _apply_where(con: duckdb.DuckDBPyConnection, raw: str, extract: Extract) -> None:
    branches = " ".join(
        f"when not coalesce(({where.keep}), false) then '{where.name}'" for where in extract.where
    )
    fate = f"case {branches} end" if branches else "cast(null as varchar)"
    con.execute(f"create temp table kept as select *, {fate} as _left_out from {raw}")
    con.execute(
        "create temp table left_out as select _file, _row, 1 as _source_rows, _left_out as name from kept where _left_out is not null"
    )


def _evaluate(
    con: duckdb.DuckDBPyConnection, extract: Extract, contract: ContractTable, absent: set[str]
) -> None:
    expressions = []
    for column in contract.columns:
        mapping = extract.columns.get(column.name)
        expression = "null" if mapping is None or column.name in absent else mapping.expression
        expressions.append(f"({expression}) as {quoted(column.name)}")
    grouped = bool(extract.one_row_per)
    pointers = "min(_file) as _file, min(_row) as _row, count(*)" if grouped else "_file, _row, 1"
    con.execute(
        f"create temp table grouped as select {', '.join(expressions)}, {pointers} as _source_rows from kept"
        " where _left_out is null" + (f" group by {', '.join(extract.one_row_per)}" if grouped else "")
    )


def _cast(con: duckdb.DuckDBPyConnection, extract: Extract, contract: ContractTable, zone: str) -> None:
    present = {name: kind for name, kind, *_ in con.execute("describe grouped").fetchall()}
    values, found = [], []
    for column in contract.columns:
        formats = extract.columns.get(column.name, ColumnMapping("")).formats
        name = quoted(column.name)
        values.append(f"{_typed(name, present[column.name], column, zone, formats)} as {name}")
        found.append(f"{_text(name)} as {quoted('_found_' + column.name)}")
    con.execute(
        f"create temp table typed as select {', '.join(values)}, {', '.join(found)},"
        " _file, _row, _source_rows from grouped"
    )


def _text(name: str) -> str:
    """Trimmed text; the empty string and pandas' NaN are null."""
    return f"nullif(nullif(trim(cast({name} as varchar)), ''), 'nan')"


def _typed(name: str, present: str, column: Column, zone: str, formats: tuple[str, ...]) -> str:
    if column.data_type == "string":
        return _text(name)
    if column.data_type not in ("timestamp", "date"):
        source = (
            name
            if present in ("BIGINT", "INTEGER", "DOUBLE", "BOOLEAN") or "DECIMAL" in present
            else _text(name)
        )
        return f"try_cast({source} as {column.data_type})"
    if present.startswith("TIMESTAMP WITH"):
        instant = f"timezone('UTC', {name})"
    elif present.startswith("TIMESTAMP") or present == "DATE":
        instant = _in_zone(f"cast({name} as timestamp)", zone)
        if column.data_type == "date":
            return f"cast({name} as date)"
    else:
        return _parsed_stamp(_text(name), column, zone, formats)
    return instant if column.data_type == "timestamp" else f"cast(timezone('{zone}', {name}) as date)"


def _parsed_stamp(text: str, column: Column, zone: str, formats: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{item}'" for item in formats)
    naive = (
        f"coalesce({f'try_strptime({text}, [{listed}]), ' if formats else ''}try_cast({text} as timestamp))"
    )
    if column.data_type == "date":
        return f"cast({naive} as date)"
    with_offset = f"timezone('UTC', try_cast({text} as timestamptz))"
    return (
        f"case when regexp_matches({text}, '{_OFFSET}') then {with_offset} else {_in_zone(naive, zone)} end"
    )


def _in_zone(naive: str, zone: str) -> str:
    """A naive stamp of the zone as a UTC instant."""
    return f"timezone('UTC', timezone('{zone}', {naive}))"


def _separate(con: duckdb.DuckDBPyConnection, contract: ContractTable) -> None:
    key = " || '|' || ".join(quoted(name) for name in contract.keys)
    con.execute(f"alter table typed add column record_key varchar; update typed set record_key = {key}")
    columns = ", ".join(quoted(column.name) for column in contract.columns)
    branches = []
    for column in contract.columns:
        value, found = quoted(column.name), quoted("_found_" + column.name)
        if column.data_type != "string":
            branches.append(
                (f"{value} is null and {found} is not null", column.name, f"not a {column.data_type}", found)
            )
        if column.required:
            branches.append((f"{value} is null", column.name, "required but missing", "null"))
    reason = " ".join(f"when {test} then {number}" for number, (test, *_) in enumerate(branches))
    con.execute(f"create temp table judged as select *, case {reason} end as _reason from typed")
    _mark_repeats(con, columns)
    cases = "".join(
        f" when {number} then {{'column_name': '{name}', 'reason': '{why}', 'found': {found}}}"
        for number, (_, name, why, found) in enumerate(branches)
    )
    keys = ", ".join(contract.keys)
    found_columns = ", ".join(quoted("_found_" + column.name) for column in contract.columns)
    con.execute(
        "create temp table rejects as select _file, _row, _source_rows, unnest(case _reason"
        f" {cases} else {{'column_name': '{keys}', 'reason': 'same key twice with different content',"
        f" 'found': record_key}} end), to_json(struct_pack({_original(contract)})) as original"
        f" from (select *, {found_columns} from judged) where _reason is not null and _reason <> -2"
    )
    con.execute(
        f"insert into left_out select _file, _row, _source_rows, '{REPEATED}' from judged where _reason = -2"
    )
    con.execute(
        f"create temp table good as select {columns}, record_key, _file, _row, _source_rows from judged"
        " where _reason is null"
    )
    con.execute("drop table judged")


def _original(contract: ContractTable) -> str:
    return ", ".join(f"{quoted(c.name)} := {quoted('_found_' + c.name)}" for c in contract.columns)


def _mark_repeats(con: duckdb.DuckDBPyConnection, columns: str) -> None:
    """Of rows with one key the last lands; reason -1: its content differs, -2: it says the same."""
    repeated = con.execute(
        "select count(record_key) - count(distinct record_key) from judged where _reason is null"
    ).fetchone()[0]
    if repeated:
        con.execute(
            "update judged set _reason = r.reason from (select _file, _row, record_key,"
            f" case when row({columns}) is not distinct from last_value(row({columns})) over same_key"
            " then -2 else -1 end as reason, row_number() over (partition by record_key order by _file desc, _row desc)"
            " as newest_first from judged where _reason is null window same_key as (partition by record_key"
            " order by _file, _row rows between unbounded preceding and unbounded following)) r"
            " where r.newest_first > 1 and r._file = judged._file and r._row = judged._row"
            " and r.record_key = judged.record_key"
        )
