"""Whether published profiles say what a refresh would say, and if not, why. Needs neither lock nor dbt."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration.context import run_context
from orchestration.fingerprint import answered, fingerprint, lying
from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.sources import SourceSystem, read_source
from orchestration.publish.snapshot import latest_snapshot
from orchestration.run_record import RunRecord, last_run
from orchestration.settings import DBT_PROJECT_DIR, Settings, business_settings
from orchestration.state import State
from orchestration.upkeep import waiting_tags

_CHANGES = {
    "loads": "loads have come or gone",
    "pending": "extracts lie there that are not loaded",
    "definitions": "definitions have changed",
    "state": "history has changed",
    "decisions": "decisions have been made",
    "models": "models were trained",
    "missing": "extracts have come or gone",
    "readers": "where the snapshot is shown has changed",
}
# what a run that fails has already moved
_MOVED = ("loads", "pending", "state", "models")


@dataclass(frozen=True)
class Situation:
    """A home as a sensor finds it.

    `cause` names what a refresh would be for: it stays while refreshes fail, and is another one after each
    that succeeds. `stale_because` is empty while nothing is published.
    """

    as_of_on: date
    cause: str
    is_published: bool
    is_seen: bool
    has_new_extracts: bool
    stale_because: list[str]


def look(settings: Settings) -> Situation:
    """The situation as of now, or of the settings' `as_of`; HuaxiangError as a refresh would raise it."""
    home, sources = Home(settings.home), read_sources(settings)
    as_of_on = run_context(settings.as_of, State(home)).as_of_on
    seen = fingerprint(home, sources, read_contracts(DBT_PROJECT_DIR), as_of_on)
    files = lying(sources) + answered(home, sources)
    record = last_run(home) if latest_snapshot(home.published) else None
    before = record.fingerprint if record else {}
    new = set(seen["pending"]) - set(before["pending"]) if record else files
    return Situation(
        as_of_on=as_of_on,
        cause=_cause(seen, files, record),
        is_published=record is not None,
        is_seen=seen == before,
        has_new_extracts=bool(new),
        stale_because=stale_because(home, seen, record, as_of_on) if record else [],
    )


def stale_because(home: Home, seen: dict[str, Any], record: RunRecord, as_of_on: date) -> list[str]:
    """Why a refresh as of that day would see something else than the last complete one did."""
    before = record.fingerprint
    reasons = [text for part, text in _CHANGES.items() if seen.get(part) != before.get(part)]
    with duckdb.connect(str(latest_snapshot(home.published)), read_only=True) as con:
        due = con.execute(
            "select count_if(next_change_on <= ?) from marts.mart_customer_profiles", [as_of_on]
        ).fetchone()[0]
        passed = (as_of_on - date.fromisoformat(record.as_of_on)).days
        waiting = waiting_tags(con, passed)
    if due:
        changed = "1 profile has" if due == 1 else f"{due:,} profiles have"
        reasons.append(f"{changed} changed by time alone since {record.as_of_on}")
    if passed > business_settings()["profile_fresh_days"]:
        reasons.append(f"the last refresh looked from {record.as_of_on}")
    if waiting:
        what = f"{waiting[0]} and {len(waiting) - 1} more tags want" if waiting[1:] else f"{waiting[0]} wants"
        reasons.append(f"{what} to be looked at more often than every {passed} days")
    return reasons


def read_sources(settings: Settings) -> list[SourceSystem]:
    """The source systems the home is made of."""
    contracts = read_contracts(DBT_PROJECT_DIR)
    return [read_source(name, settings.variable, contracts) for name in settings.sources]


def _cause(seen: dict[str, Any], files: list[str], record: RunRecord | None) -> str:
    """What lies there in place of what is loaded, and the last snapshot: a failing run moves neither."""
    parts = {part: value for part, value in seen.items() if part not in _MOVED}
    parts["files"] = files
    parts["since"] = record.snapshot_id if record else None
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
