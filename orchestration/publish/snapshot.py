"""Write the public tables into one versioned file, check it, and only then let readers see it."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.publish.masking import PublicColumn, PublicTable
from orchestration.publish.writing import PART, errors_naming, shown_columns, write_comments, write_table
from orchestration.quoting import literal, quoted

POINTER = "profiles.duckdb"
# the oldest storage that keeps comments; DuckDB 1.x clients read it
STORAGE_VERSION = "v1.2.0"

SNAPSHOTS = PublicTable(
    "publish",
    "dim_snapshots",
    (
        PublicColumn("snapshot_id", "varchar", description="The snapshot this file holds."),
        PublicColumn("as_of", "timestamp", description="The instant the profiles speak of, in UTC."),
        PublicColumn("as_of_on", "date", description="The business day of as_of."),
        PublicColumn("published_at", "timestamp", description="When the file was written, in UTC."),
        PublicColumn("is_masked", "boolean", description="Whether personal values are masked or left out."),
    ),
    "One row: the snapshot this file holds.",
)


@dataclass(frozen=True)
class Snapshot:
    """A published file; `row_counts` maps `schema.table` to the rows it holds."""

    path: Path
    snapshot_id: str
    row_counts: dict[str, int]


def latest_snapshot(published: Path) -> Path | None:
    """Return the file the pointer in a folder of snapshots leads to, or None where there is none."""
    pointer = published / POINTER
    return pointer.resolve() if pointer.exists() else None


def published_snapshot(home: Home, *, masked: bool = True) -> Path:
    """Return the file of the home's newest snapshot; HuaxiangError where there is none yet."""
    path = latest_snapshot(home.published if masked else home.published_full)
    if path is None:
        how = "`huaxiang run`" if masked else "`huaxiang run` with HUAXIANG_PUBLISH_FULL=yes"
        what = "Nothing is published" if masked else "Nothing is published unmasked"
        raise HuaxiangError(f"{what} in {home.root} yet. Run {how} first.")
    return path


