"""What an object of a system is that has to be asked, and what a connection to such a system must do."""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.objects import digest

# raised when the same answer would be kept in another way than before
_READING_VERSION = 1
_POLL_MINUTES = 60
_SPAN = re.compile(r"(\d+)\s*(minute|hour|day|week)s?")

CursorValue = datetime | date | int | str
LookBack = timedelta | int


@dataclass(frozen=True)
class Cursor:
    """A column that grows with every change, and how far back rows may still come late."""

    column: str
    look_back: LookBack | None = None


@dataclass(frozen=True)
class PolledObject:
    """What is asked for under one name. Without a cursor every answer is all there is."""

    name: str
    ask: Mapping[str, Any] = field(hash=False)
    cursor: Cursor | None = None
    # objects whose records say what is asked for, and whether one of them is read by a cursor
    parents: tuple[str, ...] = ()
    follows_cursor: bool = False

    @property
    def full_snapshot(self) -> bool:
        """Whether every answer replaces all earlier ones."""
        return self.cursor is None and not self.follows_cursor

    @property
    def reading_hash(self) -> str:
        """Changes when another question is asked: then everything is fetched anew."""
        return digest([_READING_VERSION, dict(self.ask), self.cursor and self.cursor.column])


@dataclass(frozen=True)
class Answer:
    """A relation of rows: `_row` from 1, then the source's columns; and whether they are all there are."""

    relation: str
    is_whole: bool


class Session(Protocol):
    """An open connection."""

    def fetch(
        self,
        con: duckdb.DuckDBPyConnection,
        polled: PolledObject,
        since: CursorValue | None,
        folder: Path,
    ) -> Answer:
        """The rows since a cursor value, or all; HuaxiangError when the system does not answer.

        `folder` is empty and may be written to.
        """

    def close(self) -> None:
        """Everything that was answered has been kept."""


class Connection(Protocol):
    """How one source system is asked."""

    poll_minutes: int

    def opened(self, pending: Path) -> AbstractContextManager[Session]:
        """A session; HuaxiangError when the system cannot be reached. `pending` outlives a killed run."""


def parse_cursor(entry: Mapping[str, Any], where: str) -> Cursor | None:
    """What `cursor` and `look_back`, or `full_snapshot: true`, say of an object; HuaxiangError otherwise."""
    column, full_snapshot = entry.get("cursor"), entry.get("full_snapshot", False)
    if not isinstance(full_snapshot, bool):
        raise HuaxiangError(f"{where}: `full_snapshot: {full_snapshot}` must be true or false.")
    if full_snapshot == bool(column):
        raise HuaxiangError(
            f"{where}: say either `cursor:` with a column that grows with every change, or"
            " `full_snapshot: true` to fetch everything each time."
        )
    if full_snapshot:
        if "look_back" in entry:
            raise HuaxiangError(f"{where}: `look_back` belongs to a `cursor`.")
        return None
    if not isinstance(column, str):
        raise HuaxiangError(f"{where}: `cursor: {column}` must be the name of a column.")
    return Cursor(column, parse_look_back(entry.get("look_back"), f"{where}: look_back"))


def parse_look_back(value: Any, where: str) -> LookBack | None:
    """`2 days` or a number; HuaxiangError for anything else."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise HuaxiangError(f"{where}: write for example `2 days`, `6 hours`, or a number, not '{value}'.")
    return timedelta(**{f"{match[2]}s": int(match[1])})


def parse_poll_minutes(connection: Mapping[str, Any], where: str) -> int:
    """How often the daemon asks; HuaxiangError when it is no whole number from 1."""
    minutes = connection.get("poll_minutes", _POLL_MINUTES)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
        raise HuaxiangError(f"{where}: `poll_minutes: {minutes}` must be a whole number from 1.")
    return minutes
