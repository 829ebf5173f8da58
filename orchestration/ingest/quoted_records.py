"""Records of CSV text: quotes enclose delimiters, newlines and doubled quotes.

What cannot be read costs that record, and the next line starts a new one. A quote in a value that does not
start with one is a character.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from orchestration.ingest.records import Record, decodable

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


@dataclass(frozen=True)
class Quoted:
    """Text whose values are separated by one character and may be quoted by another."""

    delimiter: str
    quote: str

    def first(self, file: TextIO) -> list[str]:
        """The values of the next record; csv.Error when it cannot be read."""
        return next(self._reader(file), [])

    def blocks(self, file: TextIO) -> Iterator[list[Record]]:
        """The records, about a megabyte at a time."""
        pending: list[str] = []
        while True:
            block = file.readlines(_BLOCK_CHARACTERS)
            lines = [*pending, *block]
            if not lines:
                return
            try:
                records, pending = list(self._reader(iter(lines))), []
            except csv.Error:
                records, pending = self._one_by_one(lines, is_last=not block)
            yield decodable(records, lines)

    def _reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            skipinitialspace=True,
            strict=True,
        )

    def _one_by_one(self, lines: list[str], is_last: bool) -> tuple[list[Record], list[str]]:
        """The records of lines that are not all valid, and the lines of a last one that may go on."""
        records: list[Record] = []
        start = 0
        while start < len(lines):
            reader = self._reader(map(lines.__getitem__, range(start, len(lines))))
            first = start
            try:
                for values in reader:
                    records.append(values)
                    start = first + reader.line_num
            except csv.Error as error:
                if "unexpected end" in str(error) and not is_last and _length(lines, start) < _LONGEST_VALUE:
                    return records, lines[start:]
                # the line after the one where the bad record began starts anew, so that good rows land
                records.append((reason(error), lines[start]))
                start += 1
        return records, []


def reason(error: csv.Error) -> str:
    """Why a record cannot be read."""
    return next((reason for text, reason in _REASONS.items() if text in str(error)), "it is not valid CSV")


def _length(lines: list[str], start: int) -> int:
    return sum(len(lines[number]) for number in range(start, len(lines)))
