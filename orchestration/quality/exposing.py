"""Hand what is known of every load, and of its checks, to dbt: schema `ingest` of the warehouse."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.ingest.manifests import Load
from orchestration.quality.judging import JudgedLoad

ARRIVALS = pa.schema(
    [
        ("load_id", pa.string()),
        ("source_system", pa.string()),
        ("contract_table", pa.string()),
        ("raw_object", pa.string()),
        ("load_sequence", pa.int64()),
        ("loaded_at", pa.timestamp("us")),
        ("is_full_snapshot", pa.bool_()),
        ("is_read", pa.bool_()),
        ("is_blocked", pa.bool_()),
        ("read_count", pa.int64()),
        ("unparsable_count", pa.int64()),
        ("landed_count", pa.int64()),
        ("rejected_count", pa.int64()),
        ("left_out_count", pa.int64()),
        ("flagged_row_count", pa.int64()),
        ("flagged_value_count", pa.int64()),
        ("deleted_count", pa.int64()),
        ("repaired_value_count", pa.int64()),
    ]
)
LOAD_CHECKS = pa.schema(
    [
        ("load_id", pa.string()),
        ("check_name", pa.string()),
        ("column_name", pa.string()),
        ("observed", pa.float64()),
        ("expected_low", pa.float64()),
        ("expected_high", pa.float64()),
        ("compared_load_count", pa.int64()),
        ("is_passed", pa.bool_()),
        ("severity", pa.string()),
    ]
)


def expose_quality(
    con: duckdb.DuckDBPyConnection,
    judged: Iterable[JudgedLoad],
    current: Iterable[Load],
    unparsable: Mapping[str, int],
) -> None:
    """(Re)create `ingest.arrivals` and `ingest.load_checks`; `unparsable` counts records by raw load."""
    entries, read = list(judged), {load.load_id for load in current}
    arrivals = [_arrival(entry.load, entry.load.load_id in read, unparsable) for entry in entries]
    checks = [check for entry in entries for check in (*_row_checks(entry.load), *_load_checks(entry))]
    for table, rows, schema in (("arrivals", arrivals, ARRIVALS), ("load_checks", checks, LOAD_CHECKS)):
        con.register("handed_over", pa.Table.from_pylist(rows, schema=schema))
        con.execute(f"create or replace table ingest.{table} as select * from handed_over")
        con.unregister("handed_over")


def _arrival(load: Load, is_read: bool, unparsable: Mapping[str, int]) -> dict[str, Any]:
    return {
        "load_id": load.load_id,
        "source_system": load.source_system,
        "contract_table": load.table,
        "raw_object": load.raw_object,
        "load_sequence": load.sequence,
        "loaded_at": datetime.fromisoformat(load.loaded_at),
        "is_full_snapshot": load.full_snapshot,
        "is_read": is_read,
        "is_blocked": bool(load.blocked),
        "read_count": load.parsed,
        "unparsable_count": unparsable.get(load.raw_load_id, 0),
        "landed_count": load.landed,
        "rejected_count": sum(load.rejected.values()),
        "left_out_count": sum(load.left_out.values()),
        "flagged_row_count": load.flagged_rows,
        "flagged_value_count": sum(load.flagged.values()),
        "deleted_count": sum(load.deleted.values()),
        "repaired_value_count": sum(load.repaired.values()),
    }


def _row_checks(load: Load) -> Iterator[Mapping[str, Any]]:
    """The rules on single rows: how many values each of them flagged."""
    for check in load.checks:
        yield {
            "load_id": load.load_id,
            "check_name": check["rule"],
            "column_name": check["column"],
            "observed": float(check["failed"]),
            "expected_high": 0.0,
            "compared_load_count": 0,
            "is_passed": not check["failed"],
            "severity": "flag",
        }


def _load_checks(entry: JudgedLoad) -> Iterator[Mapping[str, Any]]:
    for check in entry.checks:
        yield {
            "load_id": entry.load.load_id,
            "check_name": check.name,
            "column_name": check.column,
            "observed": check.observed,
            "expected_low": check.low,
            "expected_high": check.high,
            "compared_load_count": check.compared_loads,
            "is_passed": check.passed,
            "severity": "warn",
        }
