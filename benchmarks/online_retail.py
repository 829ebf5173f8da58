"""The real order export: from empty, with nothing new, and with only the day moved.

States wall time and peak memory, split into process start, landing, SQL, and other Python.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

AIMS = {"from empty": 120, "nothing new": 10, "only the day moved": 60}
DAYS = {"from empty": "2011-12-10", "nothing new": "2011-12-10", "only the day moved": "2011-12-11"}


@dataclass(frozen=True)
class Measured:
    """One run: wall seconds, peak resident MiB, and its own record (None when it had nothing to do)."""

    wall: float
    peak_mib: float
    record: dict | None


def measure(home: Path, as_of: str) -> Measured:
    """Run the command in a process of its own and wait for it."""
    command = [sys.executable, "-m", "orchestration.cli", "run", "--sources", "online_retail"]
    before = _stamp(home)
    started = time.perf_counter()
    process = subprocess.Popen([*command, "--as-of", as_of, "--home", str(home)], stdout=subprocess.DEVNULL)  # noqa: S603
    _, exit_status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if exit_status:
        raise SystemExit(f"the run as of {as_of} failed with status {os.waitstatus_to_exitcode(exit_status)}")
    record = json.loads((home / "last_run.json").read_text())
    return Measured(wall, usage.ru_maxrss / 1024, record if _stamp(home) != before else None)


def _stamp(home: Path) -> int | None:
    path = home / "last_run.json"
    return path.stat().st_mtime_ns if path.exists() else None


def main() -> None:
    """Print one row per kind of run."""
    names = ("wall s", "aim s", "peak MiB", "start s", "landing s", "SQL s", "Python s")
    widths = (8, 7, 10, 9, 11, 7, 10)
    columns = "".join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True))
    header = f"{'run':<20}{columns}"
    print(header)  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        for name, as_of in DAYS.items():
            measured = measure(Path(folder) / "home", as_of)
            print(_row(name, measured))  # noqa: T201
            if measured.record:
                for step, seconds in measured.record["seconds_by_step"].items():
                    print(f"    {step:<45}{seconds:>8.2f}")  # noqa: T201


def _row(name: str, measured: Measured) -> str:
    fixed = f"{name:<20}{measured.wall:>8.1f}{AIMS[name]:>7}{measured.peak_mib:>10.0f}"
    if measured.record is None:
        return fixed + f"{measured.wall:>9.1f}{0:>11}{0:>7}{0:>10}"
    steps = measured.record["seconds_by_step"]
    landing = sum(seconds for step, seconds in steps.items() if step.startswith("ingest__"))
    # dbt works with two threads, so its SQL can add up to more than its share of the wall
    sql = min(measured.record["sql_seconds"], sum(steps.values()) - landing)
    python = sum(steps.values()) - landing - sql
    start = measured.wall - sum(steps.values())
    return fixed + f"{start:>9.1f}{landing:>11.1f}{sql:>7.1f}{python:>10.1f}"


if __name__ == "__main__":
    main()