def write_snapshot(
    warehouse: Path,
    published: Path,
    tables: Sequence[PublicTable],
    snapshot_id: str,
    *,
    masked: bool = True,
    keep: int = 3,
    as_of: datetime | None = None,
    as_of_on: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> Snapshot:
    """Publish the tables of the warehouse as `published/profiles-<snapshot_id>.duckdb`.

    Readers see the old snapshot until the new one is written, checked and on disk; of all versions the newest
    `keep` stay. The caller holds the warehouse's lock. Unmasked, every described column is written whole, and
    folder and file are closed to other accounts. `settings` are DuckDB's, such as memory_limit.
    Raises HuaxiangError when the warehouse and the tables' descriptions disagree; nothing is shown then.
    """
    _refuse_unusable(warehouse, snapshot_id)
    _prepare_folder(published, masked)
    part = published / f".profiles-{snapshot_id}.duckdb.part"
    try:
        with _connected(warehouse, settings or {}) as connection:
            with _attached(connection, part, f"storage_version '{STORAGE_VERSION}'"):
                # what views read comes before them
                for table in sorted(tables, key=lambda table: table.is_view):
                    write_table(connection, warehouse.stem, table, masked)
                _write_snapshot_row(connection, snapshot_id, as_of, as_of_on, masked)
                connection.execute(f"checkpoint {PART}")
            with _attached(connection, part, "read_only"):
                row_counts = {
                    table.full_name: _checked_rows(connection, quoted(warehouse.stem), table, masked)
                    for table in tables
                }
        path = _reveal(part, published / f"profiles-{snapshot_id}.duckdb", masked)
    finally:
        _remove_leftovers(published)
    _prune(published, path, keep)
    return Snapshot(path, snapshot_id, row_counts)


def _refuse_unusable(warehouse: Path, snapshot_id: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", snapshot_id):
        raise HuaxiangError(
            f"Snapshot id {snapshot_id!r} cannot be part of a file name. "
            "Use letters, digits, dots, dashes and underscores."
        )
    if not warehouse.exists():
        raise HuaxiangError(f"There is no warehouse at {warehouse}. Run `huaxiang run` to build it.")


def _prepare_folder(published: Path, masked: bool) -> None:
    published.mkdir(parents=True, exist_ok=True)
    if not masked:
        published.chmod(0o700)
    _remove_leftovers(published)


def _remove_leftovers(published: Path) -> None:
    """Remove what a failed or killed publish has left: parts, their logs, a pointer not yet in place."""
    for leftover in published.glob(".profiles*"):
        leftover.unlink()


@contextmanager
def _connected(warehouse: Path, settings: Mapping[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    # sorting may spill unmasked rows: beside the warehouse, never where the snapshot or the shell is
    connection = duckdb.connect(config={"temp_directory": f"{warehouse}.tmp", **settings})
    try:
        connection.execute("set TimeZone = 'UTC'")
        # attached under the name dbt knows it by, so that views find the tables they name
        connection.execute(f"attach {literal(str(warehouse))} as {quoted(warehouse.stem)} (read_only)")
        yield connection
    finally:
        connection.close()


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, part: Path, option: str) -> Iterator[None]:
    connection.execute(f"attach {literal(str(part))} as {PART} ({option})")
    yield
    connection.execute(f"detach {PART}")


def _write_snapshot_row(
    connection: duckdb.DuckDBPyConnection,
    snapshot_id: str,
    as_of: datetime | None,
    as_of_on: date | None,
    masked: bool,
) -> None:
    columns = ", ".join(f"{quoted(column.name)} {column.data_type}" for column in SNAPSHOTS.columns)
    connection.execute(f"create schema if not exists {PART}.{SNAPSHOTS.schema}")
    connection.execute(f"create table {PART}.{SNAPSHOTS.relation} ({columns})")
    row = [snapshot_id, as_of and _utc(as_of), as_of_on, _utc(datetime.now(UTC)), masked]
    connection.execute(f"insert into {PART}.{SNAPSHOTS.relation} values (?, ?, ?, ?, ?)", row)
    write_comments(connection, SNAPSHOTS, {column.name: None for column in SNAPSHOTS.columns})


def _utc(instant: datetime) -> datetime:
    # a naive instant is one read from the warehouse, where all are UTC
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


def _checked_rows(
    connection: duckdb.DuckDBPyConnection, source: str, table: PublicTable, masked: bool
) -> int:
    """Return the rows of a published table after comparing it with its description and the warehouse."""
    casts = ", ".join(
        f"cast(null as {data_type}) as {quoted(name)}"
        for name, (_, data_type) in shown_columns(table, masked).items()
    )
    with errors_naming(table):
        expected = _described(connection, f"select {casts}")
    found = _described(connection, f"{PART}.{table.relation}")
    if found != expected:
        raise HuaxiangError(
            f"Table {table.full_name} was not published: the columns written are not the ones described. "
            f"Described: {_difference(expected, found)}; written: {_difference(found, expected)}. "
            "Make the description's data_type and the model's cast agree, and run again."
        )
    rows, expected_rows = (
        connection.execute(f"select count(*) from {database}.{table.relation}").fetchone()[0]
        for database in (PART, source)
    )
    if rows != expected_rows:
        raise HuaxiangError(
            f"Table {table.full_name} was not published: {rows:,} rows were written and the warehouse now "
            f"gives {expected_rows:,}. Take from its model what differs between two readings (now, random)."
        )
    return rows


def _described(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    return {name: data_type for name, data_type, *_ in connection.execute(f"describe {query}").fetchall()}


def _difference(these: Mapping[str, str], those: Mapping[str, str]) -> str:
    only = [f"{name} {data_type}" for name, data_type in these.items() if those.get(name) != data_type]
    return ", ".join(only) or "nothing more"


def _reveal(part: Path, path: Path, masked: bool) -> Path:
    """Put the finished part on disk under its name and point readers to it, each in one step."""
    if not masked:
        part.chmod(0o600)
    _flush(part)
    part.replace(path)
    _flush(path.parent)
    point(path.parent / POINTER, path)
    _flush(path.parent)
    return path


def point(pointer: Path, target: Path) -> None:
    """Let a link lead to its neighbour `target`, in one step."""
    link = pointer.with_name(f".{pointer.name}.link")
    link.unlink(missing_ok=True)
    link.symlink_to(target.name)
    link.replace(pointer)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prune(published: Path, current: Path, keep: int) -> None:
    versions = sorted(
        published.glob("profiles-*.duckdb"), key=lambda version: version.stat().st_mtime_ns, reverse=True
    )
    for version in versions[keep:]:
        if version != current:
            version.unlink()
