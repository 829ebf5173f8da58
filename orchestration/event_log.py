"""Dagster's own records, written through connections that stay open.

Dagster opens SQLite anew several times for every event: a third of the time of a small refresh.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage

_KEPT = 4


class EventLog(SqliteEventLogStorage):
    """Dagster's event log, one file per run and one over all; the files used last stay open."""

    def __init__(self, base_dir: str) -> None:
        """`base_dir` holds the files."""
        self._open: OrderedDict[str, sqlalchemy.Engine] = OrderedDict()
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        with self._db_lock, self._engine(shard).begin() as con:
            yield con

    def _engine(self, shard: str) -> sqlalchemy.Engine:
        if shard not in self._open:
            self._open[shard] = self._opened(shard)
        self._open.move_to_end(shard)
        if len(self._open) > _KEPT:
            self._open.popitem(last=False)[1].dispose()
        return self._open[shard]

    def _opened(self, shard: str) -> sqlalchemy.Engine:
        engine = sqlalchemy.create_engine(
            self.conn_string_for_shard(shard),
            poolclass=sqlalchemy.StaticPool,
            # used under the lock, by whichever thread holds it
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        with engine.begin() as con:
            # safe with a write-ahead log: a power cut loses the last events, never the file
            con.exec_driver_sql("pragma synchronous = normal")
        return engine

    def dispose(self) -> None:
        """Close the files."""
        with self._db_lock:
            while self._open:
                self._open.popitem()[1].dispose()
        super().dispose()


class Storage(DagsterSqliteStorage):
    """Dagster's SQLite storage with our event log."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        """`base_dir` is Dagster's home."""
        super().__init__(base_dir, inst_data)
        self._event_log_storage.dispose()
        self._event_log_storage = EventLog(str(Path(base_dir) / "history" / "runs"))

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "Storage":
        """The storage that `dagster.yaml` names."""
        return cls.from_local(inst_data=inst_data, **config_value)
