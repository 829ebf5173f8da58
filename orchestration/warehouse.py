"""The warehouse file: one writer at a time, opened and let go between the phases of a refresh."""

import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd
from filelock import FileLock, Timeout

from orchestration.errors import HuaxiangError
from orchestration.home import Home, write_json
from orchestration.quoting import quoted
from orchestration.settings import memory

_LOG = logging.getLogger("huaxiang")
_FIRST_LOOK_SECONDS = 0.2
_SAY_EVERY_SECONDS = 30
_GIVE_UP_SECONDS = 3600
# what DuckDB may keep of what it has read while frames of all customers lie beside it
LITTLE_MEMORY = "1GB"


@lru_cache
def _file_lock(path: Path) -> FileLock:
    # one object per process: taking it again inside a run must not wait for itself
    return FileLock(path, thread_local=False)


@contextmanager
def warehouse_lock(home: Home, give_up_after: float = _GIVE_UP_SECONDS) -> Iterator[None]:
    """Hold the home's lock; while another process does, say who and wait. The kernel frees a dead one's."""
    home.lock.parent.mkdir(parents=True, exist_ok=True)
    lock, holder = _file_lock(home.lock.resolve()), home.lock.with_suffix(".holder")
    waited, patience = 0.0, _FIRST_LOOK_SECONDS
    while True:
        started = time.monotonic()
        try:
            lock.acquire(timeout=min(patience, max(give_up_after - waited, 0)))
            break
        except Timeout:
            waited += time.monotonic() - started
            if waited >= give_up_after:
                raise HuaxiangError(f"Gave up waiting for the warehouse, {_holder(holder)}.") from None
            _LOG.warning(f"Waiting for the warehouse, {_holder(holder)}.")
            patience = _SAY_EVERY_SECONDS
    try:
        if lock.lock_counter == 1:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            write_json(holder, {"pid": os.getpid(), "command": _command(), "since": now})
        yield
    finally:
        if lock.lock_counter == 1:
            holder.unlink(missing_ok=True)
        lock.release()


def is_locked(home: Home) -> bool:
    """Whether anyone holds the home's lock now. Does not wait."""
    if not home.lock.parent.exists():
        return False
    try:
        with FileLock(home.lock, timeout=0):
            return False
    except Timeout:
        return True


def _command() -> str:
    """Program and subcommand; what follows may name a person."""
    words = (word for word in sys.argv[1:] if not word.startswith("-"))
    return " ".join([Path(sys.argv[0]).name, *words][:2])


def _holder(path: Path) -> str:
    try:
        entry = json.loads(path.read_text())
    except FileNotFoundError:
        return "held by another process"
    return f"held by process {entry['pid']} ({entry['command']}) since {entry['since']}"


class Warehouse:
    """Opens, works, closes. Frames in and out; tables are named `schema.table`."""

    def __init__(self, home: Home) -> None:
        """`home` says where the file lies."""
        self.home = home

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for writing, closed at the end of the block."""
        self.home.warehouse.parent.mkdir(parents=True, exist_ok=True)
        with warehouse_lock(self.home):
            con = self._connect()
            try:
                con.execute("set TimeZone = 'UTC'")
                yield con
            finally:
                con.close()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        try:
            return duckdb.connect(str(self.home.warehouse), config={"memory_limit": memory()})
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise HuaxiangError(
                f"The warehouse {self.home.warehouse} cannot be opened: {reason} If another program has it"
                " open, close that; if the file is damaged, delete it: the next run makes it again."
            ) from error

    def read(self, sql: str, memory_limit: str | None = None) -> pd.DataFrame:
        """The result of a query, decimals as doubles; `memory_limit` leaves room for one of gigabytes.

        A million decimals in pandas are a million objects of 112 bytes.
        """
        with self.open() as con:
            if memory_limit:
                con.execute(f"set memory_limit = '{memory_limit}'")
            found = con.sql(sql)
            shown = [
                f"cast({name} as double) as {name}" if kind.id == "decimal" else name
                for name, kind in zip(map(quoted, found.columns), found.types, strict=True)
            ]
            return found.project(", ".join(shown)).to_arrow_table().to_pandas()

    def write(self, table: str, frame: pd.DataFrame, types: dict[str, str]) -> None:
        """Replace a table by the frame, columns cast to `types` and in that order."""
        schema = table.split(".", maxsplit=1)[0]
        columns = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in types.items())
        with self.open() as con:
            con.register("incoming", frame)
            con.execute(f"create schema if not exists {schema}")
            con.execute(f"create or replace table {table} as select {columns} from incoming")
            con.unregister("incoming")
