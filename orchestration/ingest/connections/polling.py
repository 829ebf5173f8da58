"""Asking a system: what is new there becomes raw loads, one per object that has something new."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.polled import CursorValue, PolledObject, Session
from orchestration.ingest.connections.positions import Position, read_position, seen_file
from orchestration.ingest.manifests import RawLoad, write_manifest, written_aside
from orchestration.ingest.objects import digest
from orchestration.ingest.parts import Part
from orchestration.ingest.problems import Problem
from orchestration.ingest.sources import SourceSystem
from orchestration.quoting import literal, parquet_rows, quoted

PENDING = ".pending"


@dataclass
class Asked:
    """What one asking of a source system came to: objects that were answered for, and those that were not."""

    raw_loads: list[RawLoad] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Poll:
    """Asks one source system; `known` are its raw loads, oldest first."""

    con: duckdb.DuckDBPyConnection
    source: SourceSystem
    known: list[RawLoad]
    raw: Path
    scratch: Path
    # how far the objects have been read, by name
    positions: dict[str, Position] = field(default_factory=dict)

    def ask(self) -> Asked:
        """Fetch what is new of every object. What fails is a problem of its object; the others go on."""
        asked = Asked()
        objects = list(self.source.objects.values())
        try:
            with self.source.connection.opened(self.raw / self.source.name / PENDING) as session:
                while objects:
                    self._ask_one(session, objects[0], asked)
                    objects.pop(0)
                session.close()
        except HuaxiangError as error:
            for polled in objects:
                self._complain(asked, polled, error)
        return asked

    def _ask_one(self, session: Session, polled: PolledObject, asked: Asked) -> None:
        folder = self.scratch / polled.name
        folder.mkdir()
        try:
            load = self._fetched(session, polled, folder, [*self.known, *asked.raw_loads])
        except HuaxiangError as error:
            self._complain(asked, polled, error)
            return
        asked.answered.append(polled.name)
        if load:
            asked.raw_loads.append(load)

    def _complain(self, asked: Asked, polled: PolledObject, error: HuaxiangError) -> None:
        before = any(load.raw_object == polled.name for load in self.known)
        rest = " Earlier loads stay in use." if before else ""
        message = f"{str(error).rstrip('.')}.{rest}"
        severity = "warning" if before else "error"
        tables = self.source.tables_of(polled)
        asked.problems.append(Problem(severity, self.source.name, tables, polled.name, message))
        asked.unanswered.append(f"{self.source.name}.{polled.name}")

    def _fetched(
        self, session: Session, polled: PolledObject, folder: Path, known: Sequence[RawLoad]
    ) -> RawLoad | None:
        """The raw load of what is new; None when there is nothing new."""
        last = _newest(known, polled)
        before = read_position(last.folder) if last and polled.cursor else None
        since = before.fetch_from(polled.cursor) if before else None
        if before:
            self.positions[polled.name] = before
        answer = session.fetch(self.con, polled, self._asked_from(polled, since), folder)
        is_part = last is not None and not answer.is_whole
        relation = answer.relation
        if not _columns(self.con, relation):
            # no record, so that nothing tells which columns there are
            if last is None or is_part:
                return None
            relation = _empty(last.columns)
        rows = _Rows(self.con, relation).since(polled, before, since)
        new = rows.unseen(seen_file(last.folder)) if is_part else rows
        sequence = max((load.sequence for load in known), default=0) + 1
        content_hash = new.content_hash()
        if new.is_empty() if is_part else last and content_hash == last.content_hash:
            return None
        # rows that come again after others came in between are not the content they were
        content_hash = digest([content_hash, sequence]) if is_part else content_hash
        # everything fetched at once replaces what was there, whether or not increments follow
        load = self._raw_load(polled, sequence, content_hash, full_snapshot=not is_part)
        with written_aside(load.folder) as aside:
            part = Part(aside, 0, _part_name(polled, sequence, since, is_part=is_part))
            part.copy(self.con, f"select * from {new.relation}")
            load.files.append(part.as_dict() | {"bytes": part.target.stat().st_size})
            load.columns |= part.columns
            if not part.parsed:
                load.problems.append(_nothing_there(self.source, polled, part).as_dict())
            self._remember(polled, rows, rows.position(polled, before, since), aside)
            write_manifest(aside, load)
        return load

    def _asked_from(self, polled: PolledObject, since: CursorValue | None) -> CursorValue | None:
        """Where the fetch begins: earlier than the object needs, if others that follow it are behind."""
        for other in self.source.objects.values():
            if since is None or not other.follows_cursor or polled.name not in other.parents:
                continue
            last = _newest(self.known, other)
            behind = read_position(last.folder, polled.name) if last else None
            since = min(since, behind.fetch_from(polled.cursor)) if behind else None
        return since

    def _remember(self, polled: PolledObject, rows: "_Rows", after: Position | None, aside: Path) -> None:
        """Keep beside the load how far the object has been read, and which rows may come again."""
        if after:
            after.write(aside)
            self.positions[polled.name] = after
        if polled.follows_cursor:
            for parent in polled.parents:
                if parent in self.positions:
                    self.positions[parent].write(aside, parent)
            rows.write_seen(seen_file(aside))
        elif after:
            cursor = quoted(polled.cursor.column)
            horizon = f"where {cursor} >= {after.sql(after.since)} or {cursor} is null"
            rows.write_seen(seen_file(aside), horizon)

    def _raw_load(
        self, polled: PolledObject, sequence: int, content_hash: str, *, full_snapshot: bool
    ) -> RawLoad:
        load_id = digest([self.source.name, polled.name, content_hash, polled.reading_hash, sequence])
        return RawLoad(
            load_id=load_id,
            source_system=self.source.name,
            raw_object=polled.name,
            content_hash=content_hash,
            reading_hash=polled.reading_hash,
            full_snapshot=full_snapshot,
            sequence=sequence,
            loaded_at=datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
            files=[],
            columns={},
            folder=self.raw / self.source.name / polled.name / f"load_id={load_id}",
        )


class _Rows:
    """A relation of fetched rows."""

    def __init__(self, con: duckdb.DuckDBPyConnection, relation: str) -> None:
        self.con, self.relation = con, relation
        self.types = _columns(con, relation)
        texts = [f"coalesce(cast({quoted(name)} as varchar), chr(30))" for name in sorted(self.types)]
        self.text = f"concat_ws(chr(31), {', '.join(texts)})"

    def is_empty(self) -> bool:
        """Whether there is no row."""
        return self.con.execute(f"select 1 from {self.relation} limit 1").fetchone() is None

    def content_hash(self) -> str:
        """Of all rows, in whatever order they came."""
        sums = self.con.execute(
            f"select count(*), sum(md5_number_upper({self.text})), sum(md5_number_lower({self.text}))"
            f" from {self.relation}"
        ).fetchone()
        return digest([sorted(self.types), *map(str, sums)])

    def unseen(self, seen: Path) -> "_Rows":
        """The rows that were not fetched before; a row that now comes once more than before is new once."""
        relation = (
            "(select fetched.* exclude (_hash, _time) replace (row_number() over (order by _row) as _row)"
            f" from (select *, row_number() over (partition by _hash order by _row) as _time"
            f" from (select *, md5({self.text}) as _hash from {self.relation})) as fetched"
            f" left join {parquet_rows([seen])} as seen using (_hash)"
            " where _time > coalesce(seen.times, 0))"
        )
        return _Rows(self.con, relation)

    def since(self, polled: PolledObject, before: Position | None, since: CursorValue | None) -> "_Rows":
        """The rows from a cursor value on, and those without one."""
        if before is None:
            return self
        before.check(self._cursor_type(polled), polled.cursor)
        cursor = quoted(polled.cursor.column)
        condition = f"{cursor} >= {before.sql(since)} or {cursor} is null"
        return _Rows(self.con, f"(select * from {self.relation} where {condition})")

    def position(
        self, polled: PolledObject, before: Position | None, since: CursorValue | None
    ) -> Position | None:
        """How far the object has been read with these rows; None without a cursor or any value in it."""
        if polled.cursor is None:
            return None
        kind = self._cursor_type(polled)
        (last,) = self.con.execute(
            f"select cast(max({quoted(polled.cursor.column)}) as varchar) from {self.relation}"
        ).fetchone()
        if last is None:
            return before
        return Position.after(kind, last, polled.cursor, before, since)

    def _cursor_type(self, polled: PolledObject) -> str:
        name = polled.cursor.column
        if name not in self.types:
            raise HuaxiangError(
                f"there is no column '{name}' for the cursor. Found: {', '.join(self.types)}."
                " Upper and lower case make a difference."
            )
        return self.types[name]

    def write_seen(self, target: Path, condition: str = "") -> None:
        """Keep the hashes of the rows that the next fetch may bring again."""
        self.con.execute(
            f"copy (select md5({self.text}) as _hash, count(*) as times from {self.relation} {condition}"
            " group by _hash)"
            f" to {literal(target)} (format parquet, compression zstd)"
        )


def _columns(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Columns of fetched rows with their types."""
    described = con.execute(f"describe select * from {relation}").fetchall()
    return {name: kind for name, kind, *_ in described if name != "_row"}


def _empty(columns: Iterable[str]) -> str:
    """No rows, with these columns of text."""
    texts = ", ".join(f"cast(null as varchar) as {quoted(name)}" for name in columns if name != "_row")
    return f"(select {texts}, cast(null as bigint) as _row where false)"


def _newest(known: Sequence[RawLoad], polled: PolledObject) -> RawLoad | None:
    """The object's newest load, if the same question was asked for it."""
    same = [load for load in known if load.raw_object == polled.name]
    return same[-1] if same and same[-1].reading_hash == polled.reading_hash else None


def _part_name(polled: PolledObject, sequence: int, since: CursorValue | None, *, is_part: bool) -> str:
    """A name that no other fetch of the object has, so that `_file` and `_row` name one row."""
    what = "everything"
    if is_part:
        what = f"{polled.cursor.column} from {since}" if polled.cursor else "what is new"
    return f"{polled.name} {sequence} ({what})"


def _nothing_there(source: SourceSystem, polled: PolledObject, part: Part) -> Problem:
    message = "the answer holds no records. If there should be some, look there."
    return Problem("warning", source.name, source.tables_of(polled), part.file_name, message)
