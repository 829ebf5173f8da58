"""What makes a run new: the day, files, loads, state, definitions, code; and what does not."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ml.identity.ledger import ENTRY
from orchestration import fingerprint as fingerprints
from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import SourceSystem, parse_source
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_ROOT
from orchestration.state import State

DAY, ZONE = date(2024, 3, 11), "Asia/Shanghai"
CONTRACTS = read_contracts(DBT_PROJECT_DIR)
ATTRIBUTES = {
    "source_system": "corner_shop",
    "description": "A corner shop.",
    "objects": {"customers": {"files": "*.csv"}, "archive": {"files": "archive/*.csv"}},
    "tables": {"shop.customers": {"from": "customers", "columns": {"customer_id": "id", "region": "region"}}},
}


class World:
    """A home that has loaded one file, over a copy of what we wrote."""

    def __init__(self, folder: Path) -> None:
        self.project, self.extracts, self.home = (
            folder / "project",
            folder / "extracts",
            Home(folder / "home"),
        )
        (self.extracts / "archive").mkdir(parents=True)
        (self.extracts / "archive" / "old.csv").write_text("id,region\n7,Zug\n")
        self.export("1.csv", "id,region\n1,Ulm\n")
        pull(self.home, self.source, CONTRACTS, ZONE)

    @property
    def source(self) -> SourceSystem:
        connection = {"kind": "files", "path": str(self.extracts)}
        return parse_source({**ATTRIBUTES, "connection": connection}, {}.get, CONTRACTS)

    def export(self, name: str, text: str) -> None:
        (self.extracts / name).write_text(text)

    def seen(self, day: date = DAY) -> dict:
        return fingerprints.fingerprint(self.home, [self.source], CONTRACTS, day)


@pytest.fixture
def world(tmp_path, monkeypatch) -> World:
    written = World(tmp_path)
    for name in ("dbt_project/definitions", "dbt_project/models", "orchestration", "ml"):
        shutil.copytree(PROJECT_ROOT / name, written.project / name)
    monkeypatch.setattr(fingerprints, "PROJECT_ROOT", written.project)
    monkeypatch.setattr(fingerprints, "DBT_PROJECT_DIR", written.project / "dbt_project")
    return written


def other_content(world: World) -> None:
    world.export("2.csv", "id,region\n2,Jena\n")


def a_file_loaded(world: World) -> None:
    other_content(world)
    pull(world.home, world.source, CONTRACTS, ZONE)


def a_file_gone(world: World) -> None:
    (world.extracts / "archive" / "old.csv").unlink()


def a_ledger_entry(world: World) -> None:
    entry = pd.DataFrame([dict.fromkeys(ENTRY, "x")])
    State(world.home).append_ledger(entry, DAY)


def a_definition(world: World) -> None:
    settings = world.project / "dbt_project" / "definitions" / "settings.yml"
    settings.write_text(settings.read_text() + "# another thought\n")


def a_line_of_code(world: World) -> None:
    (world.project / "ml" / "identity" / "__init__.py").write_text('"""Another word."""\n')


def the_mapping(world: World) -> None:
    path = world.project / "orchestration" / "defs" / "ingest" / "online_retail" / "defs.yaml"
    path.write_text(path.read_text() + "# another thought\n")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (other_content, "pending"),
        (a_file_loaded, "loads"),
        (a_file_gone, "missing"),
        (a_ledger_entry, "state"),
        (a_definition, "definitions"),
        (a_line_of_code, "code"),
        (the_mapping, "definitions"),
    ],
)
def test_a_change_makes_the_next_run_new(world, change: Callable[[World], None], part):
    before = world.seen()
    change(world)
    after = world.seen()

    assert {name for name in before if before[name] != after[name]} >= {part}


def test_another_day_makes_the_next_run_new(world):
    before, after = world.seen(), world.seen(date(2024, 3, 12))

    assert {name for name in before if before[name] != after[name]} == {"as_of_on"}


def the_same_content_again(world: World) -> None:
    shutil.copy(world.extracts / "1.csv", world.extracts / "again.csv")


def a_file_renamed(world: World) -> None:
    (world.extracts / "1.csv").rename(world.extracts / "one.csv")


def what_dbt_writes(world: World) -> None:
    (world.project / "dbt_project" / "target").mkdir()
    (world.project / "dbt_project" / "target" / "manifest.json").write_text("{}")


@pytest.mark.parametrize("event", [the_same_content_again, a_file_renamed, what_dbt_writes])
def test_what_changes_nothing_leaves_nothing_new(world, event: Callable[[World], None]):
    before = world.seen()
    event(world)

    assert world.seen() == before
