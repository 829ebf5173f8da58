"""Readers: one file of a source system into its part of a raw load, no record lost."""

from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.csv_records import read_csv
from orchestration.ingest.json_lines import read_json_lines
from orchestration.ingest.objects import RawObject
from orchestration.ingest.parts import Part, raw_name
from orchestration.ingest.quoting import literal, quoted


def read_file(con: duckdb.DuckDBPyConnection, path: Path, raw_object: RawObject, part: Part) -> None:
    """Write a file's records to its part; HuaxiangError when the file cannot be read at all."""
    if path.stat().st_size == 0:
        raise HuaxiangError("the file is empty. Export it again.")
    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            _read_parquet(con, path, part)
        elif suffix in (".csv", ".tsv", ".txt"):
            read_csv(path, raw_object, "\t" if suffix == ".tsv" else raw_object.delimiter, part)
        elif suffix in (".jsonl", ".ndjson"):
            read_json_lines(con, path, raw_object, part)
        else:
            raise HuaxiangError(
                f"'{suffix}' is not a known format; use .csv, .tsv, .txt, .parquet, .jsonl or .ndjson."
            )
    except duckdb.Error as error:
        # the text of the error may quote the file's content, which may be personal
        raise HuaxiangError(
            f"the file cannot be read as {suffix[1:]} ({type(error).__name__}); it may be cut off or damaged."
            " Export it again."
        ) from None


def _read_parquet(con: duckdb.DuckDBPyConnection, path: Path, part: Part) -> None:
    rows = f"read_parquet([{literal(path)}], hive_partitioning = false, file_row_number = true)"
    names = [
        name
        for name, *_ in con.execute(f"describe select * exclude (file_row_number) from {rows}").fetchall()
    ]
    columns = "".join(f", {quoted(name)} as {quoted(raw_name(name))}" for name in names)
    part.copy(con, f"select file_row_number + 1 as _row{columns} from {rows}")
