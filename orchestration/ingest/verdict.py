"""What became of a contract table's extracts, as one check result per table."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from orchestration.ingest.manifests import Load, RawLoad
from orchestration.ingest.problems import Problem


@dataclass
class Verdict:
    """A contract table's arrival.

    `kept_out`: a file or load was not taken in. `is_error`: and staging has nothing else to read instead.
    """

    table: str
    passed: bool = True
    kept_out: bool = False
    is_error: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)


def verdicts(
    tables: Iterable[str], all_loads: list[Load], current: list[Load], problems: list[Problem]
) -> dict[str, Verdict]:
    """Verdict per contract table, from the loads read, the loads blocked and the standing problems."""
    found = {table: Verdict(table) for table in tables}
    for load in current:
        _count(found[load.table], load)
    for load in blocked_loads(all_loads, current):
        if load.table in found:
            _block(found[load.table], load, current)
    for problem in problems:
        for table in _tables_of(problem, found):
            _complain(found[table], problem, current)
    return found


def blocked_loads(all_loads: list[Load], current: list[Load]) -> list[Load]:
    """The loads that are kept from staging, and not by a newer snapshot or file that is read."""
    newest = {}
    for load in sorted(all_loads, key=lambda load: load.mapped_sequence):
        newest[*load.made_by, load.content_hash, load.file] = load
    return [load for load in newest.values() if load.blocked and not _is_replaced(load, current)]


def _is_replaced(load: Load, current: list[Load]) -> bool:
    return any(
        other.made_by == load.made_by
        and other.sequence > load.sequence
        and (other.full_snapshot or other.file == load.file != "")
        for other in current
    )


def reading_problems(known: list[RawLoad], all_loads: list[Load], current: list[Load]) -> list[Problem]:
    """What could not be read in the raw loads whose rows are read now or kept back."""
    told = {load.raw_load_id for load in (*current, *blocked_loads(all_loads, current))}
    return [Problem(**entry) for load in known if load.load_id in told for entry in load.problems]


def _count(verdict: Verdict, load: Load) -> None:
    counts = {
        "rows_read": load.parsed,
        "rows_landed": load.landed,
        "rows_landed_from": load.landed_source_rows,
        "rows_rejected": sum(load.rejected.values()),
        "rows_left_out": sum(load.left_out.values()),
        "rows_deleted": sum(load.deleted.values()),
        "values_repaired": sum(load.repaired.values()),
        "values_flagged": sum(load.flagged.values()),
    }
    for name, count in counts.items():
        verdict.counts[name] = verdict.counts.get(name, 0) + count
    for entry in load.problems:
        verdict.passed = False
        verdict.messages.append(str(Problem(**entry)))


def _block(verdict: Verdict, load: Load, current: list[Load]) -> None:
    verdict.passed, verdict.kept_out = False, True
    has_good = any(good.table == load.table and good.source_system == load.source_system for good in current)
    verdict.is_error = verdict.is_error or not has_good
    rest = "the last good load stays" if has_good else "there is no earlier load to fall back on"
    reasons = "; ".join(load.blocked)
    verdict.messages.append(
        f"{load.source_system} · {load.table}: load {load.load_id} is blocked: {reasons}; {rest}."
        " Mend the extract, or raise the limit in the contract if this is normal."
    )
    verdict.messages.extend(str(Problem(**entry)) for entry in load.problems)


def _tables_of(problem: Problem, found: dict[str, Verdict]) -> list[str]:
    return [table for table in problem.table.split(", ") if table in found]


def _complain(verdict: Verdict, problem: Problem, current: list[Load]) -> None:
    has_good = any(
        good.table == verdict.table and good.source_system == problem.source_system for good in current
    )
    verdict.passed = False
    verdict.kept_out = verdict.kept_out or problem.severity == "error"
    verdict.is_error = verdict.is_error or (problem.severity == "error" and not has_good)
    verdict.messages.append(str(problem))
