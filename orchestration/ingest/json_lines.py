"""JSON lines: every line an object, every key a column of text, nested values as JSON."""

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.ingest.decoding import NOT_DECODABLE, UNDECODABLE, check_decodable, opened_text
from orchestration.ingest.parts import Part, UnparsableWriter, raw_name
from orchestration.quoting import literal, parquet_rows, quoted

_BLOCK_CHARACTERS = 8 << 20
_LINES = pa.schema([("_row", pa.int64()), ("line", pa.string())])
# of two equal keys only one could be kept, and names of columns do not tell upper from lower case
_REASON = """case
    when not json_valid(line) then 'not valid JSON'
    when json_type(line) <> 'OBJECT' then 'not a JSON object'
    when len(json_keys(line)) > len(list_distinct(list_transform(json_keys(line), lambda key: lower(key))))
        then 'the same key twice'
end"""


def read_json_lines(con: duckdb.DuckDBPyConnection, path: Path, encoding: str, part: Part) -> None:
    """Write a file's records to its part; HuaxiangError when its encoding cannot be read."""
    with opened_text(path, encoding, newline="\n") as file:
        write_json(con, _lines(file), encoding, part)


def write_json(con: duckdb.DuckDBPyConnection, texts: Iterator[list[str]], encoding: str, part: Part) -> None:
    """Write records, given block by block as JSON texts, to the part; blank ones are none."""
    kept = part.folder / f"texts-{part.number:05d}.parquet"
    judged = part.folder / f"judged-{part.number:05d}.parquet"
    with part.rejects() as rejects:
        _keep(texts, kept, encoding, rejects)
        con.execute(
            f"copy (select _row, line, {_REASON} as reason from {parquet_rows([kept])}) to {literal(judged)}"
        )
        bad = con.execute(f"select _row, reason, line from {parquet_rows([judged])} where reason is not null")
        while batch := bad.fetchmany(10_000):
            for record in batch:
                rejects.add(*record)
    good = f"(select _row, line from {parquet_rows([judged])} where reason is null)"
    names = con.execute(
        f"select distinct unnest(json_keys(line)) as name from {good} order by name"
    ).fetchall()
    part.copy(con, f"select {key_columns([name for (name,) in names])} from {good}")
    kept.unlink()
    judged.unlink()


def _lines(file: TextIO) -> Iterator[list[str]]:
    while block := file.readlines(_BLOCK_CHARACTERS):
        yield block


def _keep(texts: Iterator[list[str]], target: Path, encoding: str, rejects: UnparsableWriter) -> None:
    """Number the texts that are not blank and keep those that can be decoded."""
    number = 0
    with pq.ParquetWriter(target, _LINES) as writer:
        for block in texts:
            numbers, lines = [], []
            for line in map(str.strip, block):
                number += bool(line)
                if UNDECODABLE in line:
                    rejects.add(number, NOT_DECODABLE, line)
                elif line:
                    numbers.append(number)
                    lines.append(line)
            writer.write_batch(pa.record_batch([numbers, lines], schema=_LINES))
    check_decodable(rejects.part.unparsable, number, encoding)


def key_columns(keys: list[str]) -> str:
    """Every key as a column of text; of spellings that differ only in case the one that is there."""
    spellings: dict[str, list[str]] = {}
    for key in keys:
        spellings.setdefault(key.lower(), []).append(key)
    columns = ["_row"]
    for same in spellings.values():
        values = ", ".join(f"json_extract_string(line, {literal(_pointer(key))})" for key in same)
        columns.append(f"coalesce({values}) as {quoted(raw_name(same[0]))}")
    return ", ".join(columns)


def _pointer(key: str) -> str:
    # a JSON path cannot name every key, a JSON pointer can
    return "/" + key.replace("~", "~0").replace("/", "~1")
