"""Hand the current loads and the state to dbt: schema `ingest` of the warehouse.

Views over exactly the files that count; a contract table that nobody fills is there, typed and empty.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.ingest.changed import changed_records
from orchestration.ingest.cleaning.places import PLACES
from orchestration.ingest.connections.answers import last_seen
from orchestration.ingest.contracts import Column, ContractTable
from orchestration.ingest.landed_rows import typed_rows
from orchestration.ingest.manifests import Load, loads
from orchestration.ingest.quarantine import create_quarantine
from orchestration.ingest.sources import SourceSystem
from orchestration.quoting import literal, no_rows, parquet_rows, quoted
from orchestration.state import State
from orchestration.state_types import HISTORY

_LOAD_TYPES = {
    "source_system": "varchar",
    "contract_table": "varchar",
    "load_id": "varchar",
    "loaded_at": "timestamp",
    "stale_after_days": "bigint",
}
_LAST_RUN_TYPES = {"as_of_on": "date", "profiled_at": "timestamp"}
_CUT_OFF_TYPES = {"cut_off_on": "date"}
# what is flagged, and decided about it, changes what rows say
_FLAGGED = "select load_id, sum(hash(flagged)) from ingest.flagged_values as flagged group by load_id"
_REPAIR_TYPES = {
    "source_system": "varchar",
    "contract_table": "varchar",
    "load_id": "varchar",
    "record_key": "varchar",
    "column_name": "varchar",
    "rule": "varchar",
    "original": "varchar",
    "result": "varchar",
}
_FLAG_TYPES = {
    "load_id": "varchar",
    "record_key": "varchar",
    "column_name": "varchar",
    "rule": "varchar",
    "keep_value": "boolean",
    "decision": "varchar",
    "corrected_value": "varchar",
}


@dataclass(frozen=True)
class RunContext:
    """As of when a refresh looks at the world. `as_of` and `profiled_at` are UTC instants without zone."""

    as_of: datetime
    as_of_on: date
    profiled_at: datetime
    snapshot_id: str


def expose(
    con: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, ContractTable],
    sources: list[SourceSystem],
    current: list[Load],
    state: State,
    context: RunContext,
) -> None:
    """(Re)create every relation of schema `ingest` from the current loads of these source systems."""
    con.execute("create schema if not exists ingest")
    flags = [load.folder / "flagged.parquet" for load in current if load.flagged]
    con.execute(f"create or replace view ingest.flagged_values as {_flags(flags, state)}")
    _expose_rows(con, contracts, sources, current)
    con.execute(f"create or replace view ingest.repairs as {_repairs(current)}")
    places = f"read_csv({literal(PLACES)}, all_varchar = true)"
    con.execute(f"create or replace table ingest.known_regions as select * from {places}")
    create_quarantine(con, "ingest.quarantined_rows", state.home, sources, contracts)
    for table in HISTORY:
        con.execute(f"create or replace view ingest.{table} as select * from {state.history_relation(table)}")
    con.execute(f"create or replace view ingest.tag_decisions as from {state.tag_decisions()}")
    con.execute(f"create or replace view ingest.tag_backfills as from {state.tag_backfills()}")
    # filled by the job that trains; there, typed and empty, until it runs
    con.execute(f"create table if not exists ingest.training_cut_offs as {no_rows(_CUT_OFF_TYPES)}")
    _expose_loads(con, contracts, current, state.home.raw)
    _expose_last_run(con, contracts, current, state)
    con.execute(
        "create or replace table ingest.run_context as select cast(? as timestamp) as as_of, cast(? as date)"
        " as as_of_on, cast(? as timestamp) as profiled_at, cast(? as varchar) as snapshot_id",
        [context.as_of, context.as_of_on, context.profiled_at, context.snapshot_id],
    )


def _expose_rows(
    con: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, ContractTable],
    sources: list[SourceSystem],
    current: list[Load],
) -> None:
    """A view per contract table; its comment is its version: another one where its rows may be others."""
    flagged = dict(con.execute(_FLAGGED).fetchall())
    statements = ["begin"]
    for contract in contracts.values():
        read = [load for load in current if load.table == contract.full_name]
        rows = _rows(contract, sources, read)
        flags = [f"{load.load_id} {flagged[load.load_id]}" for load in read if load.load_id in flagged]
        version = hashlib.sha256("|".join([rows, *flags]).encode()).hexdigest()
        view = f"ingest.{contract.relation}"
        statements.append(f"create or replace view {view} as {rows}")
        statements.append(f"comment on view {view} is {literal(version)}")
    con.execute(";\n".join([*statements, "commit"]))


def _expose_loads(
    con: duckdb.DuckDBPyConnection, contracts: Mapping[str, ContractTable], current: list[Load], raw: Path
) -> None:
    con.execute(f"create or replace table ingest.loads as {no_rows(_LOAD_TYPES)}")
    values = [
        (
            load.source_system,
            load.table,
            load.load_id,
            last_seen(raw, load),
            contracts[load.table].stale_after_days,
        )
        for load in current
    ]
    if values:
        # a statement per load would take seconds for a thousand
        columns = [list(column) for column in zip(*values, strict=True)]
        con.register("current_loads", pa.table(columns, names=list(_LOAD_TYPES)))
        con.execute("insert into ingest.loads select * from current_loads")
        con.unregister("current_loads")


def _expose_last_run(
    con: duckdb.DuckDBPyConnection, contracts: Mapping[str, ContractTable], current: list[Load], state: State
) -> None:
    """When the last complete run looked, if there is one, and which records have come since."""
    about, read = state.last_run()
    con.execute(f"create or replace table ingest.last_run as {no_rows(_LAST_RUN_TYPES)}")
    if about:
        # earlier versions noted only the day
        values = [about["as_of_on"], about.get("profiled_at", about["as_of_on"])]
        con.execute("insert into ingest.last_run values (?, ?)", values)
    changed = changed_records(contracts, current, loads(state.home.landing), read)
    con.execute(f"create or replace table ingest.changed_records as {changed}")


def _rows(contract: ContractTable, sources: list[SourceSystem], read: list[Load]) -> str:
    namespaces = "".join(f", {_namespace(column, contract, sources)}" for column in contract.references)
    return f"select *{namespaces} from ({typed_rows(contract, read)})"


def _namespace(column: Column, contract: ContractTable, sources: list[SourceSystem]) -> str:
    """Whose ids a column holds, as the sources' files say now; null means the row's own source."""
    others = {
        source.name: extract.ids_of[column.name]
        for source in sources
        for extract in source.extracts
        if extract.table == contract.full_name and column.name in extract.ids_of
    }
    branches = " ".join(f"when {literal(name)} then {literal(other)}" for name, other in others.items())
    whose = f"case source_system {branches} end" if branches else "null"
    return f"cast({whose} as varchar) as {quoted(column.namespace)}"


def _flags(files: list[Path], state: State) -> str:
    """The flagged values, each with what a person decided about it."""
    if not files:
        return no_rows(_FLAG_TYPES)
    return (
        "select load_id, flags.record_key, flags.column_name, rule, keep_value, decision,"
        f" decisions.value as corrected_value from {parquet_rows(files)} as flags"
        f" left join {state.newest_decisions()} as decisions using (quarantine_id)"
    )


def _repairs(current: list[Load]) -> str:
    """The values that cleaning changed in the loads that are read, with whose they are."""
    parts = [
        f"select {literal(load.source_system)} as source_system, {literal(load.table)} as contract_table,"
        f" {literal(load.load_id)} as load_id, record_key, column_name, rule, original, result"
        f" from {parquet_rows([load.folder / 'repairs.parquet'])}"
        for load in current
        if load.repaired
    ]
    return " union all ".join(parts) or no_rows(_REPAIR_TYPES)
