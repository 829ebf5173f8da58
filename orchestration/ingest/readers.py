"""Readers: one file into a relation of its records, with `_row` and every column, nothing lost.

`_row` counts the records of a file from 1, unparsable ones included (a header is not a record).
"""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.errors import HuaxiangError
from orchestration.ingest.sources import RawObject

_LINE = "chr(1)"
# a byte that cannot be decoded becomes this, so that one bad byte costs one row, not the file
_UNDECODABLE = "\ufffd"


@dataclass(frozen=True)
class Unparsable:
    """A record that could not be read: its number, and why, without its text (it may be personal)."""

    row: int
    reason: str


@dataclass(frozen=True)
class Records:
    """A file's records as a DuckDB table, `_row` first, and the ones that could not be read."""

    relation: str
    columns: dict[str, str]
    parsed: int
    unparsable: tuple[Unparsable, ...] = ()


def read_file(con: duckdb.DuckDBPyConnection, path: Path, raw_object: RawObject, scratch: Path) -> Records:
    """Read one file into the temporary table `records`; HuaxiangError when it cannot be read at all."""
    if path.stat().st_size == 0:
        raise HuaxiangError("the file is empty, not even a header is there. Export it again.")
    suffix = path.suffix.lower()
    con.execute("drop table if exists records")
    try:
        if suffix == ".parquet":
            return _read_parquet(con, path)
        if suffix in (".csv", ".tsv", ".txt"):
            return _read_csv(con, _as_utf8(path, raw_object, scratch), raw_object, suffix)
        if suffix in (".jsonl", ".ndjson"):
            return _read_json_lines(con, _as_utf8(path, raw_object, scratch))
    except duckdb.Error as error:
        # what follows quotes the file's content, which may be personal
        reason = re.split(r"\n|Input: |CSV Line", str(error))[0][:200].replace(str(path), path.name)
        raise HuaxiangError(f"the file cannot be read as {suffix[1:]}: {reason}") from error
    raise HuaxiangError(f"'{suffix}' is not a known format; use .csv, .tsv, .parquet, .jsonl or .ndjson.")


def _read_parquet(con: duckdb.DuckDBPyConnection, path: Path) -> Records:
    con.execute(
        "create temp table records as select file_row_number + 1 as _row, * exclude (file_row_number)"
        " from read_parquet(?, file_row_number = true)",
        [str(path)],
    )
    return _records(con)


def _as_utf8(path: Path, raw_object: RawObject, scratch: Path) -> Path:
    """The file itself when it is UTF-8, else a UTF-8 copy; a wrong declared encoding is an error."""
    encoding = codecs.lookup(raw_object.encoding).name
    if encoding == "utf-8":
        with path.open("rb") as file:
            start = file.read(3)
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise HuaxiangError("the file is UTF-16; declare `encoding: utf-16` for it in defs.yaml.")
    undecodable = total = 0
    target = scratch / f"{path.name}.utf8"
    with (
        path.open(
            encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace", newline=""
        ) as source,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        while chunk := source.read(1 << 20):
            undecodable += chunk.count(_UNDECODABLE)
            total += len(chunk)
            copy.write(chunk)
    if undecodable > total * 0.01:
        raise HuaxiangError(
            f"the file is not {raw_object.encoding}: {undecodable} characters cannot be decoded."
            " Declare its real `encoding` in defs.yaml (gb18030, big5, utf-16, latin-1 …)."
        )
    return target


def _read_csv(con: duckdb.DuckDBPyConnection, path: Path, raw_object: RawObject, suffix: str) -> Records:
    delimiter = "\t" if suffix == ".tsv" else raw_object.delimiter
    header = _header(path, delimiter)
    columns = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in header)
    con.execute("drop table if exists reject_errors")
    con.execute("drop table if exists reject_scans")
    con.execute(
        "create temp table parsed as select row_number() over () as _parsed, * from read_csv("
        f"{_literal(path)}, auto_detect = false, header = true, delim = {_literal(delimiter)}, quote = '\"',"
        f" escape = '\"', columns = {{{columns}}}, store_rejects = true, rejects_limit = 0,"
        " parallel = false, max_line_size = 10000000)"
    )
    bad = con.execute(
        "select line - 1, min(lower(cast(error_type as varchar))) from reject_errors group by line order by line"
    ).fetchall()
    # the k-th bad record r shifts every parsed record from the (r - k + 1)-th on by one
    con.register("shifts", _shifts([row for row, _ in bad]))
    con.execute(
        "create temp table records as select p._parsed + coalesce(s.shift, 0) as _row, p.* exclude (_parsed)"
        " from parsed p asof left join shifts s on p._parsed >= s.first_shifted"
    )
    con.unregister("shifts")
    con.execute("drop table parsed")
    unparsable = [Unparsable(row, reason) for row, reason in bad]
    return _without_undecodable(con, unparsable)


