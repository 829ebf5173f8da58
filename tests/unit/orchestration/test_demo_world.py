import shutil
from datetime import date

import pytest

from orchestration.demo_world import demo_end, write_demo
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import read_source
from orchestration.settings import DBT_PROJECT_DIR, DEFAULT_SOURCES, Settings

END_ON = date(2026, 3, 2)
SMALLEST = {"persons": 100, "years": 0.25, "seed": 1}


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "home", DEFAULT_SOURCES)


def test_a_world_is_written_where_all_systems_of_the_demo_look(settings):
    folder = write_demo(settings, END_ON, **SMALLEST)
    contracts = read_contracts(DBT_PROJECT_DIR)
    for name in DEFAULT_SOURCES:
        source = read_source(name, settings.variable, contracts)
        assert (source.made_up.path, source.made_up.written_by) == (folder, "demo.world")
        assert [each.name for each in source.file_objects if not source.files(each)] == []


def test_a_home_that_has_loaded_one_world_takes_no_other(settings):
    contracts = read_contracts(DBT_PROJECT_DIR)
    folder = write_demo(settings, END_ON, **SMALLEST)
    pull(Home(settings.home), read_source("demo_crm", settings.variable, contracts), contracts, "UTC")
    shutil.rmtree(folder)
    with pytest.raises(HuaxiangError, match="already loaded a demo company.*Give --home another folder"):
        write_demo(settings, END_ON, **SMALLEST)


def test_a_world_that_cannot_be_told_is_a_message(settings):
    with pytest.raises(HuaxiangError, match="needs 100 people"):
        write_demo(settings, END_ON, **(SMALLEST | {"persons": 99}))
    assert not (settings.home / "extracts").exists()


def test_the_end_is_a_day():
    assert demo_end("2026-03-02") == END_ON
    with pytest.raises(HuaxiangError, match="--end 'soon' is not a day"):
        demo_end("soon")
