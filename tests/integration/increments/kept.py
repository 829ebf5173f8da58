"""Histories that once failed, shrunk: one JSON file each in `cases`, tried again in every test run."""

import hashlib
import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from tests.integration.increments.histories import Step

CASES = Path(__file__).parent / "cases"


def keep(history: list[Step], folder: Path = CASES) -> Path:
    """Write a history down; its file. The same one twice is one file."""
    steps = [asdict(step) | {"move": step.move.total_seconds()} for step in history]
    text = json.dumps(steps)
    path = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    folder.mkdir(exist_ok=True)
    path.write_text(text + "\n")
    return path


def kept(folder: Path = CASES) -> list[list[Step]]:
    """All histories that were kept."""
    return [
        [
            Step(
                **step
                | {
                    "move": timedelta(seconds=step["move"]),
                    "loads": tuple((place, seed) for place, seed in step["loads"]),
                }
            )
            for step in json.loads(path.read_text())
        ]
        for path in sorted(folder.glob("*.json"))
    ]
