"""Columns of numbers and words become files: SQL writes them in the format of each system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

Columns = Mapping[str, Any]


def words(codes: np.ndarray, names: Sequence[str]) -> pa.DictionaryArray:
    """Words by number; below 0 there is none."""
    codes = np.asarray(codes)
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes < 0), pa.array(list(names)))


def taken(columns: Columns, rows: np.ndarray, **more: Any) -> pa.Table:
    """The columns (name → array) at these rows, and further ones that fit them."""
    table = pa.table({name: pa.array(column) for name, column in columns.items()})
    table = table.take(pa.array(rows))
    for name, column in more.items():
        table = table.append_column(name, column)
    return table


def scrambled(numbers: np.ndarray) -> np.ndarray:
    """Sixty-four bits per number that look like chance, unlike for unlike numbers (as splitmix64 does)."""
    mixed = np.asarray(numbers).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x1234567)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


class Scribe:
    """Writes `select … from rows` as a file. One connection for a world; the order of rows is kept."""

    def __init__(self) -> None:
        self._con = duckdb.connect()
        self._con.execute("set preserve_insertion_order = true")
        self._con.execute(
            "create macro hex(number, digits) as right(lpad(to_hex(number), 16, '0'), digits);"
            "create macro yuan(fen) as cast(fen / 100 as decimal(12, 2));"
            "create macro beijing(stamp) as strftime(stamp, '%Y-%m-%d %H:%M:%S');"
            "create macro with_offset(stamp) as strftime(stamp, '%Y-%m-%dT%H:%M:%S') || '+08:00'"
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._con.close()

    def csv(
        self, rows: pa.Table, select: str, path: Path, *, delimiter: str = ",", encoding: str = "utf-8"
    ) -> None:
        """Text with a header; `utf-8-sig` begins with a byte order mark."""
        self._copy(rows, select, path, f"format csv, header true, delimiter '{delimiter}'")
        if encoding == "utf-8":
            return
        # whoever does not write plain UTF-8 exports from Windows
        path.write_text(path.read_text(encoding="utf-8"), encoding=encoding, newline="\r\n")

    def json_lines(self, rows: pa.Table, select: str, path: Path) -> None:
        """One object per line; a row whose `awkward` is broken_line is cut in half."""
        line = "case awkward when 'broken_line' then left(line, length(line) // 2) else line end as line"
        objects = f"select {line} from (select awkward, to_json({select})::varchar as line from rows)"
        form = "format csv, header false, delimiter '\x01', quote '', escape ''"
        self._copy(rows, objects, path, form)

    def parquet(self, rows: pa.Table, select: str, path: Path) -> None:
        """Typed columns."""
        self._copy(rows, select, path, "format parquet")

    def _copy(self, rows: pa.Table, select: str, path: Path, form: str) -> None:
        self._con.register("rows", rows)
        self._con.execute(f"copy ({select}) to '{path}' ({form})")
        self._con.unregister("rows")
