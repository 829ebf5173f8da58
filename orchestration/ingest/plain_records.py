"""Records of text without quotes; what separates values and what ends records may be of any length."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from orchestration.ingest.records import Record, decodable

_BLOCK_CHARACTERS = 1 << 20
# beyond this a record whose end does not come counts as cut off
_LONGEST_RECORD = 10_000_000


@dataclass(frozen=True)
class Plain:
    """Text whose values stand between delimiters and are never quoted.

    `end` is what ends a record, with or without a line break behind it; None is a line break. If values hold
    line breaks (`width` is given) a record goes on until it has as many values.
    """

    delimiter: str
    end: str | None = None
    width: int | None = None

    def first(self, file: TextIO) -> list[str]:
        """The values of the next record, which ends with its line."""
        line = file.readline().rstrip("\r\n")
        return line.removesuffix(self.end or "").split(self.delimiter)

    def blocks(self, file: TextIO) -> Iterator[list[Record]]:
        """The records, about a megabyte at a time."""
        texts = self._ended(file) if self.end else self._lines(file)
        for block in texts:
            yield decodable([text.split(self.delimiter) if text.strip() else [] for text in block], block)

    def _ended(self, file: TextIO) -> Iterator[list[str]]:
        rest = ""
        while block := file.read(_BLOCK_CHARACTERS):
            *texts, rest = (rest + block).split(self.end)
            yield [text.lstrip("\r\n") for text in texts]
            if len(rest) > _LONGEST_RECORD:
                yield [rest]
                rest = ""
        yield [rest.lstrip("\r\n")]

    def _lines(self, file: TextIO) -> Iterator[list[str]]:
        pending: list[str] = []
        while lines := file.readlines(_BLOCK_CHARACTERS):
            lines = [line.rstrip("\r\n") for line in lines]
            if self.width is None:
                yield lines
            else:
                texts, pending = self._joined([*pending, *lines])
                yield texts
        yield ["\n".join(pending)]

    def _joined(self, lines: list[str]) -> tuple[list[str], list[str]]:
        """Lines joined into records that have all their values, and the lines of a last one that has not."""
        texts: list[str] = []
        pending: list[str] = []
        values, length = 1, 0
        for line in lines:
            more = line.count(self.delimiter)
            if pending and (values + more > self.width or length > _LONGEST_RECORD):
                # what is short stands for itself, so that the good record behind it lands
                texts.append("\n".join(pending))
                pending, values, length = [], 1, 0
            pending.append(line)
            values, length = values + more, length + len(line)
            if values >= self.width:
                texts.append("\n".join(pending))
                pending, values, length = [], 1, 0
        return texts, pending
