"""CSV and its kin, record by record: a record has as many values as the header.

Lines without any value are not records.
"""

import csv
import json
from pathlib import Path
from typing import TextIO

from orchestration.errors import HuaxiangError
from orchestration.ingest.clean_csv import read_clean_csv
from orchestration.ingest.csv_layout import detected_delimiter, detected_header_line
from orchestration.ingest.decoding import UNDECODABLE, check_decodable, opened_text
from orchestration.ingest.objects import Reading
from orchestration.ingest.parts import Part, RowWriter, UnparsableWriter, column_names
from orchestration.ingest.plain_records import Plain
from orchestration.ingest.problems import counted
from orchestration.ingest.quoted_records import Quoted, reason
from orchestration.ingest.records import Record

# so much of a file's start shows how its values are separated
_SHOWN_CHARACTERS = 1 << 16


def read_csv(path: Path, reading: Reading, encoding: str, part: Part) -> None:
    """Write a file's records to its part; HuaxiangError when its header cannot be read."""
    first = _first_lines(path, encoding)
    delimiter = reading.delimiter or _delimiter(path, reading, first)
    records = _kind(reading, delimiter)
    header_row = _header_row(reading, records, first)
    part.reading |= {"delimiter": delimiter} | ({} if reading.header else {"header_row": header_row})
    with opened_text(path, encoding, newline="") as file:
        for _ in range(header_row - 1):
            file.readline()
        names = list(reading.header or _header(file, records, encoding))
        is_plain = isinstance(records, Quoted) and encoding.lower() == "utf-8"
        lines_above = 0 if reading.header else header_row
        if is_plain and read_clean_csv(path, names, delimiter, reading.quote, lines_above, part):
            return
        if reading.unquoted_line_breaks:
            records = Plain(delimiter, width=len(names))
        _write_all(file, records, names, part, encoding)


def _write_all(file: TextIO, records: Quoted | Plain, names: list[str], part: Part, encoding: str) -> None:
    undecodable = 0
    with part.rejects() as rejects, part.rows(names) as rows:
        for block in records.blocks(file):
            undecodable += _write(block, len(names), rows, rejects)
    check_decodable(undecodable, part.records, encoding)


def _first_lines(path: Path, encoding: str) -> list[str]:
    with opened_text(path, encoding, newline="") as file:
        return file.readlines(_SHOWN_CHARACTERS)


def _delimiter(path: Path, reading: Reading, first: list[str]) -> str:
    if path.suffix.lower() == ".tsv":
        return "\t"
    width = len(reading.header) if reading.header else None
    return detected_delimiter(first[(reading.header_row or 1) - 1 :], reading.quote, width)


def _kind(reading: Reading, delimiter: str) -> Quoted | Plain:
    if len(delimiter) > 1 or reading.record_end or reading.unquoted_line_breaks:
        return Plain(delimiter, reading.record_end)
    return Quoted(delimiter, reading.quote)


def _header_row(reading: Reading, records: Quoted | Plain, first: list[str]) -> int:
    """The line of the header; 1 where there is none."""
    if reading.header_row or reading.header or isinstance(records, Plain):
        return reading.header_row or 1
    return detected_header_line(first, records.delimiter, records.quote)


def _header(file: TextIO, records: Quoted | Plain, encoding: str) -> list[str]:
    try:
        names = records.first(file)
    except csv.Error as error:
        raise HuaxiangError(f"the header cannot be read: {reason(error)}. Export the file again.") from error
    if not any(name.strip() for name in names):
        raise HuaxiangError(
            "the first line holds no column names. Export the file with its header, or declare `header_row`"
            " (which line it is) or `header` (the names) in defs.yaml."
        )
    if any(UNDECODABLE in name for name in names):
        raise HuaxiangError(f"the header is not {encoding}. Declare the file's real `encoding` in defs.yaml.")
    return column_names(names)


def _write(records: list[Record], width: int, rows: RowWriter, rejects: UnparsableWriter) -> int:
    """Write a block's records; returns how many could not be decoded."""
    first, undecodable = rows.part.records + 1, 0
    if all(isinstance(record, list) for record in records) and set(map(len, records)) <= {width}:
        good, numbers = records, range(first, first + len(records))
    else:
        good, numbers = [], []
        records = [record for record in records if not _is_blank(record, width)]
        for number, record in enumerate(records, start=first):
            if isinstance(record, list) and len(record) == width:
                good.append(record)
                numbers.append(number)
                continue
            reason, text = _bad(record, width)
            undecodable += UNDECODABLE in text
            rejects.add(number, reason, text)
    if good:
        rows.write(numbers, list(zip(*good, strict=True)))
    return undecodable


def _is_blank(record: Record, width: int) -> bool:
    return record == [] or (
        width > 1 and isinstance(record, list) and len(record) == 1 and not record[0].strip()
    )


def _bad(record: Record, width: int) -> tuple[str, str]:
    if isinstance(record, tuple):
        return record
    return f"{counted(len(record), 'value')} instead of {width}", json.dumps(record, ensure_ascii=False)
