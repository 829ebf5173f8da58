"""Pages of an answer, kept until the answer is complete: a run that was killed goes on after the last one.

A page is written before the state that counts it, so after a kill it is either counted or asked for again.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.home import write_json
from orchestration.ingest.connections.rest_records import Record

_STATE, _CALLS = "state.json", "calls.json"
_LINES = pa.schema([("_row", pa.int64()), ("line", pa.string())])
# pages of two days do not make one answer
_LONGEST = timedelta(days=1)
# records, and seconds, after which pages are written down
_ENOUGH = 1000
_LONG_ENOUGH = 1.0


class Pages:
    """The pages of one object's answer, and where it goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state: dict[str, Any] = _read(folder / _STATE) or {}
        self._waiting: list[Record] = []
        self._saved_at = monotonic()

    @property
    def is_complete(self) -> bool:
        """Whether all pages are there."""
        return self.state.get("is_complete", False)

    @property
    def calls(self) -> list[dict[str, Any]]:
        """What is filled into the question, call by call."""
        return _read(self.folder / _CALLS)

    @property
    def files(self) -> list[Path]:
        """The pages, in order."""
        return [self._page(number) for number in range(self.state["pages"])]

    def goes_on(self, question: str) -> bool:
        """Whether these pages are of an answer to this question, and not too old to be gone on with."""
        if self.state.get("question") != question:
            return False
        return datetime.now(UTC) - datetime.fromisoformat(self.state["started_at"]) < _LONGEST

    def start(self, question: str, calls: Sequence[dict[str, Any]], *, is_whole: bool) -> None:
        """Begin an answer that takes these calls."""
        self.remove()
        write_json(self.folder / _CALLS, list(calls))
        self.state = {
            "question": question,
            "started_at": datetime.now(UTC).isoformat(),
            "is_whole": is_whole,
            "call": 0,
            "next": None,
            "pages": 0,
            "rows": 0,
            "is_complete": not calls,
        }
        self._save()

    def add(self, records: Sequence[Record], following: dict[str, Any] | None, *, is_last: bool) -> None:
        """Take a page; `following` is the next one of the same call, if there is one."""
        self._waiting.extend(records)
        self.state["next"] = following
        self.state["call"] += following is None
        self.state["is_complete"] = is_last and following is None
        # a page of a few records, such as the messages of one group, is no file of its own
        if self.is_complete or len(self._waiting) >= _ENOUGH or monotonic() - self._saved_at > _LONG_ENOUGH:
            self._save()

    def records(self) -> Iterator[Record]:
        """All records that were kept."""
        for file in self.files:
            for line in pq.read_table(file, columns=["line"]).column("line").to_pylist():
                yield json.loads(line)

    def remove(self) -> None:
        """Forget all pages."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.state, self._waiting = {}, []

    def _save(self) -> None:
        """Write what waits, then the state that counts it."""
        if self._waiting or (self.is_complete and not self.state["pages"]):
            first = self.state["rows"] + 1
            lines = [json.dumps(record, ensure_ascii=False) for record in self._waiting]
            numbers = pa.array(range(first, first + len(lines)), pa.int64())
            table = pa.table([numbers, pa.array(lines, pa.string())], schema=_LINES)
            pq.write_table(table, self._page(self.state["pages"]), compression="zstd")
            self.state["pages"] += 1
            self.state["rows"] += len(lines)
            self._waiting = []
        write_json(self.folder / _STATE, self.state)
        self._saved_at = monotonic()

    def _page(self, number: int) -> Path:
        return self.folder / f"page-{number:06d}.parquet"


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else None