def _shifts(bad_rows: list[int]) -> pa.Table:
    shift_by_first = {row - k: k + 1 for k, row in enumerate(bad_rows)}
    return pa.table(
        {
            "first_shifted": pa.array(shift_by_first.keys(), pa.int64()),
            "shift": pa.array(shift_by_first.values(), pa.int64()),
        }
    )


def _header(path: Path, delimiter: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(io.StringIO(file.readline()), delimiter=delimiter), [])
    names = [name.strip() for name in names]
    if not any(names):
        raise HuaxiangError("the first line holds no column names. Export the file with its header.")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated or "" in names:
        what = f"column '{repeated[0]}' stands twice in" if repeated else "there is a column without name in"
        raise HuaxiangError(f"{what} the header. Give every column its own name.")
    return names


def _read_json_lines(con: duckdb.DuckDBPyConnection, path: Path) -> Records:
    con.execute(
        "create temp table parsed as select row_number() over () as _row, line from read_csv("
        f"{_literal(path)}, auto_detect = false, header = false, delim = {_LINE}, quote = '', escape = '',"
        " columns = {'line': 'VARCHAR'}, parallel = false, max_line_size = 10000000)"
        " qualify line is not null and trim(line) <> ''"
    )
    is_record = "case when json_valid(line) then json_type(line) = 'OBJECT' else false end"
    unparsable = [
        Unparsable(row, "not a json object")
        for (row,) in con.execute(f"select _row from parsed where not ({is_record}) order by _row").fetchall()
    ]
    names = con.execute(
        f"select distinct unnest(json_keys(line)) as name from parsed where {is_record} order by name"
    ).fetchall()
    columns = "".join(
        f", json_extract_string(line, {_literal('$.' + _json_name(name))}) as {quoted(name)}"
        for (name,) in names
    )
    con.execute(f"create temp table records as select _row{columns} from parsed where {is_record}")
    con.execute("drop table parsed")
    return _without_undecodable(con, unparsable)


def _without_undecodable(con: duckdb.DuckDBPyConnection, unparsable: list[Unparsable]) -> Records:
    names = [name for name, *_ in con.execute("describe records").fetchall() if name != "_row"]
    if names:
        bad = " or ".join(f"contains({quoted(name)}, chr({ord(_UNDECODABLE)}))" for name in names)
        rows = con.execute(f"select _row from records where {bad} order by _row").fetchall()
        if rows:
            con.execute(f"delete from records where {bad}")
            unparsable = [*unparsable, *(Unparsable(row, "undecodable bytes") for (row,) in rows)]
    return _records(con, sorted(unparsable, key=lambda item: item.row))


def _records(con: duckdb.DuckDBPyConnection, unparsable: list[Unparsable] | None = None) -> Records:
    columns = {name: kind for name, kind, *_ in con.execute("describe records").fetchall() if name != "_row"}
    parsed = con.execute("select count(*) from records").fetchone()[0]
    return Records("records", columns, parsed, tuple(unparsable or ()))


def _json_name(name: str) -> str:
    return '"' + name.replace('"', '\\"') + '"'


def quoted(name: str) -> str:
    """A column name as a DuckDB identifier."""
    return '"' + name.replace('"', '""') + '"'


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
