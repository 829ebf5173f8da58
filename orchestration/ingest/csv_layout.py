"""How a CSV file is laid out: what separates its values, and which line is the header.

Told from the first records: their values are as many as the header's. Titles may stand above the header.
"""

import csv
from collections import Counter
from dataclasses import dataclass

from orchestration.errors import HuaxiangError

_CANDIDATES = (",", ";", "\t", "|")
_SHOWN_RECORDS = 200
# so much of a header holds names
_MOST = 0.6


@dataclass(frozen=True)
class _Line:
    """The values of a record, and the number of its first line."""

    number: int
    values: list[str]

    @property
    def filled(self) -> int:
        """How many values are there."""
        return sum(bool(value.strip()) for value in self.values)


def detected_delimiter(lines: list[str], quote: str, width: int | None = None) -> str:
    """The delimiter of these first lines; `width` is the number of columns where it is declared.

    HuaxiangError when two speak for themselves equally well. A file of one column has any: a comma.
    """
    found = {}
    for delimiter in _CANDIDATES:
        records = _records(lines, delimiter, quote)
        expected = width or _width(records)
        share = sum(len(record.values) == expected for record in records) / max(1, len(records))
        if expected > 1 and share:
            found[delimiter] = (share, expected)
    if not found:
        return ","
    best = max(found.values())
    winners = [delimiter for delimiter, merit in found.items() if merit == best]
    if len(winners) > 1:
        names = " or ".join(repr(delimiter) for delimiter in winners)
        raise HuaxiangError(
            f"the values may be separated by {names}; nothing tells which. Declare `delimiter` in defs.yaml."
        )
    return winners[0]


def detected_header_line(lines: list[str], delimiter: str, quote: str) -> int:
    """The number of the line that holds the column names: the first but for blank lines and titles."""
    records = _records(lines, delimiter, quote)
    width = _width(records)
    if not records or width == 1 or not _is_title(records[0]):
        return records[0].number if records else 1
    return next((record.number for record in records if _names_columns(record, width)), 1)


def _is_title(record: _Line) -> bool:
    """Whether a record is one text, perhaps followed by nothing but delimiters."""
    return len(record.values) != 2 and record.filled == 1


def _names_columns(record: _Line, width: int) -> bool:
    return len(record.values) > 1 and record.filled >= _MOST * max(2, min(width, len(record.values)))


def _width(records: list[_Line]) -> int:
    """The number of values of the first record if it is more than one text, else of most records."""
    widths = [len(record.values) for record in records]
    if not widths or widths[0] > 1:
        return widths[0] if widths else 1
    return Counter(widths).most_common(1)[0][0]


def _records(lines: list[str], delimiter: str, quote: str) -> list[_Line]:
    """The first records, without blank lines."""
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        skipinitialspace=True,
    )
    found: list[_Line] = []
    while len(found) < _SHOWN_RECORDS:
        number = reader.line_num + 1
        try:
            values = next(reader, None)
        except csv.Error:
            # what could be read so far has to do; the reader of records tells what is wrong
            break
        if values is None:
            break
        if any(value.strip() for value in values) or len(values) > 1:
            found.append(_Line(number, values))
    return found
