"""Second landing step, as SQL: raw rows become typed contract rows, each with exactly one fate.

Fates: landed · rejected (with its reason) · left out (under the name of a rule).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.casts import read_by, text, typed
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.corrections import patched, patched_columns, right
from orchestration.ingest.expressions import named_columns
from orchestration.ingest.extracts import Extract
from orchestration.ingest.failing import failure
from orchestration.ingest.manifests import RawLoad
from orchestration.ingest.outcomes import mark_repeats, show_fates
from orchestration.ingest.parts import part_file
from orchestration.quoting import literal, parquet_rows, quoted

# beside the contract's columns: whether the source says that the record is gone
DELETED = "_is_deleted"
EXPRESSION_FAILS = "its expression in defs.yaml fails"


@dataclass(frozen=True)
class MissingColumns:
    """Raw columns that the mapping names and a file does not have, by contract column."""

    file: str
    found: list[str]
    required: dict[str, list[str]]
    optional: dict[str, list[str]]

    @property
    def columns(self) -> set[str]:
        """The raw columns that are not there."""
        return {name for names in (*self.required.values(), *self.optional.values()) for name in names}


@dataclass(frozen=True)
class Reason:
    """Why a row is rejected: when `test` is true, in which column, and what was found there, as SQL."""

    test: str
    column: str
    why: str
    found: str = "null"

    def unless(self, condition: str) -> "Reason":
        """The same, but not where the condition holds."""
        return replace(self, test=f"({self.test}) and not {condition}")


def missing_columns(extract: Extract, contract: ContractTable, raw_load: RawLoad) -> list[MissingColumns]:
    """What each file lacks. A column that `where` or `one_row_per` needs counts as required."""
    needed = {f"where {rule.name}": rule.keep for rule in extract.where}
    needed |= {"deleted": extract.deleted} if extract.deleted else {}
    needed |= {f"one_row_per {key}": key for key in extract.one_row_per}
    needed |= {f"lookup {key}": key for lookup in extract.lookups for key in lookup.keys.values()}
    mapped = {name: mapping.expression for name, mapping in extract.columns.items()}
    needed |= {name: mapped[name] for name in mapped if contract.column(name).required}
    optional = {name: expression for name, expression in mapped.items() if name not in needed}
    looked_up = [lookup.raw_object for lookup in extract.lookups]
    found = []
    for file in raw_load.files:
        have = {name.lower() for name in (*file["columns"], *looked_up, "_file", "_row")}
        lacks = [
            {name: lack for name, sql in expressions.items() if (lack := _lacking(sql, have))}
            for expressions in (needed, optional)
        ]
        if any(lacks):
            found.append(MissingColumns(file["name"], file["columns"], *lacks))
    return found


def _lacking(expression: str, have: set[str]) -> list[str]:
    return sorted(name for name in named_columns(expression) if name.lower() not in have)


def raw_rows(raw_load: RawLoad, absent: set[str]) -> str:
    """The records of a raw load as a relation; columns named in `absent` are null."""
    files = [part_file(raw_load.folder, number) for number in range(len(raw_load.files))]
    nulls = "".join(f", null as {quoted(name)}" for name in sorted(absent))
    return f"(select *{nulls} from {parquet_rows(files)})"


def map_rows(
    con: duckdb.DuckDBPyConnection,
    raw: str,
    extract: Extract,
    contract: ContractTable,
    zone: str,
    source_system: str,
) -> None:
    """Give every row of the relation `raw` its fate, in temporary relations.

    left_out: _file, _row, _source_rows, name. good: contract columns, record_key, _file, _row, _source_rows.
    rejects: _file, _row, _source_rows, column_name, reason, found, original (the row as JSON), record_key,
    quarantine_id.
    HuaxiangError names the expression that DuckDB cannot evaluate.
    """
    clear(con)
    expressions = {c.name: _expression(extract, c.name) for c in contract.columns}
    expressions[DELETED] = f"coalesce(cast(({extract.deleted or 'false'}\n) as boolean), false)"
    try:
        _apply_where(con, raw, extract)
        try:
            _judge(con, _evaluated(extract, expressions), extract, contract, zone, set())
        except duckdb.Error:
            if extract.one_row_per:
                raise
            # some value breaks an expression: that costs its row, not the table
            _judge(con, _guarded(expressions), extract, contract, zone, {*extract.columns, DELETED})
    except duckdb.Error as error:
        # the text of the error may quote a value
        raise HuaxiangError(failure(con, raw, extract, error)) from None
    mark_repeats(con, contract)
    show_fates(con, contract, source_system)


def clear(con: duckdb.DuckDBPyConnection) -> None:
    """Drop what `map_rows` made."""
    for name in ("good", "rejects", "mapped", "fated"):
        con.execute(f"drop view if exists {name}")
    for name in ("left_out", "judged", "repairs"):
        con.execute(f"drop table if exists {name}")


def _expression(extract: Extract, name: str) -> str:
    # the line end closes a comment in the expression
    mapping = extract.columns.get(name)
    return f"({mapping.expression}\n)" if mapping else "null"


def _apply_where(con: duckdb.DuckDBPyConnection, raw: str, extract: Extract) -> None:
    branches = " ".join(
        f"when not coalesce(({rule.keep}\n), false) then {literal(rule.name)}" for rule in extract.where
    )
    fate = f"case {branches} end" if branches else "cast(null as varchar)"
    con.execute(f"create temp view fated as select *, {fate} as _left_out from {raw}")
    con.execute(
        "create temp table left_out as select _file, _row, 1 as _source_rows, _left_out as name from fated"
        " where _left_out is not null"
    )


def _evaluated(extract: Extract, expressions: Mapping[str, str]) -> str:
    columns = ", ".join(f"{sql} as {quoted(name)}" for name, sql in expressions.items())
    if not extract.one_row_per:
        return f"select {columns}, _file, _row, 1 as _source_rows from fated where _left_out is null"
    keys = ", ".join(f"({key}\n)" for key in extract.one_row_per)
    return (
        "select * exclude (_first), _first.file as _file, _first.row as _row from (select"
        f" {columns}, min({{'file': _file, 'row': _row}}) as _first, count(*) as _source_rows from fated"
        f" where _left_out is null group by {keys}) order by _first"
    )


def _guarded(expressions: Mapping[str, str]) -> str:
    """Null where an expression fails on a row, and whether it did (`_failed_…`)."""
    tried = ", ".join(f"try({{'value': {sql}}}) as {quoted(name)}" for name, sql in expressions.items())
    values = ", ".join(
        f"{quoted(name)}.value as {quoted(name)}, {quoted(name)} is null as {quoted('_failed_' + name)}"
        for name in expressions
    )
    return (
        f"select {values}, _file, _row, 1 as _source_rows"
        f" from (select {tried}, _file, _row from fated where _left_out is null)"
    )


def _judge(
    con: duckdb.DuckDBPyConnection,
    mapped: str,
    extract: Extract,
    contract: ContractTable,
    zone: str,
    guarded: set[str],
) -> None:
    """Fill `judged`: typed columns, record_key, and for a bad row _column, _why, _found, _original."""
    corrected = patched_columns(con)
    con.execute(f"create or replace temp view mapped as {patched(mapped, corrected)}")
    present = {name: kind for name, kind, *_ in con.execute("describe mapped").fetchall()}
    texts, casts, kept = [], [], []
    for column in contract.columns:
        name, found, kind = quoted(column.name), _found(column.name), present[column.name]
        formats, usual = extract.formats(column.name), extract.usual_formats
        as_text, as_typed = text(name, kind), typed(name, found, kind, column, zone, formats, usual)
        if column.name in corrected:
            has_right, value = f"{right(column.name)} is not null", f"{right(column.name)}.value"
            plain = typed(value, value, "VARCHAR", column, zone, ())
            as_text = f"case when {has_right} then {value} else {as_text} end"
            as_typed = f"case when {has_right} then {plain} else {as_typed} end"
        texts.append(f"{as_text} as {found}")
        casts.append(f"{as_typed} as {name}")
        kept.append(name)
        if column.is_day_or_stamp:
            kept.append(quoted("_read_" + column.name))
            texts.append(f"{read_by(usual, found, kind, formats)} as {kept[-1]}")
    originals = ", ".join(f"{quoted(c.name)} := {_found(c.name)}" for c in contract.columns)
    reasons = _reasons(contract, guarded, corrected)
    if extract.deleted:
        # of a record that is gone only the key has to be right
        reasons = [r if r.column in (*contract.keys, DELETED) else r.unless(DELETED) for r in reasons]
    con.execute(
        f"create or replace temp table judged as select {', '.join(kept)}, {_record_key(contract)} as"
        f" record_key, _file, _row, _source_rows, {DELETED}, {_told(reasons)},"
        f" case when _reason is not null then to_json(struct_pack({originals})) end as _original"
        f" from (select *, {_first_of(reasons)} as _reason from (select * replace ({', '.join(casts)})"
        f" from (select *, {', '.join(texts)} from mapped)))"
    )


def _first_of(reasons: list[Reason]) -> str:
    tests = " ".join(f"when {reason.test} then {number}" for number, reason in enumerate(reasons))
    return f"cast(case {tests} end as integer)"


def _told(reasons: list[Reason]) -> str:
    """What is told of a bad row, by the number of the reason."""
    told = {
        "_column": [literal(reason.column) for reason in reasons],
        "_why": [literal(reason.why) for reason in reasons],
        "_found": [reason.found for reason in reasons],
    }
    branches = {
        name: " ".join(f"when {number} then {sql}" for number, sql in enumerate(values))
        for name, values in told.items()
    }
    return ", ".join(f"case _reason {branch} end as {name}" for name, branch in branches.items())


def _reasons(contract: ContractTable, guarded: set[str], corrected: list[str]) -> list[Reason]:
    reasons = []
    for name in sorted(guarded):
        is_open = f" and {right(name)} is null" if name in corrected else ""
        reasons.append(Reason(quoted("_failed_" + name) + is_open, name, EXPRESSION_FAILS))
    for column in contract.columns:
        value, found = quoted(column.name), _found(column.name)
        if column.data_type != "string":
            test = f"{value} is null and {found} is not null"
            reasons.append(Reason(test, column.name, f"not a {column.data_type}", found))
        if column.required:
            reasons.append(Reason(f"{value} is null", column.name, "required but missing"))
    return reasons


def _found(name: str) -> str:
    return quoted("_found_" + name)


def _record_key(contract: ContractTable) -> str:
    texts = [f"cast({quoted(name)} as varchar)" for name in contract.keys]
    if len(texts) > 1:
        # without this a|b with c would be the same record as a with b|c
        texts = [f"replace(replace({value}, '\\', '\\\\'), '|', '\\|')" for value in texts]
    return " || '|' || ".join(texts)
