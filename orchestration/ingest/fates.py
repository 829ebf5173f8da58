"""Where every record of a source system went: each ends in exactly one place, and the sum shows it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import duckdb

from orchestration.home import Home
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.extracts import Extract
from orchestration.ingest.landed_rows import living_rows, rows_of
from orchestration.ingest.lookups import loads_read
from orchestration.ingest.manifests import Load, RawLoad, current_loads, loads, raw_loads
from orchestration.ingest.sources import SourceSystem
from orchestration.ingest.tombstones import MARKED, MISSING
from orchestration.quoting import literal, parquet_rows

REJECTED = "rejected"
UNPARSABLE = "unparsable"
DELETED = "deleted"
LEFT_OUT = "left out: "
HELD_BACK = "held back: "
LOOKED_UP = "there to be looked up"
HANDED_ON = "handed on, but taken by no table"


@dataclass
class ObjectFates:
    """Records of one raw object by fate.

    Fates: the contract tables where the record is a row (several joined by ` + `), `rejected`,
    `deleted` for a row that says so of its record, `left out: <rule>`, `unparsable`, `held back: <table>` for
    a load that is blocked or could not be made.
    `missing` counts the records of its tables that an earlier snapshot had and this one has not.
    """

    raw_object: str
    records: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    missing: int = 0

    def check(self) -> None:
        """AssertionError unless every record has one fate."""
        if self.counts.total() != self.records:
            raise AssertionError(
                f"{self.raw_object}: {self.records} records were read, but {self.counts.total()} have a fate."
            )


def row_fates(home: Home, source: SourceSystem, contracts: Mapping[str, ContractTable]) -> list[ObjectFates]:
    """Fates of the records of the files read now, by raw object; without objects of which nothing is read."""
    landed = [load for load in loads(home.landing) if load.source_system == source.name]
    current = current_loads(landed, [source])
    found = []
    for raw_object in source.objects:
        extracts = [extract for extract in source.extracts if extract.raw_object == raw_object]
        fates = ObjectFates(raw_object)
        if not extracts:
            fates.records = _looked_up(home, source, raw_object)
            fates.counts = Counter({LOOKED_UP: fates.records})
        for raw_load in _read_now(raw_loads(home.raw, source.name), current, raw_object):
            fates.records += raw_load.parsed + raw_load.unparsable
            fates.counts += Counter({UNPARSABLE: raw_load.unparsable})
            fates.counts += _fates(raw_load, extracts, landed)
        fates.missing = sum(load.deleted.get(MISSING, 0) for load in current if load.raw_object == raw_object)
        fates.check()
        fates.counts = Counter(dict(fates.counts.most_common()))
        if fates.records:
            found.append(fates)
    return found


def _looked_up(home: Home, source: SourceSystem, raw_object: str) -> int:
    """Records of an object that serves only to complete those of others."""
    if not any(lookup.raw_object == raw_object for extract in source.extracts for lookup in extract.lookups):
        return 0
    known = loads_read(raw_loads(home.raw, source.name), source.objects[raw_object])
    return sum(load.parsed for load in known)


def _read_now(known: list[RawLoad], current: list[Load], raw_object: str) -> list[RawLoad]:
    read = {load.raw_load_id for load in current if load.raw_object == raw_object}
    raw = [load for load in known if load.load_id in read]
    # tables may still read different snapshots, when a load was blocked
    return raw[-1:] if raw and raw[-1].full_snapshot else raw


def _fates(raw_load: RawLoad, extracts: list[Extract], landed: list[Load]) -> Counter[str]:
    by_line = [extract for extract in extracts if not extract.one_row_per]
    if not by_line or len(extracts) == 1:
        return _fates_by_counts(raw_load, extracts[0], landed)
    marks = _Marks(
        missing=[extract.table for extract in by_line if _load_of(raw_load, extract, landed) is None]
    )
    selects = []
    for extract in by_line:
        if load := _load_of(raw_load, extract, landed):
            selects += marks.selects(extract, load)
    if not selects:
        return Counter({_held_back(marks.missing): raw_load.parsed})
    sql = (
        "select marks, count(*) from (select bit_or(mark) as marks"
        f" from ({' union all '.join(selects)}) group by _file, _row) group by marks"
    )
    with duckdb.connect() as con:
        counts: Counter[str] = Counter()
        for found, count in con.execute(sql).fetchall():
            counts[marks.fate(found)] += count
    return counts


def _fates_by_counts(raw_load: RawLoad, extract: Extract, landed: list[Load]) -> Counter[str]:
    """Fates by what the load of the only extract counted; a row may be made of several records."""
    load = _load_of(raw_load, extract, landed)
    if load is None:
        return Counter({_held_back([extract.table]): raw_load.parsed})
    place = _held_back([load.table]) if load.blocked else load.table
    left_out = Counter({LEFT_OUT + rule: count for rule, count in load.left_out.items()})
    aside = {REJECTED: sum(load.rejected.values()), DELETED: load.deleted.get(MARKED, 0)}
    return Counter({place: load.landed_source_rows, **aside}) + left_out


def _held_back(tables: list[str]) -> str:
    return HELD_BACK + " + ".join(dict.fromkeys(tables))


@dataclass
class _Marks:
    """One bit per place where a record may be found: (kind, table or rule)."""

    missing: list[str]
    places: list[tuple[str, str]] = field(default_factory=list)

    def selects(self, extract: Extract, load: Load) -> Iterator[str]:
        """Queries for (_file, _row, mark) of every record that one load tells something about."""
        handed_on = {rule.name for rule in extract.where if rule.goes_to}
        kind = "held back" if load.blocked else "landed"
        yield self._select(living_rows([load]), self._mark(kind, load.table))
        if load.deleted.get(MARKED):
            marked = " where _is_deleted and _file is not null"
            yield self._select(rows_of([load]), self._mark("deleted", ""), marked)
        if load.rejected:
            rejected = parquet_rows([load.folder / "rejected.parquet"])
            yield self._select(rejected, self._mark("rejected", ""))
        for rule in load.left_out:
            mark = self._mark("handed on" if rule in handed_on else "left out", rule)
            left_out = parquet_rows([load.folder / "left_out.parquet"])
            yield self._select(left_out, mark, f" where name = {literal(rule)}")

    def fate(self, marks: int) -> str:
        """The one fate of records that bear these marks: what counts most."""
        names: dict[str, list[str]] = {}
        for number, (kind, name) in enumerate(self.places):
            if marks >> number & 1:
                names.setdefault(kind, []).append(name)
        if "landed" in names:
            return " + ".join(names["landed"])
        if "rejected" in names:
            return REJECTED
        if "deleted" in names:
            return DELETED
        if "held back" in names:
            return _held_back(names["held back"])
        if "left out" in names:
            return LEFT_OUT + " + ".join(names["left out"])
        return _held_back(self.missing) if self.missing else HANDED_ON

    def _mark(self, kind: str, name: str) -> int:
        place = (kind, name)
        if place not in self.places:
            self.places.append(place)
        return 1 << self.places.index(place)

    @staticmethod
    def _select(rows: str, mark: int, condition: str = "") -> str:
        return f"select _file, _row, {mark}::hugeint as mark from {rows}{condition}"


def _load_of(raw_load: RawLoad, extract: Extract, landed: list[Load]) -> Load | None:
    """The load that the extract made of the raw load: the one that is read, else the last."""
    made = (extract.table, extract.name, raw_load.load_id)
    same = [load for load in landed if (load.table, load.extract, load.raw_load_id) == made]
    same.sort(key=lambda load: (not load.blocked, load.mapped_sequence))
    return same[-1] if same else None
