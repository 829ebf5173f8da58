"""One file of a raw load as Parquet: its records, and the ones that could not be read with their text."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.errors import HuaxiangError
from orchestration.quoting import literal

# names of the loader's own columns; a column of the source that has one of them gets an underscore after it
_RESERVED = ("_file", "_row", "_left_out")
_SHOWN_ROWS = 3
_BATCH = 10_000
_ROW_GROUP = 100_000
_UNPARSABLE = pa.schema(
    [("_file", pa.string()), ("_row", pa.int64()), ("reason", pa.string()), ("record", pa.string())]
)


@dataclass(frozen=True)
class Unparsable:
    """A record that could not be read: its number, and why, without its text (it may be personal)."""

    row: int
    reason: str


@dataclass
class Part:
    """Where the records of one file go, and how they were read.

    `_row` counts all its records from 1; a header is not a record.
    """

    folder: Path
    number: int
    file_name: str
    columns: dict[str, str] = field(default_factory=dict)
    parsed: int = 0
    unparsable: int = 0
    examples: list[Unparsable] = field(default_factory=list)
    reading: dict[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> Path:
        """Where the records lie."""
        return part_file(self.folder, self.number)

    @property
    def records(self) -> int:
        """Records seen so far."""
        return self.parsed + self.unparsable

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return {
            "name": self.file_name,
            "parsed": self.parsed,
            "unparsable": self.unparsable,
            "columns": list(self.columns),
            "reading": self.reading,
        }

    def copy(self, con: duckdb.DuckDBPyConnection, records: str) -> None:
        """Keep the records of a query: `_row`, then the columns of the source."""
        described = con.execute(f"describe {records}").fetchall()
        self.columns = {name: kind for name, kind, *_ in described if name != "_row"}
        (self.parsed,) = con.execute(
            f"copy (select {literal(self.file_name)} as _file, * from ({records})) to {literal(self.target)}"
            " (format parquet, compression zstd)"
        ).fetchone()

    @contextmanager
    def rows(self, names: Sequence[str]) -> Iterator["RowWriter"]:
        """A writer for records of text columns."""
        self.columns, self.parsed = dict.fromkeys(names, "VARCHAR"), 0
        schema = pa.schema(
            [("_file", pa.string()), ("_row", pa.int64()), *((name, pa.string()) for name in names)]
        )
        with pq.ParquetWriter(self.target, schema, compression="zstd") as writer:
            rows = RowWriter(self, schema, writer)
            yield rows
            rows.flush()

    @contextmanager
    def rejects(self) -> Iterator["UnparsableWriter"]:
        """A writer for the records that cannot be read."""
        writer = UnparsableWriter(self)
        yield writer
        writer.close()


@dataclass
class RowWriter:
    """Writes records of text columns, batch by batch."""

    part: Part
    schema: pa.Schema
    writer: pq.ParquetWriter
    waiting: list[pa.RecordBatch] = field(default_factory=list)

    def write(self, numbers: Sequence[int], columns: Sequence[Sequence[str]]) -> None:
        """Append records, given by column; an empty text is null."""
        arrays = [pa.repeat(self.part.file_name, len(numbers)), pa.array(numbers, pa.int64())]
        arrays += [_nulls_for_empty(pa.array(column, pa.string())) for column in columns]
        self._append(pa.record_batch(arrays, schema=self.schema))

    def _append(self, batch: pa.RecordBatch) -> None:
        self.waiting.append(batch)
        self.part.parsed += batch.num_rows
        if sum(batch.num_rows for batch in self.waiting) >= _ROW_GROUP:
            self.flush()

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Append records whose texts are null where empty, numbered on."""
        first = self.part.records + 1
        arrays = [
            pa.repeat(self.part.file_name, batch.num_rows),
            pa.array(range(first, first + batch.num_rows), pa.int64()),
            *batch.columns,
        ]
        self._append(pa.record_batch(arrays, schema=self.schema))

    def flush(self) -> None:
        """Write what waits, as one row group."""
        if self.waiting:
            self.writer.write_table(pa.Table.from_batches(self.waiting))
            self.waiting = []


@dataclass
class UnparsableWriter:
    """Keeps records that could not be read, in a file that only appears when there are any."""

    part: Part
    writer: pq.ParquetWriter | None = None
    waiting: list[tuple[str, int, str, str]] = field(default_factory=list)

    def add(self, row: int, reason: str, record: str) -> None:
        """Keep one record."""
        self.part.unparsable += 1
        if len(self.part.examples) < _SHOWN_ROWS:
            self.part.examples.append(Unparsable(row, reason))
        self.waiting.append((self.part.file_name, row, reason, record))
        if len(self.waiting) >= _BATCH:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        if self.waiting:
            self._flush()
        if self.writer:
            self.writer.close()

    def _flush(self) -> None:
        if self.writer is None:
            target = self.part.folder / f"unparsable-{self.part.number:05d}.parquet"
            self.writer = pq.ParquetWriter(target, _UNPARSABLE, compression="zstd")
        columns = zip(*self.waiting, strict=True)
        self.writer.write_batch(pa.record_batch([list(column) for column in columns], schema=_UNPARSABLE))
        self.waiting = []


def _nulls_for_empty(column: pa.StringArray) -> pa.StringArray:
    is_empty = pc.equal(column, "")
    return pc.if_else(is_empty, None, column) if is_empty.true_count else column


def part_file(folder: Path, number: int) -> Path:
    """Where a raw load keeps the records of its file of that number."""
    return folder / f"part-{number:05d}.parquet"


def raw_name(name: str) -> str:
    """The name under which raw keeps a column of the source."""
    return f"{name}_" if name.lower() in _RESERVED else name or "unnamed"


def column_names(header: Sequence[str]) -> list[str]:
    """The columns a header names; nameless ones are numbered. HuaxiangError when two have one name."""
    names = [name.strip() for name in header]
    names = [raw_name(name) if name else f"column_{number}" for number, name in enumerate(names, start=1)]
    lowered = [name.lower() for name in names]
    repeated = next((name for name in names if lowered.count(name.lower()) > 1), None)
    if repeated:
        raise HuaxiangError(
            f"column '{repeated}' stands twice in the header. Give every column its own name;"
            " upper and lower case make no difference."
        )
    return names
