"""How far an object has been read: beside each of its raw loads, so that both come into being as one.

`position.json` holds the greatest cursor value, and from where on `seen.parquet` knows the rows (their hashes
and how often each came). Rows that look-back fetches again are told by it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.polled import Cursor, CursorValue
from orchestration.quoting import literal

_SEEN = "seen.parquet"
# DuckDB's type of a cursor column → what it is to us
_KINDS = {
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "TIMESTAMP": "timestamp",
    "DATE": "date",
    "VARCHAR": "varchar",
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "hugeint"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"), "hugeint"),
}


@dataclass(frozen=True)
class Position:
    """Cursor values as text, with their type (an SQL name): the greatest, and where `seen` begins."""

    kind: str
    last: str
    since: str

    def sql(self, value: CursorValue | str) -> str:
        """A cursor value as an SQL literal."""
        return f"cast({literal(str(value))} as {self.kind})"

    def check(self, kind: str, cursor: Cursor) -> None:
        """HuaxiangError when the cursor now is of another type (DuckDB's name of it)."""
        if _KINDS.get(kind) != self.kind:
            raise HuaxiangError(
                f"cursor {cursor.column} was of type {self.kind} and now is {kind}, or holds both."
                " Take another column, or mend it at the source."
            )

    @property
    def last_value(self) -> CursorValue:
        """The greatest cursor value."""
        return _value(self.kind, self.last)

    @property
    def since_value(self) -> CursorValue:
        """Where `seen` begins."""
        return _value(self.kind, self.since)

    def fetch_from(self, cursor: Cursor) -> CursorValue:
        """Where the next fetch begins; never before `seen`, whose rows could not be told from new ones."""
        return max(_back(self.last_value, cursor), self.since_value)

    @classmethod
    def after(
        cls, kind: str, last: str, cursor: Cursor, before: "Position | None", fetched_from: CursorValue | None
    ) -> "Position":
        """The position after a fetch whose greatest cursor is `last`; HuaxiangError if it cannot be one."""
        if kind not in _KINDS:
            raise HuaxiangError(
                f"cursor {cursor.column} is of type {kind}; take a time, a day, a whole number or a text."
            )
        kind = _KINDS[kind]
        value = max(_value(kind, last), before.last_value) if before else _value(kind, last)
        back = _back(value, cursor)
        since = back if fetched_from is None else max(back, fetched_from)
        return cls(kind, str(value), str(since))

    def write(self, folder: Path, parent: str = "") -> None:
        """Keep it in the (still hidden) folder of its raw load, or of one that came of this `parent`."""
        _file(folder, parent).write_text(json.dumps(asdict(self)), encoding="utf-8")


def read_position(folder: Path, parent: str = "") -> Position | None:
    """The position after a raw load, or of the `parent` it came of; None without a cursor or value in it."""
    path = _file(folder, parent)
    return Position(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def seen_file(folder: Path) -> Path:
    """Where a raw load keeps the hashes of the rows that look-back may fetch again."""
    return folder / _SEEN


def _file(folder: Path, parent: str) -> Path:
    return folder / (f"position-{parent}.json" if parent else "position.json")


def _value(kind: str, text: str) -> CursorValue:
    if kind in ("timestamptz", "timestamp"):
        return datetime.fromisoformat(text)
    if kind == "date":
        return date.fromisoformat(text)
    return int(text) if kind == "hugeint" else text


def _back(value: CursorValue, cursor: Cursor) -> CursorValue:
    """The cursor value less the look-back."""
    look_back = cursor.look_back
    if look_back is None:
        return value
    if isinstance(value, int) != isinstance(look_back, int):
        wanted = "a number" if isinstance(value, int) else "a time such as `2 days`"
        raise HuaxiangError(
            f"cursor {cursor.column} holds values such as {value}: give `look_back` as {wanted}."
        )
    if isinstance(value, datetime) or not isinstance(value, date | str):
        return value - look_back
    if isinstance(value, date):
        # a day begins with its first instant
        return (datetime.combine(value, datetime.min.time()) - look_back).date()
    return _back_in_text(value, cursor, look_back)


def _back_in_text(value: str, cursor: Cursor, look_back: timedelta) -> str:
    """A day that is surely early enough, whatever follows it: `T` or blank, seconds, an offset."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError as error:
        raise HuaxiangError(
            f"cursor {cursor.column} is a text that does not begin with a day such as 2026-03-01, so"
            " `look_back` cannot be taken from it. Leave `look_back` out."
        ) from error
    return str((datetime.combine(day, datetime.min.time()) - look_back).date() - timedelta(days=1))
