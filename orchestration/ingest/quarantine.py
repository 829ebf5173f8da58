"""Every bad value that stands in the loads read or held back now, and what a person decided about it.

Fates: `rejected` (its row did not land), `flagged` (its row landed, the value may not count), `unparsable`
(a record that could not be read). What a newer load has put right is no longer here.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.home import Home
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.corrections import quarantine_id
from orchestration.ingest.landed_rows import rows_of
from orchestration.ingest.manifests import Load, current_loads, loads, raw_loads
from orchestration.ingest.sources import SourceSystem
from orchestration.ingest.verdict import blocked_loads
from orchestration.quoting import literal, parquet_rows
from orchestration.settings import business_settings
from orchestration.state import State

QUARANTINE_TYPES = {
    "quarantine_id": "varchar",
    "source_system": "varchar",
    "contract_table": "varchar",
    "record_key": "varchar",
    "column_name": "varchar",
    "fate": "varchar",
    "reason": "varchar",
    "original_value": "varchar",
    "original_row": "varchar",
    "keep_value": "boolean",
    "file_name": "varchar",
    "row_number": "bigint",
    "row_count": "bigint",
    "load_id": "varchar",
    "first_seen_at": "timestamp",
    "owner": "varchar",
    "status": "varchar",
    "corrected_value": "varchar",
    "decided_by": "varchar",
    "decided_at": "timestamp",
    "decision_reason": "varchar",
}
_FOUND = "found_bad_values"
_LOADS = "loads_with_bad_values"
_NEWER = "newest_versions"


def create_quarantine(
    con: duckdb.DuckDBPyConnection,
    target: str,
    home: Home,
    sources: Iterable[SourceSystem],
    contracts: Mapping[str, ContractTable],
) -> None:
    """(Re)create the table `target` with the columns of QUARANTINE_TYPES: one row per quarantine id."""
    sources = list(sources)
    landed = loads(home.landing)
    current = current_loads(landed, sources)
    standing = [*current, *blocked_loads(landed, current)]
    con.register(_LOADS, _loads_table(home, sources, landed, standing, contracts))
    selects = [*_rejected(landed), *_flagged(landed), *_unparsable(home, sources)]
    selects.append(_nothing())
    con.execute(f"create or replace temp table {_FOUND} as {' union all by name '.join(selects)}")
    con.execute(f"create or replace temp table {_NEWER} as {_newest_versions(con, current)}")
    columns = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in QUARANTINE_TYPES.items())
    con.execute(f"create or replace table {target} as select {columns} from ({_standing(State(home))})")
    con.unregister(_LOADS)
    con.execute(f"drop table {_FOUND}; drop table {_NEWER}")


def _loads_table(
    home: Home,
    sources: list[SourceSystem],
    landed: list[Load],
    standing: list[Load],
    contracts: Mapping[str, ContractTable],
) -> pa.Table:
    """What is to be known of each load, and of each raw load for the records that could not be read."""
    usual = business_settings()["data_owner"]
    stand = {load.load_id for load in standing}
    rows = [
        (load.load_id, load.source_system, load.table, load.sequence, load.loaded_at, load.load_id in stand)
        for load in landed
        if load.table in contracts
    ]
    stand = {load.raw_load_id for load in standing}
    for source in sources:
        for load in raw_loads(home.raw, source.name):
            tables = (
                source.tables_of(source.objects[load.raw_object]) if load.raw_object in source.objects else ""
            )
            rows.append(
                (load.load_id, source.name, tables, load.sequence, load.loaded_at, load.load_id in stand)
            )
    owners = [_owner(row[2], contracts) or usual for row in rows]
    names = ["load_id", "source_system", "contract_table", "load_sequence", "loaded_at", "stands"]
    kinds = [pa.string(), pa.string(), pa.string(), pa.int64(), pa.string(), pa.bool_()]
    columns = list(zip(*rows, strict=True)) or [[]] * len(names)
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    return pa.table([*arrays, pa.array(owners, pa.string())], names=[*names, "owner"])


def _owner(tables: str, contracts: Mapping[str, ContractTable]) -> str | None:
    """Who looks after the first of these tables that has an owner."""
    owners = (contracts[name].owner for name in tables.split(", ") if name in contracts)
    return next((owner for owner in owners if owner), None)


def _rejected(landed: list[Load]) -> Iterator[str]:
    for kind in ("rejected", "corrected"):
        files = [load.folder / f"{kind}.parquet" for load in landed if getattr(load, kind)]
        if files:
            yield (
                "select quarantine_id, 'rejected' as fate, record_key, column_name, reason, found as"
                " original_value, cast(original as varchar) as original_row, _file, _row, filename"
                f" from {_with_names(files)}"
            )


def _flagged(landed: list[Load]) -> Iterator[str]:
    files = [load.folder / "flagged.parquet" for load in landed if load.flagged]
    if files:
        yield (
            "select quarantine_id, 'flagged' as fate, record_key, column_name, rule as reason, value as"
            f" original_value, keep_value, _file, _row, filename from {_with_names(files)}"
        )


def _unparsable(home: Home, sources: list[SourceSystem]) -> Iterator[str]:
    for source in sources:
        files = sorted((home.raw / source.name).glob("[!.]*/load_id=*/unparsable-*.parquet"))
        if files:
            name = quarantine_id(literal(source.name), "_file", "record", "reason")
            yield (
                f"select {name} as quarantine_id, 'unparsable' as fate, reason, record as original_value,"
                f" record as original_row, _file, _row, filename from {_with_names(files)}"
            )


def _with_names(files: list[Path]) -> str:
    return parquet_rows(files).removesuffix(")") + ", filename = true)"


def _nothing() -> str:
    names = ("quarantine_id", "fate", "record_key", "column_name", "reason", "original_value", "original_row")
    texts = ", ".join(f"cast(null as varchar) as {name}" for name in (*names, "_file", "filename"))
    return f"select {texts}, cast(null as boolean) as keep_value, cast(null as bigint) as _row where false"


def _newest_versions(con: duckdb.DuckDBPyConnection, current: list[Load]) -> str:
    """Per record with a bad value, the newest of the loads read now that holds a row of it."""
    by_table: dict[tuple[str, str], list[Load]] = {}
    for load in current:
        by_table.setdefault((load.source_system, load.table), []).append(load)
    selects = [
        f"select {literal(source)} as source_system, {literal(table)} as contract_table, record_key,"
        f" max(load_sequence) as load_sequence from {rows_of(several)} where record_key in"
        f" (select record_key from {_FOUND}) group by record_key"
        for (source, table), several in by_table.items()
        if len(several) > 1 and any(load.rejected or load.flagged or load.corrected for load in several)
    ]
    return " union all ".join(selects) or (
        "select '' as source_system, '' as contract_table, '' as record_key, 0::bigint as load_sequence"
        " where false"
    )


def _standing(state: State) -> str:
    """Of each bad value the newest place where it stands, with the newest decision."""
    return f"""
        select
            found.*, loads.source_system, loads.contract_table, loads.load_id, loads.owner,
            _file as file_name, _row as row_number,
            count(*) over same_value as row_count,
            first_seen.at as first_seen_at,
            coalesce(decisions.decision, 'open') as status,
            decisions.value as corrected_value, decided_by, decided_at, decisions.why as decision_reason
        from {_FOUND} as found
        join {_LOADS} as loads on loads.load_id = regexp_extract(filename, '.*load_id=([^/]+)', 1)
        join (
            select quarantine_id, min(cast(loaded_at as timestamp)) as at
            from {_FOUND} join {_LOADS} on load_id = regexp_extract(filename, '.*load_id=([^/]+)', 1)
            group by quarantine_id
        ) as first_seen using (quarantine_id)
        left join {_NEWER} as newer
            on newer.source_system = loads.source_system
            and newer.contract_table = loads.contract_table
            and newer.record_key = found.record_key
        left join {state.newest_decisions()} as decisions using (quarantine_id)
        where loads.stands and coalesce(newer.load_sequence, 0) <= loads.load_sequence
        window same_value as (partition by quarantine_id)
        qualify row_number() over (
            partition by quarantine_id order by loads.load_sequence desc, _file, _row
        ) = 1
    """
