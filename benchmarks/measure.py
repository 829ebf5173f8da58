"""One command in a process of its own: wall time, peak memory, and what its run record says of the phases."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HEADER = (
    f"{'run':<30}{'wall s':>8}{'aim s':>7}{'peak MiB':>10}{'start s':>9}{'landing s':>11}{'SQL s':>8}"
    f"{'Python s':>10}"
)


@dataclass(frozen=True)
class Measured:
    """Wall seconds, peak resident MiB, and the run record (None when the command recorded no new run)."""

    wall: float
    peak_mib: float
    record: dict | None


def measure(home: Path, *arguments: str) -> Measured:
    """`huaxiang` with these arguments on a home; SystemExit when it fails. Status 3, published, is none."""
    before = _stamp(home)
    started = time.perf_counter()
    command = [sys.executable, "-m", "orchestration.cli", *arguments, "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    _, wait_status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if (status := os.waitstatus_to_exitcode(wait_status)) not in (0, 3):
        raise SystemExit(f"huaxiang {' '.join(arguments)} failed with status {status}")
    is_new = _stamp(home) != before
    record = json.loads((home / "last_run.json").read_text()) if is_new else None
    return Measured(wall, usage.ru_maxrss / 1024, record)


def show(name: str, measured: Measured, aim: float | None = None) -> None:
    """One row, and below it the seconds of each step."""
    fixed = f"{name:<30}{measured.wall:>8.1f}{aim or '':>7}{measured.peak_mib:>10.0f}"
    if measured.record is None:
        print(fixed, flush=True)  # noqa: T201
        return
    steps = measured.record["seconds_by_step"]
    landing = sum(seconds for step, seconds in steps.items() if step.startswith("ingest__"))
    sql = measured.record["sql_seconds"]
    python = sum(steps.values()) - landing - sql
    start = measured.wall - sum(steps.values())
    print(f"{fixed}{start:>9.1f}{landing:>11.1f}{sql:>8.1f}{python:>10.1f}")  # noqa: T201
    for step, seconds in steps.items():
        print(f"    {step:<45}{seconds:>9.2f}", flush=True)  # noqa: T201


def _stamp(home: Path) -> int | None:
    path = home / "last_run.json"
    return path.stat().st_mtime_ns if path.exists() else None
