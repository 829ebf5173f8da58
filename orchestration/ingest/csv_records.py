"""CSV, record by record: what cannot be read costs that record, and the next line starts a new one.

A record has as many values as the header. Quotes enclose delimiters, newlines and doubled quotes; a quote in
a value that does not start with one is a character. Lines without any value are not records.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from orchestration.errors import HuaxiangError
from orchestration.ingest.decoding import NOT_DECODABLE, UNDECODABLE, check_decodable, opened_text
from orchestration.ingest.objects import RawObject
from orchestration.ingest.parts import Part, RowWriter, UnparsableWriter, raw_name
from orchestration.ingest.problems import counted

# larger blocks are slower: their values no longer fit the processor's cache
_BLOCK_CHARACTERS = 1 << 20
# beyond this a quote that was opened counts as never closed
_LONGEST_VALUE = 10_000_000
csv.field_size_limit(_LONGEST_VALUE)
_REASONS = {
    "unexpected end": "a quote is not closed",
    "expected after": "text after a closing quote",
    "field larger": f"a value of more than {_LONGEST_VALUE:,} characters",
}


def read_csv(path: Path, raw_object: RawObject, delimiter: str, part: Part) -> None:
    """Write a file's records to its part; HuaxiangError when its header or encoding cannot be read."""
    with opened_text(path, raw_object.encoding, newline="") as file, part.rejects() as rejects:
        names = _header(file, delimiter, raw_object.encoding)
        undecodable = 0
        with part.rows(names) as rows:
            for records in _blocks(file, delimiter):
                undecodable += _write(records, len(names), rows, rejects)
        check_decodable(undecodable, part.records, raw_object.encoding)


def _header(file: TextIO, delimiter: str, encoding: str) -> list[str]:
    try:
        names = next(_reader(file, delimiter), [])
    except csv.Error as error:
        raise HuaxiangError(f"the header cannot be read: {_reason(error)}. Export the file again.") from error
    names = [name.strip() for name in names]
    if not any(names):
        raise HuaxiangError("the first line holds no column names. Export the file with its header.")
    if any(UNDECODABLE in name for name in names):
        raise HuaxiangError(f"the header is not {encoding}. Declare the file's real `encoding` in defs.yaml.")
    names = [raw_name(name) if name else f"column_{number}" for number, name in enumerate(names, start=1)]
    lowered = [name.lower() for name in names]
    repeated = next((name for name in names if lowered.count(name.lower()) > 1), None)
    if repeated:
        raise HuaxiangError(
            f"column '{repeated}' stands twice in the header. Give every column its own name;"
            " upper and lower case make no difference."
        )
    return names


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


def _reason(error: csv.Error) -> str:
    return next((reason for text, reason in _REASONS.items() if text in str(error)), "it is not valid CSV")


# a record: its values, or why it has none and its first line
Record = list[str] | tuple[str, str]


def _blocks(file: TextIO, delimiter: str) -> Iterator[list[Record]]:
    """The records, about a megabyte at a time."""
    pending: list[str] = []
    while True:
        block = file.readlines(_BLOCK_CHARACTERS)
        lines = [*pending, *block]
        if not lines:
            return
        try:
            records, pending = list(_reader(iter(lines), delimiter)), []
        except csv.Error:
            records, pending = _one_by_one(lines, delimiter, is_last=not block)
        if any(UNDECODABLE in line for line in lines):
            records = [_decodable(record) for record in records]
        yield records


def _one_by_one(lines: list[str], delimiter: str, is_last: bool) -> tuple[list[Record], list[str]]:
    """The records of lines that are not all valid, and the lines of a last one that may go on."""
    records: list[Record] = []
    start = 0
    while start < len(lines):
        reader = _reader(map(lines.__getitem__, range(start, len(lines))), delimiter)
        first = start
        try:
            for values in reader:
                records.append(values)
                start = first + reader.line_num
        except csv.Error as error:
            if "unexpected end" in str(error) and not is_last and _length(lines, start) < _LONGEST_VALUE:
                return records, lines[start:]
            # the line after the one where the bad record began starts anew, so that good rows land
            records.append((_reason(error), lines[start]))
            start += 1
    return records, []


def _length(lines: list[str], start: int) -> int:
    return sum(len(lines[number]) for number in range(start, len(lines)))


def _decodable(record: Record) -> Record:
    if isinstance(record, list) and any(UNDECODABLE in value for value in record):
        return NOT_DECODABLE, json.dumps(record, ensure_ascii=False)
    return record


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
