"""The published snapshot as Parquet files, for engines that read neither DuckDB nor PostgreSQL."""

from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.manifests import sweep, written_aside
from orchestration.publish.snapshot import SNAPSHOTS, point
from orchestration.quoting import literal, quoted

POINTER = "profiles"


def export_parquet(snapshot: Path, folder: Path) -> tuple[Path, dict[str, int]]:
    """Write every public table to `folder/profiles-<snapshot_id>/<schema>/<table>.parquet`; it, and rows.

    The files appear whole, at once, and the link `folder/profiles` leads to them; older exports stay. What a
    snapshot masks is masked here as well. HuaxiangError where the folder cannot be written.
    """
    with duckdb.connect(str(snapshot), read_only=True) as con:
        ((snapshot_id,),) = con.execute(f"select snapshot_id from {SNAPSHOTS.full_name}").fetchall()
        target = folder / f"{POINTER}-{snapshot_id}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            sweep(folder)
            with written_aside(target) as aside:
                counts = {
                    f"{schema}.{name}": _write(con, schema, name, aside) for schema, name in _tables(con)
                }
            point(folder / POINTER, target)
        except OSError as error:
            raise HuaxiangError(
                f"The snapshot cannot be exported to {folder}: {error.strerror}."
                " Name a folder that can be written."
            ) from error
    return target, counts


def _tables(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return con.execute(
        "select table_schema, table_name from information_schema.tables order by all"
    ).fetchall()


def _write(con: duckdb.DuckDBPyConnection, schema: str, name: str, aside: Path) -> int:
    (aside / schema).mkdir(exist_ok=True)
    path = literal(str(aside / schema / f"{name}.parquet"))
    rows = con.execute(
        f"copy (from {quoted(schema)}.{quoted(name)}) to {path} (format parquet, compression zstd)"
    )
    return rows.fetchall()[0][0]
