"""Readers: one file of a source system into its part of a raw load, no record lost."""

from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.csv_records import read_csv
from orchestration.ingest.encodings import detected_encoding
from orchestration.ingest.json_documents import read_json
from orchestration.ingest.json_lines import read_json_lines
from orchestration.ingest.objects import FORMATS, Reading
from orchestration.ingest.parts import Part, raw_name
from orchestration.ingest.spreadsheets import read_excel
from orchestration.quoting import literal, quoted

_FORMATS = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), "csv"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), "excel"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    ".json": "json",
    ".parquet": "parquet",
}


def read_file(con: duckdb.DuckDBPyConnection, path: Path, reading: Reading, part: Part) -> None:
    """Write a file's records to its part; HuaxiangError when the file cannot be read at all."""
    if path.stat().st_size == 0:
        raise HuaxiangError("the file is empty. Export it again.")
    kind = reading.format or _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise HuaxiangError(
            f"'{path.suffix}' is not a known ending. Declare the `format` ({', '.join(FORMATS)}), or"
            f" use {', '.join(_FORMATS)}, also as .gz or .zip."
        )
    part.reading["format"] = kind
    try:
        _read(con, path, kind, reading, part)
    except duckdb.Error as error:
        # the text of the error may quote the file's content, which may be personal
        raise HuaxiangError(
            f"the file cannot be read as {kind} ({type(error).__name__}); it may be cut off or damaged."
            " Export it again."
        ) from None


def _read(con: duckdb.DuckDBPyConnection, path: Path, kind: str, reading: Reading, part: Part) -> None:
    if kind == "parquet":
        _read_parquet(con, path, part)
        return
    if kind == "excel":
        read_excel(path, reading, part)
        return
    encoding = reading.encoding or detected_encoding(path)
    part.reading["encoding"] = encoding
    if kind == "csv":
        read_csv(path, reading, encoding, part)
    elif kind == "json":
        read_json(con, path, reading.records, encoding, part)
    else:
        read_json_lines(con, path, encoding, part)


def _read_parquet(con: duckdb.DuckDBPyConnection, path: Path, part: Part) -> None:
    rows = f"read_parquet([{literal(path)}], hive_partitioning = false, file_row_number = true)"
    names = [
        name
        for name, *_ in con.execute(f"describe select * exclude (file_row_number) from {rows}").fetchall()
    ]
    columns = "".join(f", {quoted(name)} as {quoted(raw_name(name))}" for name in names)
    part.copy(con, f"select file_row_number + 1 as _row{columns} from {rows}")
