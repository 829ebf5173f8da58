"""Landing: a raw load becomes one load per contract table, with its rejected, left-out and flagged rows.

A load's folder holds `rows.parquet`, and where there are any `rejected.parquet`, `left_out.parquet`,
`flagged.parquet`, and the manifest.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.errors import HuaxiangError
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.manifests import Load, RawLoad, write_manifest, written_aside
from orchestration.ingest.mapping import map_rows, missing_columns, raw_relation
from orchestration.ingest.problems import Problem, shown
from orchestration.ingest.readers import quoted
from orchestration.ingest.sources import Extract, SourceSystem

_BATCH_ROWS = 1_000_000
_SHOWN_ROWS = 3


@dataclass(frozen=True)
class Clock:
    """What a check on arrival may compare with: the instant of loading and its business day."""

    now: datetime
    business_timezone: str


def land(
    con: duckdb.DuckDBPyConnection,
    source: SourceSystem,
    extract: Extract,
    contract: ContractTable,
    raw_load: RawLoad,
    landing: Path,
    mapped_sequence: int,
    clock: Clock,
) -> Load:
    """Land one raw load as rows of one contract table; HuaxiangError when a required column is gone."""
    missing = missing_columns(extract, contract, raw_load.columns)
    if missing.required:
        raise HuaxiangError(_missing_message(missing.required, raw_load, contract))
    zone = source.time_zone or clock.business_timezone
    map_rows(con, raw_relation(raw_load.folder), extract, contract, zone, set(missing.optional))
    load = _load(con, source, extract, contract, raw_load, mapped_sequence, clock, landing)
    with written_aside(load.folder) as folder:
        _write_rows(con, load, folder)
        flags = _flag(con, load, contract, clock, folder)
        load.problems = [p.as_dict() for p in _problems(con, load, contract, missing.optional, flags)]
        load.blocked = _block_reasons(load, contract)
        write_manifest(folder, load)
    return load


def _load(
    con: duckdb.DuckDBPyConnection,
    source: SourceSystem,
    extract: Extract,
    contract: ContractTable,
    raw_load: RawLoad,
    mapped_sequence: int,
    clock: Clock,
    landing: Path,
) -> Load:
    mapping_hash = source.mapping_hash(extract, contract, clock.business_timezone)
    parts = [source.name, extract.table, raw_load.load_id, mapping_hash]
    load_id = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
    landed, source_rows = con.execute(
        "select count(*), coalesce(sum(_source_rows), 0)::bigint from good"
    ).fetchone()
    folder = landing / contract.domain / contract.name / f"source_system={source.name}" / f"load_id={load_id}"
    return Load(
        load_id=load_id,
        source_system=source.name,
        table=extract.table,
        raw_object=extract.raw_object,
        raw_load_id=raw_load.load_id,
        mapping_hash=mapping_hash,
        sequence=raw_load.sequence,
        mapped_sequence=mapped_sequence,
        full_snapshot=raw_load.full_snapshot,
        loaded_at=raw_load.loaded_at,
        parsed=raw_load.parsed,
        landed=landed,
        landed_source_rows=source_rows,
        rejected=_counts(con, "column_name || ': ' || reason", "rejects"),
        left_out=_counts(con, "name", "left_out"),
        flagged={},
        checks=[],
        blocked=[],
        folder=folder,
    )


def _counts(con: duckdb.DuckDBPyConnection, label: str, table: str) -> dict[str, int]:
    return dict(
        con.execute(
            f"select {label} as label, sum(_source_rows)::bigint from {table} group by label order by label"
        ).fetchall()
    )


def _write_rows(con: duckdb.DuckDBPyConnection, load: Load, folder: Path) -> None:
    con.execute(
        "copy (select * exclude (_file, _row, _source_rows), cast(? as varchar) as source_system,"
        " cast(? as varchar) as load_id, cast(? as bigint) as load_sequence, cast(? as timestamp) as loaded_at,"
        " cast(_file as varchar) as _file, cast(_row as bigint) as _row,"
        " cast(_source_rows as bigint) as _source_rows from good order by _file, _row)"
        f" to '{folder / 'rows.parquet'}' (format parquet, compression zstd)",
        [load.source_system, load.load_id, load.sequence, load.loaded_at],
    )
    for table, name in (("rejects", "rejected"), ("left_out", "left_out")):
        if con.execute(f"select count(*) from {table}").fetchone()[0]:
            con.execute(
                f"copy (select * from {table} order by _file, _row) to '{folder}/{name}.parquet'"
                " (format parquet, compression zstd)"
            )


def _flag(
    con: duckdb.DuckDBPyConnection, load: Load, contract: ContractTable, clock: Clock, folder: Path
) -> list[Problem]:
    """Great Expectations on the new rows; failing keys go to `flagged.parquet`, counts to the load."""
    entries = [(column, entry) for column in contract.columns for entry in column.expectations]
    if not entries or not load.landed:
        return []
    from expectations.arrival import check_rows, rule_from_contract

    today = _business_day(con, clock)
    rules = [rule_from_contract(c.name, c.data_type, entry, clock.now, today) for c, entry in entries]
    results = check_rows(_frames(con, sorted({c.name for c, _ in entries})), rules)
    flags, problems = [], []
    for result in results:
        load.checks.append(
            {"column": result.column, "rule": result.name, "checked": result.checked, "failed": result.failed}
        )
        if result.failed:
            load.flagged[f"{result.column}: {result.name}"] = result.failed
            flags.extend((key, result.column, result.name, result.keep_value) for key in result.failing_keys)
            problems.append(_flag_problem(con, load, contract, result))
    if flags:
        names = ["record_key", "column_name", "rule", "keep_value"]
        table = pa.table(
            {name: pa.array(column) for name, column in zip(names, zip(*flags, strict=True), strict=True)}
        )
        pq.write_table(table, folder / "flagged.parquet")
    return problems


def _business_day(con: duckdb.DuckDBPyConnection, clock: Clock):
    sql = f"select cast(timezone('{clock.business_timezone}', timezone('UTC', cast(? as timestamp))) as date)"
    return con.execute(sql, [clock.now]).fetchone()[0]


def _frames(con: duckdb.DuckDBPyConnection, columns: list[str]) -> Iterator:
    names = ", ".join(["record_key", *map(quoted, columns)])
    for batch in con.execute(f"select {names} from good order by _file, _row").to_arrow_reader(_BATCH_ROWS):
        yield pa.Table.from_batches([batch]).to_pandas()


def _flag_problem(con: duckdb.DuckDBPyConnection, load: Load, contract: ContractTable, result) -> Problem:
    column = contract.column(result.column)
    keys = list(result.failing_keys[:_SHOWN_ROWS])
    rows = con.execute(
        f"select _file, _row, {quoted(column.name)} from good where list_contains(?, record_key) order by _file, _row",
        [keys],
    ).fetchall()
    seen = ", ".join(f"row {row} {shown(value, column)}" for _, row, value in rows)
    fate = "the value is kept" if result.keep_value else "the value is left empty in the profile"
    return Problem(
        "warning",
        load.source_system,
        load.table,
        rows[0][0],
        f"{result.column}: {result.failed} values flagged by {result.name}: {seen}; {fate}. What to do: {result.advice}.",
    )


def _problems(
    con: duckdb.DuckDBPyConnection,
    load: Load,
    contract: ContractTable,
    optional: dict[str, list[str]],
    flags: list[Problem],
) -> Iterator[Problem]:
    for name, lacking in optional.items():
        message = f"column {', '.join(lacking)} is not in the file; {name} stays empty. Mend the mapping or the export."
        yield Problem("warning", load.source_system, load.table, load.raw_object, message)
    yield from flags
    rejected = con.execute(
        "select column_name, reason, count(*), any_value(_file order by _file, _row),"
        f" list({{'row': _row, 'found': found}} order by _file, _row)[:{_SHOWN_ROWS}]"
        " from rejects group by column_name, reason order by column_name, reason"
    ).fetchall()
    for name, reason, count, file, examples in rejected:
        column = contract.column(name)
        seen = ", ".join(
            f"row {example['row']}" + (f" {shown(example['found'], column)}" if example["found"] else "")
            for example in examples
        )
        yield Problem(
            "warning",
            load.source_system,
            load.table,
            file,
            f"{name}: {count} rows rejected, {reason}: {seen}. They are kept in rejected.parquet of load"
            f" {load.load_id}; mend them at the source and export again.",
        )


def _block_reasons(load: Load, contract: ContractTable) -> list[str]:
    limits, judged = contract.limits, load.landed + sum(load.rejected.values())
    if judged < limits.from_rows:
        return []
    shares = {
        "rejected": (sum(load.rejected.values()) / judged, limits.rejected_share),
        "flagged": (sum(load.flagged.values()) / judged, limits.flagged_share),
    }
    return [
        f"{share:.1%} of its rows are {name}, more than the {limit:.0%} the contract allows"
        for name, (share, limit) in shares.items()
        if share > limit
    ]


def _missing_message(required: dict[str, list[str]], raw_load: RawLoad, contract: ContractTable) -> str:
    lacking = sorted({name for names in required.values() for name in names})
    needed = ", ".join(required)
    files = ", ".join(file["name"] for file in raw_load.files)
    return (
        f"column {', '.join(lacking)} is not in {files}, but {contract.full_name} needs it for {needed}."
        f" Found: {', '.join(raw_load.columns)}. Export it again with the column, or change the mapping."
    )
