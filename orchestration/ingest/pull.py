"""Pull: everything new in the source systems' folders, through raw, into landing."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.home import Home, write_json
from orchestration.ingest.arrivals import missing_objects, new_arrivals
from orchestration.ingest.compaction import MOST_SMALL_LOADS, compact
from orchestration.ingest.connections.answers import note_answers
from orchestration.ingest.connections.polling import Asked, Poll
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.corrections import NO_CORRECTIONS, Corrections, read_corrections
from orchestration.ingest.drift import drifted
from orchestration.ingest.extracts import Extract
from orchestration.ingest.flagging import Clock
from orchestration.ingest.landing import Lander
from orchestration.ingest.manifests import (
    Load,
    RawLoad,
    current_loads,
    loads,
    raw_loads,
    replace_manifest,
    sweep,
)
from orchestration.ingest.problems import Problem
from orchestration.ingest.raw import UnreadableError, extract
from orchestration.ingest.sources import SourceSystem
from orchestration.state import State

# what needs more is put aside on disk, so that ten times the rows do not need ten times the memory
_MEMORY = "2GB"


@dataclass
class Pulled:
    """What one pull of one source system did.

    `fresh` are the ids of the raw loads that came last, in this pull or in an earlier one.
    """

    raw_loads: list[RawLoad] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    asked: Asked = field(default_factory=Asked)


def pull(
    home: Home,
    source: SourceSystem,
    contracts: Mapping[str, ContractTable],
    business_timezone: str,
    *,
    ask: bool = True,
) -> Pulled:
    """Extract what is new and land every raw load under the current mapping. Can be run at any time again.

    `ask=False` lands what is there already of a system that has to be asked.
    """
    for root in (home.raw / source.name, home.landing):
        sweep(root)
    known = raw_loads(home.raw, source.name)
    pulled = Pulled(problems=list(missing_objects(source, known)))
    with _scratch_database(home) as con:
        _read_files(con, source, home, known, pulled)
        if source.connection:
            pulled.asked = _answers(con, source, home, known) if ask else _asked_before(home, source.name)
        pulled.raw_loads.extend(pulled.asked.raw_loads)
        pulled.fresh = [load.load_id for load in pulled.raw_loads] or _fresh_before(home, source.name)
        pulled.problems.extend(drifted(source, known, pulled.fresh))
        clock = Clock(datetime.now(UTC).replace(tzinfo=None), business_timezone)
        lander = Lander(con, source, home.landing, clock, known)
        corrections = read_corrections(con, State(home), source.name)
        landing = _Landing(lander, known, loads(home.landing), pulled, corrections)
        for extract_ in source.extracts:
            landing.land(extract_, contracts[extract_.table])
        compact(con, current_loads(landing.landed, [source]), more_than=MOST_SMALL_LOADS)
    _write_standing(home, source, pulled, ask=ask)
    pulled.problems.extend(pulled.asked.problems)
    return pulled


def _fresh_before(home: Home, source: str) -> list[str]:
    return _left_standing(home, source).get("fresh", [])


def _write_standing(home: Home, source: SourceSystem, pulled: Pulled, *, ask: bool) -> None:
    """Note what this pull could not take in, and when the system was asked."""
    standing = {
        "problems": [problem.as_dict() for problem in pulled.problems],
        "unreadable": pulled.unreadable,
        "fresh": pulled.fresh,
        "asking": [problem.as_dict() for problem in pulled.asked.problems],
        "unanswered": pulled.asked.unanswered,
        "asked_at": _asked_now(home, source, ask=ask),
    }
    write_json(_standing(home, source.name), standing)


def _read_files(
    con: duckdb.DuckDBPyConnection, source: SourceSystem, home: Home, known: list[RawLoad], pulled: Pulled
) -> None:
    """Extract the files that are new, and note those that cannot be read."""
    for arrival in new_arrivals(source, known):
        try:
            load = extract(con, source, arrival, home.raw, _next(known))
        except UnreadableError as error:
            pulled.problems.extend(error.problems)
            pulled.unreadable.append(arrival.content_hash)
            continue
        known.append(load)
        pulled.raw_loads.append(load)


def _answers(con: duckdb.DuckDBPyConnection, source: SourceSystem, home: Home, known: list[RawLoad]) -> Asked:
    """Ask the system, and note for what it answered."""
    asked = Poll(con, source, known, home.raw, home.scratch).ask()
    note_answers(home.raw, source.name, asked.answered)
    known.extend(asked.raw_loads)
    return asked


def _asked_before(home: Home, source: str) -> Asked:
    """What the last asking came to, without what it brought."""
    before = _left_standing(home, source)
    problems = [Problem(**entry) for entry in before.get("asking", [])]
    return Asked(problems=problems, unanswered=before.get("unanswered", []))


def _asked_now(home: Home, source: SourceSystem, *, ask: bool) -> str | None:
    if source.connection and ask:
        return datetime.now(UTC).isoformat(timespec="seconds")
    return _left_standing(home, source.name).get("asked_at")


def asked_at(home: Home, source: str) -> datetime | None:
    """When a system that has to be asked was asked last, whether it answered or not."""
    at = _left_standing(home, source).get("asked_at")
    return datetime.fromisoformat(at) if at else None


def standing_problems(home: Home, source: str) -> list[Problem]:
    """What the last pull of a source system could not take in, and why."""
    before = _left_standing(home, source)
    return [Problem(**entry) for entry in (*before.get("problems", ()), *before.get("asking", ()))]


def unreadable_contents(home: Home, source: str) -> list[str]:
    """Content hashes of what the last pull of a source system tried to read in vain."""
    return _left_standing(home, source).get("unreadable", [])


def unanswered_objects(home: Home, source: str) -> list[str]:
    """Objects of which the last pull of a source system got no answer."""
    return _left_standing(home, source).get("unanswered", [])


def _left_standing(home: Home, source: str) -> dict[str, Any]:
    path = _standing(home, source)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _standing(home: Home, source: str) -> Path:
    return home.raw / source / "problems.json"


@contextmanager
def _scratch_database(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB in memory, which may put aside inside the home what does not fit."""
    shutil.rmtree(home.scratch, ignore_errors=True)
    home.scratch.mkdir(parents=True)
    try:
        options = {"temp_directory": str(home.scratch), "memory_limit": _MEMORY}
        with duckdb.connect(config=options) as con:
            con.execute("set TimeZone = 'UTC'")
            yield con
    finally:
        shutil.rmtree(home.scratch, ignore_errors=True)


