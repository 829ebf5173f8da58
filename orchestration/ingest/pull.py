"""Pull: everything new in the source systems' folders, through raw, into landing."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.home import Home, write_json
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.landing import Clock, land
from orchestration.ingest.manifests import Load, RawLoad, loads, raw_loads
from orchestration.ingest.problems import Problem
from orchestration.ingest.raw import UnreadableError, extract, missing_objects, new_arrivals
from orchestration.ingest.sources import SourceSystem


@dataclass
class Pulled:
    """What one pull of one source system did."""

    raw_loads: list[RawLoad] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def write_made_up(source: SourceSystem, end_on: date) -> None:
    """Let a made-up source write its extracts, once."""
    if source.written_by and not source.path.exists():
        import_module(source.written_by).write(source.path, end_on)


def pull(
    home: Home, source: SourceSystem, contracts: Mapping[str, ContractTable], business_timezone: str
) -> Pulled:
    """Extract what is new and land every raw load under the current mapping. Can be run at any time again."""
    clock = Clock(datetime.now(UTC).replace(tzinfo=None), business_timezone)
    known = raw_loads(home.raw, source.name)
    pulled = Pulled(problems=list(missing_objects(source, known)))
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        for arrival in new_arrivals(source, known):
            try:
                load = extract(con, source, arrival, home.raw, _next(known))
            except UnreadableError as error:
                pulled.problems.extend(error.problems)
                continue
            known.append(load)
            pulled.raw_loads.append(load)
        _land_all(con, home, source, contracts, clock, known, pulled)
    write_json(_standing(home, source.name), {"problems": [problem.as_dict() for problem in pulled.problems]})
    return pulled


def standing_problems(home: Home, source: str) -> list[Problem]:
    """What the last pull of a source system could not take in, and why."""
    path = _standing(home, source)
    entries = json.loads(path.read_text())["problems"] if path.exists() else []
    return [Problem(**entry) for entry in entries]


def _standing(home: Home, source: str) -> Path:
    return home.raw / source / "problems.json"


def _land_all(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    source: SourceSystem,
    contracts: Mapping[str, ContractTable],
    clock: Clock,
    known: list[RawLoad],
    pulled: Pulled,
) -> None:
    landed = {
        (load.table, load.raw_load_id, load.mapping_hash)
        for load in loads(home.landing)
        if load.source_system == source.name
    }
    mapped_sequence = _next(loads(home.landing), "mapped_sequence")
    for extract_ in source.extracts:
        contract = contracts[extract_.table]
        mapping_hash = source.mapping_hash(extract_, contract, clock.business_timezone)
        for raw_load in _read_by(known, source, extract_.raw_object):
            if (extract_.table, raw_load.load_id, mapping_hash) in landed:
                continue
            try:
                load = land(con, source, extract_, contract, raw_load, home.landing, mapped_sequence, clock)
            except HuaxiangError as error:
                pulled.problems.append(Problem("error", source.name, extract_.table, "", str(error)))
                continue
            if not load.is_conserved:
                raise AssertionError(f"rows were lost or doubled in load {load.load_id} of {load.table}")
            mapped_sequence += 1
            pulled.loads.append(load)


def _read_by(known: list[RawLoad], source: SourceSystem, raw_object: str) -> list[RawLoad]:
    """The raw loads of an object that matter: all, or from the newest full snapshot on."""
    reading_hash = source.objects[raw_object].reading_hash
    same = [load for load in known if load.raw_object == raw_object and load.reading_hash == reading_hash]
    snapshots = [number for number, load in enumerate(same) if load.full_snapshot]
    return same[snapshots[-1] :] if snapshots else same


def _next(existing: Iterable[RawLoad | Load], attribute: str = "sequence") -> int:
    return max((getattr(item, attribute) for item in existing), default=0) + 1
