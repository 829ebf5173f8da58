"""The quick way through CSV that leaves no question open: UTF-8, no quotes, every line as wide as the header.

Two to three times faster than record by record, with the same result; at the first doubt it gives up.
"""

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
    if not _is_plain(path, quote.encode()):
        return False
    try:
        with (
            csv.open_csv(path, **_options(names, delimiter, header_row)) as batches,
            part.rows(names) as rows,
        ):
            for batch in batches:
                # the other reader takes blanks before a value as no part of it
                if any(pc.any(pc.starts_with(column, " ")).as_py() for column in batch.columns):
                    return False
                rows.write_batch(batch)
    except pa.ArrowInvalid:
        return False
    return True


def _is_plain(path: Path, quote: bytes) -> bool:
    """Whether there is no quote, no zero byte, and one kind of line end."""
    returns = both = 0
    with path.open("rb") as file:
        last = b""
        while block := file.read(_BLOCK_BYTES):
            if (quote and quote in block) or b"\0" in block:
                return False
            returns += block.count(b"\r")
            both += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
            last = block[-1:]
    return returns == both


def _options(names: list[str], delimiter: str, header_row: int) -> dict[str, object]:
    texts = dict.fromkeys(names, pa.string())
    return {
        "read_options": csv.ReadOptions(column_names=names, skip_rows=header_row, block_size=_BLOCK_BYTES),
        "parse_options": csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=True),
        "convert_options": csv.ConvertOptions(column_types=texts, strings_can_be_null=True, null_values=[""]),
    }