@dataclass
class _Landing:
    """Brings the landing of one source system up to its raw loads and its mapping."""

    lander: Lander
    known: list[RawLoad]
    landed: list[Load]
    pulled: Pulled
    corrections: dict[str, Corrections]

    def land(self, extract: Extract, contract: ContractTable) -> None:
        """Land what is not landed under this mapping; a mapping or reading that comes back counts again.

        So does a load under the corrections that people decided for its rows.
        """
        corrections = self.corrections.get(extract.table, NO_CORRECTIONS)
        mapping_hash = self.lander.mapping_hash(extract, contract)
        failed: dict[str, Problem] = {}
        for raw_load in self._relevant(extract):
            content = (raw_load.content_hash, raw_load.file)
            same = [load for load in self._of(extract) if (load.content_hash, load.file) == content]
            mapping = (raw_load.load_id, mapping_hash)
            before = [
                load
                for load in same
                if (load.raw_load_id, load.mapping_hash) == mapping
                and load.corrected == corrections.wanted(self.lander.con, load)
            ]
            if not before:
                try:
                    self._land_one(extract, contract, raw_load, corrections)
                except HuaxiangError as error:
                    failed[raw_load.load_id] = self._failure(extract, raw_load, error)
            elif before[0].mapped_sequence < max(load.mapped_sequence for load in same):
                before[0].mapped_sequence = _next(self.landed, "mapped_sequence")
                replace_manifest(before[0])
        # what a load that landed after it has replaced needs no mending
        relevant = [load.load_id for load in self._relevant(extract)] if failed else []
        self.pulled.problems.extend(failed[load_id] for load_id in relevant if load_id in failed)

    def _land_one(
        self, extract: Extract, contract: ContractTable, raw_load: RawLoad, corrections: Corrections
    ) -> None:
        current = self._current(extract)
        last_good = current[-1] if current else None
        earlier = [load for load in self._of(extract) if load.sequence < raw_load.sequence]
        before = current_loads(earlier, [self.lander.source])
        mapped_sequence = _next(self.landed, "mapped_sequence")
        load = self.lander.land(extract, contract, raw_load, mapped_sequence, last_good, before, corrections)
        self.landed.append(load)
        self.pulled.loads.append(load)

    def _failure(self, extract: Extract, raw_load: RawLoad, error: HuaxiangError) -> Problem:
        files = ", ".join(file["name"] for file in raw_load.files)
        return Problem("error", self.lander.source.name, extract.table, files, str(error))

    def _relevant(self, extract: Extract) -> list[RawLoad]:
        """The raw loads whose rows count or may come to count, oldest first; of one content one reading.

        Without what a newer snapshot or a newer version of its file has replaced.
        """
        reading_hash = self.lander.source.objects[extract.raw_object].reading_hash
        chosen: dict[tuple[str, str], RawLoad] = {}
        for load in self.known:
            held = chosen.get((load.content_hash, load.file))
            if load.raw_object == extract.raw_object and (
                held is None or load.reading_hash == reading_hash or held.reading_hash != reading_hash
            ):
                chosen[load.content_hash, load.file] = load
        current = self._current(extract)
        start = current[0].sequence if current and current[0].full_snapshot else 0
        # files that add up have several versions that are read
        oldest = {load.file: load.sequence for load in reversed(current) if load.file}
        relevant = [load for load in chosen.values() if load.sequence >= max(start, oldest.get(load.file, 0))]
        return sorted(relevant, key=lambda load: load.sequence)

    def _of(self, extract: Extract) -> list[Load]:
        made_by = (self.lander.source.name, extract.table, extract.name)
        return [load for load in self.landed if load.made_by == made_by]

    def _current(self, extract: Extract) -> list[Load]:
        return current_loads(self._of(extract), [self.lander.source])


def _next(existing: Iterable[RawLoad | Load], attribute: str = "sequence") -> int:
    return max((getattr(item, attribute) for item in existing), default=0) + 1
