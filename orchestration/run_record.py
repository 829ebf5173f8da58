"""What a refresh did: `last_attempt.json` grows while it runs, `last_run.json` is the last complete one."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.home import Home, write_json

# how often a refresh that fails is asked for, for one cause
MOST_ATTEMPTS = 3


@dataclass
class CheckRecord:
    """One check result that did not pass, in words."""

    table: str
    check: str
    severity: str
    messages: list[str]


@dataclass
class RunRecord:
    """One refresh, `attempt` 0 when asked for by hand. Figures only; nothing personal."""

    as_of_on: str
    snapshot_id: str
    started_at: str
    finished_at: str | None = None
    fingerprint: dict[str, Any] = field(default_factory=dict)
    checks: list[CheckRecord] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds_by_step: dict[str, float] = field(default_factory=dict)
    sql_seconds: float = 0.0
    attempt: int = 0

    def save(self, path: Path) -> None:
        """Write it whole or not at all."""
        write_json(path, asdict(self))

    @property
    def needs_attention(self) -> bool:
        """Whether an extract was kept out, although profiles were published."""
        return any(check.severity == "error" for check in self.checks)


def read_record(path: Path) -> RunRecord | None:
    """The record at that path, or None."""
    if not path.exists():
        return None
    content = json.loads(path.read_text())
    content["checks"] = [CheckRecord(**check) for check in content["checks"]]
    return RunRecord(**content)


def now() -> str:
    """This instant in UTC, to the second."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def last_run(home: Home) -> RunRecord | None:
    """The last complete refresh of a home."""
    return read_record(home.last_run)


def last_attempt(home: Home) -> RunRecord | None:
    """The last refresh that was started, complete or not."""
    return read_record(home.last_attempt)
