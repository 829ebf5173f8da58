"""When systems that are asked last answered: rows stay fresh while the answer is that nothing is new."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from orchestration.home import write_json
from orchestration.ingest.manifests import Load

_FILE = "answers.json"


def note_answers(raw: Path, source_system: str, objects: Iterable[str]) -> None:
    """These objects were answered for just now."""
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    write_json(raw / source_system / _FILE, _answers(raw, source_system) | dict.fromkeys(objects, at))


def last_seen(raw: Path, load: Load) -> str:
    """The UTC instant at which a load was known to be what its system holds: it came, or was confirmed."""
    return max(load.loaded_at, _answers(raw, load.source_system).get(load.raw_object, ""))


def _answers(raw: Path, source_system: str) -> dict[str, str]:
    path = raw / source_system / _FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
