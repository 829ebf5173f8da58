"""How files were read, said to people: format, encoding, delimiter, sheet, declared or told from the file."""

from collections.abc import Iterable
from typing import Any

from orchestration.ingest.manifests import RawLoad

_SHOWN_FILES = 20


def read_as(raw_loads: Iterable[RawLoad]) -> str:
    """The ways in which the files of these loads were read, as `csv · gb18030 · ';'`."""
    ways = dict.fromkeys(_described(file["reading"]) for load in raw_loads for file in load.files)
    return ", ".join(way for way in ways if way)


def files_read(raw_loads: Iterable[RawLoad]) -> dict[str, str]:
    """The way in which each file was read, by name; of very many files the first."""
    read = {file["name"]: _described(file["reading"]) for load in raw_loads for file in load.files}
    return dict(list(read.items())[:_SHOWN_FILES])


def _described(reading: dict[str, Any]) -> str:
    texts = [reading.get("format", ""), reading.get("encoding", "")]
    if "delimiter" in reading:
        texts.append(repr(reading["delimiter"]))
    if "sheet" in reading:
        texts.append(f"sheet {reading['sheet']}")
    if reading.get("header_row", 1) > 1:
        texts.append(f"header in row {reading['header_row']}")
    return " · ".join(text for text in texts if text)
