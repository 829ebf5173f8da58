"""JSON documents: the elements of a list somewhere in one, as JSON texts, read as a stream."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.decoding import opened_text
from orchestration.ingest.json_lines import read_json_lines, write_json
from orchestration.ingest.parts import Part

_BLOCK_CHARACTERS = 1 << 20
# beyond this a value whose end does not come counts as damaged
_LONGEST_VALUE = 1 << 26
_RECORDS_PER_BLOCK = 10_000
_DECODER = json.JSONDecoder()
# numbers keep the digits they came with
_EXACT = json.JSONDecoder(parse_float=str, parse_int=str)


def read_json(
    con: duckdb.DuckDBPyConnection, path: Path, records: str | None, encoding: str, part: Part
) -> None:
    """Write the elements of the list at the path `records` to the part.

    Without a path the document is a list, or a line of it is an object. HuaxiangError when there is no list,
    or the document is cut off or damaged.
    """
    if records is None and _is_of_lines(path, encoding):
        part.reading |= {"format": "jsonl"}
        read_json_lines(con, path, encoding, part)
        return
    with opened_text(path, encoding, newline="\n") as file:
        texts = _document(_Scanner(file), records)
        write_json(con, _in_blocks(texts), encoding, part)


def _is_of_lines(path: Path, encoding: str) -> bool:
    with opened_text(path, encoding, newline="\n") as file:
        lines = [line for line in file.readlines(_BLOCK_CHARACTERS)[:100] if line.strip()]
    try:
        return len(lines) > 1 and isinstance(json.loads(lines[0]), dict)
    except ValueError:
        return False


def _in_blocks(texts: Iterator[str]) -> Iterator[list[str]]:
    while block := list(islice(texts, _RECORDS_PER_BLOCK)):
        yield block


def _document(scanner: "_Scanner", records: str | None) -> Iterator[str]:
    if records is None and scanner.next() == "{":
        raise HuaxiangError(_where_records_may_be(scanner.value()))
    names = records.split(".")[1:] if records else []
    if not names and scanner.next() == "{":
        yield scanner.value()
    else:
        yield from _elements(scanner, names, records or "$")
    if scanner.next():
        raise HuaxiangError(_DAMAGED)


def _elements(scanner: "_Scanner", names: list[str], records: str) -> Iterator[str]:
    """The elements of the list that `names` lead to; those of lists on the way are opened one by one."""
    opening = scanner.next()
    if opening == "[":
        for _ in scanner.items("[", "]"):
            text = scanner.value()
            yield from _children(text, names, records) if names else [text]
    elif opening == "{" and names:
        found = False
        for _ in scanner.items("{", "}"):
            key = json.loads(scanner.value())
            scanner.skip(":")
            if key == names[0]:
                found = True
                yield from _elements(scanner, names[1:], records)
            else:
                scanner.value()
        if not found:
            raise HuaxiangError(f"`records: {records}`: there is no '{names[0]}' in the file. Mend the path.")
    elif opening:
        raise HuaxiangError(f"`records: {records}` leads to no list in the file. Mend the path.")
    else:
        raise HuaxiangError(_DAMAGED)


def _children(text: str, names: list[str], records: str) -> Iterator[str]:
    """The records inside one element of a list on the way; what stands beside them is `parent_…`."""
    element = _EXACT.decode(text)
    for record in _descended(element, names, records):
        yield json.dumps(record, ensure_ascii=False)


def _descended(element: Any, names: list[str], records: str) -> Iterator[Any]:
    if isinstance(element, list):
        for item in element:
            yield from _descended(item, names, records) if names else [item]
        return
    if not isinstance(element, dict) or not names:
        raise HuaxiangError(f"`records: {records}` leads to no list in the file. Mend the path.")
    inner = element.get(names[0])
    beside = {f"parent_{key}": value for key, value in element.items() if key != names[0]}
    for record in _descended(inner, names[1:], records) if inner is not None else ():
        yield beside | record if isinstance(record, dict) else record


def _where_records_may_be(text: str) -> str:
    """What to declare for a document that is one object."""
    lists = [f"$.{name}" for name in _lists(json.loads(text))]
    where = f"`records: {lists[0]}`" if lists else "`records: $.…`"
    others = f" (it holds the lists {', '.join(lists)})" if len(lists) > 1 else ""
    return (
        f"the document is one object. Say in defs.yaml where its records are: {where}{others}, or"
        " `records: $` if the object is itself a record."
    )


def _lists(value: Any) -> Iterator[str]:
    for key, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, list):
            yield key
        yield from (f"{key}.{name}" for name in _lists(inner))


_DAMAGED = "the document is not valid JSON; it may be cut off or damaged. Export it again."


@dataclass
class _Scanner:
    """Walks through a JSON text without holding more than a value of it."""

    file: TextIO
    text: str = ""
    place: int = 0

    def next(self) -> str:
        """The next character that is no blank, without passing it; nothing at the end."""
        while True:
            while self.place < len(self.text):
                if self.text[self.place] not in " \t\r\n":
                    return self.text[self.place]
                self.place += 1
            if not self._more():
                return ""

    def skip(self, character: str) -> None:
        """Pass this character; HuaxiangError when another stands there."""
        if self.next() != character:
            raise HuaxiangError(_DAMAGED)
        self.place += 1

    def items(self, opening: str, closing: str) -> Iterator[None]:
        """Stop before each item of a list or object; the caller passes it."""
        self.skip(opening)
        if self.next() != closing:
            yield
            while self.next() == ",":
                self.skip(",")
                yield
        self.skip(closing)

    def value(self) -> str:
        """The text of the next value, passing it; HuaxiangError when it has no end."""
        self.next()
        while True:
            try:
                _, end = _DECODER.raw_decode(self.text, self.place)
            except (json.JSONDecodeError, RecursionError):
                end = None
            # a number at the end of what was read may go on
            if end is not None and (end < len(self.text) or not self._more()):
                text, self.place = self.text[self.place : end], end
                return text
            if end is None and not self._more():
                raise HuaxiangError(_DAMAGED)

    def _more(self) -> bool:
        """Read on, twice as much as is held; whether there was more."""
        held = self.text[self.place :]
        if len(held) > _LONGEST_VALUE:
            raise HuaxiangError(_DAMAGED)
        block = self.file.read(max(_BLOCK_CHARACTERS, len(held)))
        self.text, self.place = held + block, 0
        return bool(block)
