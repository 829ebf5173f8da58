"""Compaction: the rows of many small loads in one file. Manifests and what was kept aside stay in place.

First the pack is in its place, whole, then the rows it holds are removed one by one. A run that is killed in
between leaves rows twice; a reader takes a load's own, and the next compaction removes them.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.ingest.landed_rows import PACK, ROWS, own_rows, packs_of
from orchestration.ingest.manifests import Load, written_aside
from orchestration.quoting import literal, parquet_rows

# more loads than this of one table, and a pull packs them
MOST_SMALL_LOADS = 50
_SMALL_BYTES = 16_000_000


def compact(con: duckdb.DuckDBPyConnection, current: Iterable[Load], more_than: int = 1) -> int:
    """Pack the small increments of every table that has more than so many; how many loads were packed.

    `current` are the loads that staging reads.
    """
    by_folder: dict[Path, list[Load]] = {}
    for load in current:
        if not load.full_snapshot and own_rows(load).exists():
            by_folder.setdefault(load.folder.parent, []).append(load)
    count = 0
    for folder, loads in by_folder.items():
        _remove_packed(loads, packs_of([folder]))
        small = [load for load in loads if own_rows(load).exists()]
        small = [load for load in small if own_rows(load).stat().st_size <= _SMALL_BYTES]
        if len(small) > max(more_than, 1):
            _pack(con, folder, small)
            _remove_packed(small, packs_of([folder]))
            count += len(small)
    return count


def _pack(con: duckdb.DuckDBPyConnection, folder: Path, loads: list[Load]) -> None:
    ids = [load.load_id for load in loads]
    name = hashlib.sha256("|".join(sorted(ids)).encode()).hexdigest()[:16]
    rows = parquet_rows([own_rows(load) for load in loads])
    ((expected,),) = con.execute(f"select count(*) from {rows}").fetchall()
    with written_aside(folder / f"pack={name}") as aside:
        # sorted as staging looks for the newest, so that row groups can be passed over
        (count,) = con.execute(
            f"copy (from {rows} order by load_sequence, _file, _row) to {literal(aside / ROWS)}"
            " (format parquet, compression zstd)"
        ).fetchone()
        if count != expected:
            raise AssertionError(f"{expected} rows were to be packed in {folder}, {count} were")
        (aside / PACK).write_text(json.dumps({"load_ids": ids}))


def _remove_packed(loads: list[Load], packs: dict[str, Path]) -> None:
    for load in loads:
        if load.load_id in packs:
            own_rows(load).unlink()
