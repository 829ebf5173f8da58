"""A home: the folder that holds everything one set of source systems becomes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from orchestration.errors import HuaxiangError


@dataclass(frozen=True)
class Home:
    """Paths inside a home, and what is stored about it."""

    root: Path

    @property
    def raw(self) -> Path:
        """All that came, per load."""
        return self.root / "raw"

    @property
    def landing(self) -> Path:
        """Contract rows, per load."""
        return self.root / "landing"

    @property
    def scratch(self) -> Path:
        """What does not fit into memory while loading; gone afterwards."""
        return self.root / "scratch"

    @property
    def state(self) -> Path:
        """What cannot be made again: decisions, ledger, history."""
        return self.root / "state"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file; a cache."""
        return self.root / "warehouse" / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """Masked snapshots and the pointer to the newest."""
        return self.root / "published"

    @property
    def published_full(self) -> Path:
        """The same snapshots unmasked, closed to other accounts; where they are asked for."""
        return self.root / "published_full"

    @property
    def reports(self) -> Path:
        """What each run says of the quality of its data; the newest is `quality.html`."""
        return self.root / "reports"

    @property
    def models(self) -> Path:
        """Fitted models, per model and version."""
        return self.root / "models"

    @property
    def matching_model(self) -> Path:
        """What matching people has learnt; frozen until training."""
        return self.models / "matching" / "model.json"

    @property
    def identity_queue(self) -> Path:
        """What waits for a person to say who is who, as the last run found it; a cache."""
        return self.root / "identity" / "waiting.parquet"

    @property
    def identity_evidence(self) -> Path:
        """Which records the last run took for one person by likeness, and why; a cache."""
        return self.root / "identity" / "evidence.parquet"

    @property
    def proposals(self) -> Path:
        """Tags that the last `huaxiang tag propose` found, for a person to accept; a cache."""
        return self.root / "proposals"

    @property
    def notices(self) -> Path:
        """What owners of contract tables were told, and what still waits to be sent."""
        return self.root / "notices"

    @property
    def dagster(self) -> Path:
        """Dagster's own instance."""
        return self.root / "dagster"

    @property
    def lock(self) -> Path:
        """Held by everything that opens the warehouse."""
        return self.root / "warehouse" / "warehouse.lock"

    @property
    def last_attempt(self) -> Path:
        """What the last refresh that was started has done so far."""
        return self.root / "last_attempt.json"

    @property
    def last_run(self) -> Path:
        """What the last complete run did and on which inputs."""
        return self.root / "last_run.json"

    def stored_sources(self) -> tuple[str, ...] | None:
        """The source systems this home was made of; None before the first run."""
        path = self.root / "home.json"
        return tuple(json.loads(path.read_text())["sources"]) if path.exists() else None

    def claim(self, sources: tuple[str, ...]) -> None:
        """Create the home for these sources; HuaxiangError when it was made of others."""
        if self.stored_sources() is None:
            self.root.mkdir(parents=True, exist_ok=True)
            # of two that claim it at the same moment the first decides
            with FileLock(self.root / "home.lock"):
                if self.stored_sources() is None:
                    write_json(self.root / "home.json", {"sources": list(sources)})
        stored = self.stored_sources()
        if set(stored) != set(sources):
            raise HuaxiangError(
                f"The home {self.root} is made of {', '.join(stored)}, not of {', '.join(sources)}."
                f" Give --home another folder, or say --sources {','.join(stored)}."
            )


def write_json(path: Path, content: dict[str, Any] | list[Any]) -> None:
    """Write a JSON file as `write_whole` does."""
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1, default=str))


def write_whole(path: Path, text: str) -> None:
    """Write a text file whole or not at all. One writer at a time: what a killed one left is written over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
