"""Measure and judge every load that is not yet: what was found lies in `quality.json` of the load's folder.

A verdict depends on the load, the loads before it and the thresholds, so that it can always be made again.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace

import duckdb

from expectations.loads import ColumnFigures, LoadCheck, LoadFigures, Thresholds, checks_of, judged
from orchestration.home import write_json
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.landed_rows import living_rows
from orchestration.ingest.manifests import Load
from orchestration.ingest.sources import SourceSystem
from orchestration.quality.measuring import measure

QUALITY = "quality.json"
# another number makes every load measured and judged anew
_VERSION = 1


@dataclass(frozen=True)
class JudgedLoad:
    """A load, its figures, and its checks as of what `judged_by` stands for."""

    load: Load
    figures: LoadFigures
    measured_by: str
    judged_by: str = ""
    checks: tuple[LoadCheck, ...] = field(default=())

    @property
    def failed(self) -> list[LoadCheck]:
        """The checks it did not pass."""
        return [check for check in self.checks if not check.passed]


def judge_loads(
    loads: Sequence[Load],
    sources: Iterable[SourceSystem],
    contracts: Mapping[str, ContractTable],
    thresholds: Mapping[str, Thresholds],
) -> list[JudgedLoad]:
    """All loads that these sources made, measured and judged; what is new is kept beside their rows."""
    mapped = {
        (source.name, extract.table, extract.name): frozenset(extract.columns)
        for source in sources
        for extract in source.extracts
    }
    with duckdb.connect() as con:
        measured = [
            _measured(con, load, contracts[load.table], columns, thresholds[load.table])
            for load in sorted(loads, key=lambda load: (load.sequence, load.mapped_sequence))
            if (columns := mapped.get(load.made_by)) is not None
        ]
    expected = [
        _with_checks(entry, earlier, thresholds[entry.load.table])
        for entry, earlier in _with_earlier(measured, thresholds)
    ]
    before = {id(entry.load): entry.judged_by for entry in measured}
    new = [entry for entry in expected if before[id(entry.load)] != entry.judged_by]
    found = {id(entry.load): entry for entry in expected} | {id(e.load): e for e in _with_verdicts(new)}
    for entry in new:
        _keep(found[id(entry.load)])
    return list(found.values())


def _with_earlier(
    measured: list[JudgedLoad], thresholds: Mapping[str, Thresholds]
) -> Iterator[tuple[JudgedLoad, list[JudgedLoad]]]:
    """Each load with those it is compared with: of the same object under the same mapping, none blocked."""
    histories: dict[tuple[str, ...], list[JudgedLoad]] = {}
    for entry in measured:
        load, limits = entry.load, thresholds[entry.load.table]
        history = histories.setdefault((*load.made_by, load.mapping_hash), [])
        # the same content again, with what a person corrected: it takes the place of the other
        if history and history[-1].load.sequence == load.sequence:
            history.pop()
        if load.full_snapshot:
            yield entry, history[-1:]
        else:
            yield entry, history[-limits.most_loads :] if len(history) >= limits.least_loads else []
        if not load.blocked:
            history.append(entry)


def _with_checks(entry: JudgedLoad, earlier: list[JudgedLoad], limits: Thresholds) -> JudgedLoad:
    """The load with the checks that stand, or with new ones that are not yet judged."""
    parts = [entry.measured_by, asdict(limits), [before.load.load_id for before in earlier]]
    judged_by = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
    if entry.judged_by == judged_by:
        return entry
    checks = checks_of(entry.figures, [before.figures for before in earlier], limits)
    return replace(entry, judged_by=judged_by, checks=tuple(checks))


def _with_verdicts(entries: list[JudgedLoad]) -> Iterator[JudgedLoad]:
    """Judge the checks of all these loads in one go."""
    verdicts = iter(judged([check for entry in entries for check in entry.checks]))
    for entry in entries:
        yield replace(entry, checks=tuple(next(verdicts) for _ in entry.checks))


def _measured(
    con: duckdb.DuckDBPyConnection,
    load: Load,
    contract: ContractTable,
    mapped: Set[str],
    limits: Thresholds,
) -> JudgedLoad:
    measured_by = f"{_VERSION}-{limits.most_categories}"
    path = load.folder / QUALITY
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if kept.get("measured_by") != measured_by:
        figures = measure(con, living_rows([load]), contract, mapped, limits.most_categories)
        return JudgedLoad(load, figures, measured_by)
    columns = {name: ColumnFigures(**column) for name, column in kept["figures"]["columns"].items()}
    return JudgedLoad(
        load,
        LoadFigures(kept["figures"]["rows"], columns),
        measured_by,
        kept["judged_by"],
        tuple(LoadCheck(**check) for check in kept["checks"]),
    )


def _keep(entry: JudgedLoad) -> None:
    content = {
        "measured_by": entry.measured_by,
        "judged_by": entry.judged_by,
        "figures": asdict(entry.figures),
        "checks": [asdict(check) for check in entry.checks],
    }
    write_json(entry.load.folder / QUALITY, content)
