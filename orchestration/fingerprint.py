"""What a refresh depends on, computed without importing Dagster or dbt (0.1 s): equal means nothing new."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from orchestration.compose import project_hash
from orchestration.home import Home
from orchestration.ingest.arrivals import arrivals, listed, new_arrivals
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.manifests import current_loads, loads, raw_loads
from orchestration.ingest.pull import unanswered_objects
from orchestration.ingest.sources import SourceSystem
from orchestration.scores.store import ModelStore
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_ROOT, publishes_full, serving_dsn
from orchestration.state import State

_CODE = ("orchestration", "ml", "expectations", "demo")


def fingerprint(
    home: Home, sources: list[SourceSystem], contracts: Mapping[str, ContractTable], as_of_on: date
) -> dict[str, Any]:
    """Day, definitions, code, state, models, where it is shown, loads staging reads, files no load holds."""
    found, state, serving = loads(home.landing), State(home), serving_dsn()
    pending = [
        arrival.content_hash
        for source in sources
        for arrival in new_arrivals(source, raw_loads(home.raw, source.name))
    ]
    missing = [
        f"{source.name}.{raw_object.name}"
        for source in sources
        for raw_object in source.file_objects
        if not listed(source, raw_object)[0]
    ]
    return {
        "as_of_on": str(as_of_on),
        **written(),
        "state": f"{state.version('ledger')}-{state.version('history')}",
        "decisions": state.version("decisions"),
        "models": ModelStore(home).versions() | _learned_of_identity(home, state),
        "readers": [publishes_full(), serving and hashlib.sha256(serving.encode()).hexdigest()[:16]],
        "loads": sorted(load.load_id for load in current_loads(found, sources)),
        "pending": sorted(pending),
        "missing": missing + [name for source in sources for name in unanswered_objects(home, source.name)],
    }


def _learned_of_identity(home: Home, state: State) -> dict[str, list[str | None]]:
    """What matching and the list of junk have learnt, beside the models of scores."""
    model = home.matching_model
    version = hashlib.sha256(model.read_bytes()).hexdigest()[:16] if model.exists() else None
    return {"matching": [version], "junk": [state.version("learned")]}


def written() -> dict[str, str]:
    """Hashes of what people write: definitions (the dbt project and the source systems), and code."""
    return {"definitions": f"{project_hash(DBT_PROJECT_DIR)}-{_hash_of('.yaml')}", "code": _hash_of(".py")}


def lying(sources: list[SourceSystem]) -> list[str]:
    """The content of every extract that lies in the sources' folders, loaded or not."""
    return sorted(
        f"{source.name}.{arrival.raw_object.name}: {arrival.content_hash}"
        for source in sources
        for arrival in arrivals(source)
    )


def answered(home: Home, sources: list[SourceSystem]) -> list[str]:
    """The content of everything that systems which have to be asked have answered."""
    return sorted(
        f"{source.name}.{load.raw_object}: {load.content_hash}"
        for source in sources
        if source.connection
        for load in raw_loads(home.raw, source.name)
    )


def _hash_of(suffix: str) -> str:
    digest = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((PROJECT_ROOT / folder).rglob(f"*{suffix}")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
