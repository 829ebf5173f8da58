"""Fifty readers while twenty snapshots are published: errors, mixes, read times; of the file, of PostgreSQL.

Usage: python -m benchmarks.readers HOME [DSN]: a home that has been refreshed, and a PostgreSQL to serve it.
Each reader asks for the snapshot's id and for that of the profiles, in one connection and transaction.
"""

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import psycopg

from orchestration.dbt import ensure_manifest, project_vars
from orchestration.home import Home
from orchestration.publish.public_tables import public_tables
from orchestration.publish.serving import serve
from orchestration.publish.snapshot import POINTER, write_snapshot

READERS, SNAPSHOTS = 50, 20
# fifty that never pause would leave nothing of two cores to what they look at
_PAUSE_SECONDS = 0.5
_TOLD = "select snapshot_id from publish.dim_snapshots"
_PROFILES = (
    "select min(snapshot_id), max(snapshot_id), sum(net_spend_amount), count(*)"
    " from marts.mart_customer_profiles"
)


def main(home: Path, dsn: str | None) -> None:
    """Print a row per way of reading."""
    tables = public_tables(ensure_manifest(), project_vars()["features"]["columns"])
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder) / "warehouse.duckdb"
        shutil.copy(Home(home).warehouse, warehouse)
        published = Path(folder) / "published"

        def publish(number: int, *, served: bool) -> None:
            with duckdb.connect(str(warehouse)) as con:
                con.execute("update marts.mart_customer_profiles set snapshot_id = ?", [f"s{number}"])
            path = write_snapshot(warehouse, published, tables, f"s{number}").path
            if served:
                serve(path, dsn, tables)

        _measured("file", lambda: _of_file(published / POINTER), lambda number: publish(number, served=False))
        if dsn:
            _measured("PostgreSQL", lambda: _of_postgres(dsn), lambda number: publish(number, served=True))


def _measured(name: str, ask: Callable[[], tuple], publish: Callable[[int], None]) -> None:
    publish(0)
    seconds: list[float] = []
    wrong: list[str] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            started = time.perf_counter()
            try:
                found = ask()
            except (duckdb.Error, psycopg.Error) as error:
                wrong.append(f"{type(error).__name__}: {error}")
            else:
                wrong.extend([f"mixed: {found}"] if len(set(found)) > 1 else [])
            seconds.append(time.perf_counter() - started)
            time.sleep(_PAUSE_SECONDS)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    started = time.perf_counter()
    for number in range(1, SNAPSHOTS + 1):
        publish(number)
    each = (time.perf_counter() - started) / SNAPSHOTS
    over.set()
    for reader in readers:
        reader.join()
    half, most = np.quantile(seconds, [0.5, 0.99])
    print(  # noqa: T201
        f"{name}: {READERS} readers, {SNAPSHOTS} snapshots of {each:.1f} s: {len(seconds):,} reads,"
        f" median {half:.3f} s, 99 % within {most:.3f} s, longest {max(seconds):.3f} s;"
        f" {len(wrong)} wrong {wrong[:3]}",
        flush=True,
    )


def _of_file(pointer: Path) -> tuple[Any, ...]:
    with duckdb.connect(str(pointer), read_only=True, config={"threads": "1"}) as con:
        ((told,),) = con.execute(_TOLD).fetchall()
        ((least, most, *_),) = con.execute(_PROFILES).fetchall()
    return told, least, most


def _of_postgres(dsn: str) -> tuple[Any, ...]:
    with psycopg.connect(dsn) as connection:
        ((told,),) = connection.execute(_TOLD).fetchall()
        ((least, most, *_),) = connection.execute(_PROFILES).fetchall()
    return told, least, most


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
