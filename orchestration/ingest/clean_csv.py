"""The quick way through CSV that leaves no question open: UTF-8, a record per line, quotes where they belong.

Several times faster than record by record, with the same result; at the first doubt it gives up.
"""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from orchestration.ingest.parts import Part

_BLOCK_BYTES = 4 << 20


def read_clean_csv(
    path: Path, names: list[str], delimiter: str, quote: str, header_row: int, part: Part
) -> bool:
    """Write all records to the part; False, and the part is to be written anew, when the file is not clean.

    `header_row` is the line of the header, 0 without one.
    """
    if not _is_plain(path, delimiter, quote):
        return False
    try:
        with (
            csv.open_csv(path, **_options(names, delimiter, quote, header_row)) as batches,
            part.rows(names) as rows,
        ):
            for batch in batches:
                if any(_begins_with_blank(column) for column in batch.columns):
                    return False
                rows.write_batch(batch)
    except pa.ArrowInvalid:
        return False
    return True


def _is_plain(path: Path, delimiter: str, quote: str) -> bool:
    """Whether there is one kind of line end, no zero byte, and no line whose quotes are not in order."""
    unclear = re.compile(_unclear_line(delimiter, quote).encode(), re.MULTILINE) if quote else None
    returns = both = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            lines = block + file.readline()
            if b"\0" in lines or (unclear and quote.encode() in lines and unclear.search(lines)):
                return False
            returns += lines.count(b"\r")
            both += lines.count(b"\r\n")
    return returns == both


def _unclear_line(delimiter: str, quote: str) -> str:
    """Matches where a line begins that is more than whole values, each in quotes or beginning without."""
    d, q = re.escape(delimiter), re.escape(quote)
    value = rf"(?>{q}(?:[^{q}\r\n]++|{q}{q})*+{q}|[^{q}{d}\r\n][^{d}\r\n]*+|)"
    return rf"^(?!{value}(?:{d}{value})*+\r?$)"


def _begins_with_blank(column: pa.Array) -> bool:
    # the other reader takes it as no part of the value
    return bool(pc.any(pc.starts_with(column, " ")).as_py())


def _options(names: list[str], delimiter: str, quote: str, header_row: int) -> dict[str, object]:
    texts = dict.fromkeys(names, pa.string())
    return {
        "read_options": csv.ReadOptions(column_names=names, skip_rows=header_row, block_size=_BLOCK_BYTES),
        "parse_options": csv.ParseOptions(
            delimiter=delimiter, quote_char=quote or False, ignore_empty_lines=True
        ),
        "convert_options": csv.ConvertOptions(column_types=texts, strings_can_be_null=True, null_values=[""]),
    }
