"""Great Expectations on a load's new rows: what could be cast but cannot be true is flagged by record key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from orchestration.errors import HuaxiangError
from orchestration.ingest.contracts import Column, ContractTable
from orchestration.ingest.corrections import quarantine_id
from orchestration.ingest.manifests import Load
from orchestration.ingest.problems import SHOWN_ROWS, Problem, counted, examples
from orchestration.quoting import literal, quoted

if TYPE_CHECKING:
    import pandas as pd

    from expectations.arrival import RuleResult

_BATCH_ROWS = 1_000_000


@dataclass(frozen=True)
class Clock:
    """What a check on arrival may compare with: the instant of loading and its business day."""

    now: datetime
    business_timezone: str


def flag(
    con: duckdb.DuckDBPyConnection, load: Load, contract: ContractTable, clock: Clock, folder: Path
) -> list[Problem]:
    """Check the rows of `good`: failing keys go to `flagged.parquet`, counts to the load."""
    entries = [(column, entry) for column in contract.columns for entry in column.expectations]
    if not entries or not load.landed:
        return []
    from expectations.arrival import check_rows, rule_from_contract

    today = _business_day(con, clock)
    try:
        rules = [rule_from_contract(c.name, c.data_type, entry, clock.now, today) for c, entry in entries]
        looked_at = {name for rule in rules for name in (rule.column, rule.not_before)}
        columns = [column for column in contract.columns if column.name in looked_at]
        results = check_rows(_frames(con, columns), rules)
    except ValueError as error:
        raise HuaxiangError(f"the checks of contract {contract.full_name} cannot run. {error}") from error
    keys = set()
    for result in results:
        counts = {"checked": result.checked, "failed": result.failed}
        load.checks.append({"column": result.column, "rule": result.name, **counts})
        if result.failed:
            load.flagged[f"{result.column}: {result.name}"] = result.failed
            keys.update(result.failing_keys)
    load.flagged_rows = len(keys)
    failed = [result for result in results if result.failed]
    if failed:
        _write_flags(con, load, failed, folder / "flagged.parquet")
    return [_problem(con, load, contract, result) for result in failed]


def _write_flags(
    con: duckdb.DuckDBPyConnection, load: Load, failed: list["RuleResult"], target: Path
) -> None:
    """One row per value and rule: which value it was, where it lies, and its name in quarantine."""
    rows = [(key, r.column, r.name, r.keep_value) for r in failed for key in r.failing_keys]
    names = ["record_key", "column_name", "rule", "keep_value"]
    con.register("flags", pa.table([list(values) for values in zip(*rows, strict=True)], names=names))
    columns = dict.fromkeys(result.column for result in failed)
    value = " ".join(f"when {literal(name)} then cast({quoted(name)} as varchar)" for name in columns)
    name = quarantine_id(
        literal(load.source_system), literal(load.table), "record_key", "column_name", "rule", "value"
    )
    con.execute(
        f"copy (select {literal(load.load_id)} as load_id, *, {name} as quarantine_id from (select flags.*,"
        f" case column_name {value} end as value, _file, _row from flags join good using (record_key)))"
        f" to {literal(target)} (format parquet, compression zstd)"
    )
    con.unregister("flags")


def _business_day(con: duckdb.DuckDBPyConnection, clock: Clock) -> date:
    sql = f"select cast(timezone('{clock.business_timezone}', timezone('UTC', cast(? as timestamp))) as date)"
    ((today,),) = con.execute(sql, [clock.now]).fetchall()
    return today


def _frames(con: duckdb.DuckDBPyConnection, columns: list[Column]) -> Iterator["pd.DataFrame"]:
    names = ", ".join(["record_key", *(_comparable(column) for column in columns)])
    for batch in con.sql(f"select {names} from good").to_arrow_reader(_BATCH_ROWS):
        yield pa.Table.from_batches([batch]).to_pandas()


def _comparable(column: Column) -> str:
    """As Great Expectations compares it anyway; from Arrow, decimals and days would be Python objects."""
    kind = {"date": "timestamp"}.get(column.data_type, "double" if "decimal" in column.data_type else "")
    name = quoted(column.name)
    return f"cast({name} as {kind}) as {name}" if kind else name


def broken_rules(con: duckdb.DuckDBPyConnection, column: Column, value: str, clock: Clock) -> list[str]:
    """Which rules a value alone breaks (SQL of its column's type), each with what to do."""
    entries = [entry for entry in column.expectations if "not_before" not in entry]
    if not entries:
        return []
    from expectations.arrival import check_rows, rule_from_contract

    today = _business_day(con, clock)
    rules = [rule_from_contract(column.name, column.data_type, entry, clock.now, today) for entry in entries]
    given = f"(select 'given' as record_key, {value} as {quoted(column.name)})"
    frame = con.sql(f"select record_key, {_comparable(column)} from {given}").to_arrow_table().to_pandas()
    results = check_rows([frame], rules)
    return [f"{result.name} ({result.advice})" for result in results if result.failed]


def _problem(
    con: duckdb.DuckDBPyConnection, load: Load, contract: ContractTable, result: "RuleResult"
) -> Problem:
    column = contract.column(result.column)
    rows = con.execute(
        f"select _file, _row, {quoted(column.name)} from good where list_contains(?, record_key)"
        " order by _file, _row",
        [list(result.failing_keys[:SHOWN_ROWS])],
    ).fetchall()
    fate = "the value is kept" if result.keep_value else "the value is left empty in the profile"
    flagged = counted(result.failed, "value")
    message = (
        f"{column.name}: {flagged} flagged by {result.name}: {examples(rows, column)}; {fate}."
        f" What to do: {result.advice}."
    )
    return Problem("warning", load.source_system, load.table, rows[0][0], message)
