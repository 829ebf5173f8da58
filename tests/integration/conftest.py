"""dbt in this process, on homes that hold nothing but what a test hands over."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.dbt import TARGET, ensure_manifest, let_go
from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.expose import RunContext, expose
from orchestration.ingest.manifests import Load
from orchestration.ingest.sources import SourceSystem
from orchestration.quality.exposing import expose_quality
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.state import State
from orchestration.warehouse import Warehouse

# what Python makes in the middle of a refresh
HANDED_BACK = ("identity", "scores")
AS_OF = datetime(2024, 7, 1, 4)
CONTEXT = RunContext(AS_OF, AS_OF.date(), profiled_at=AS_OF, snapshot_id="20240701-0001")


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    """The dbt project as it stands now."""
    return ensure_manifest()


@pytest.fixture(scope="session")
def handed_over(manifest) -> Callable[..., Home]:
    """A home in a folder: loads of sources exposed as schema `ingest`, nothing stitched or scored."""

    def hand_over(folder: Path, loads: list[Load], sources: tuple[SourceSystem, ...] = ()) -> Home:
        home = Home(folder)
        with Warehouse(home).open() as con:
            expose(con, read_contracts(DBT_PROJECT_DIR), list(sources), loads, State(home), CONTEXT)
            expose_quality(con, judged=[], current=loads, unparsable={})
            for schema in HANDED_BACK:
                con.execute(f"create schema {schema}")
            for node in manifest["sources"].values():
                if node["schema"] in HANDED_BACK:
                    columns = [
                        f"{column['name']} {column['data_type']}" for column in node["columns"].values()
                    ]
                    con.execute(f"create table {node['schema']}.{node['name']} ({', '.join(columns)})")
        return home

    return hand_over


@pytest.fixture(scope="session")
def dbt(manifest) -> Callable[..., Any]:
    """Call dbt on a home, `dbt(home, "run", …)`; its results, whether it succeeded or not."""
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    prepared = Manifest.from_msgpack((TARGET / "partial_parse.msgpack").read_bytes())
    where = ["--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR)]
    quiet = ["--quiet", "--no-use-colors", "--no-write-json", "--log-level-file", "none"]

    def call(home: Home, *arguments: str) -> Any:
        target = ["--target-path", str(home.root / "target")]
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("HUAXIANG_HOME", str(home.root))
            try:
                return dbtRunner(manifest=prepared).invoke([*quiet, *arguments, *where, *target])
            finally:
                let_go()

    return call


@pytest.fixture
def sample_copy(sample_home, tmp_path) -> Home:
    """A home that holds a copy of the sample company's warehouse, which the test may change."""
    home = Home(tmp_path)
    home.warehouse.parent.mkdir(parents=True)
    shutil.copy(sample_home.warehouse, home.warehouse)
    return home
