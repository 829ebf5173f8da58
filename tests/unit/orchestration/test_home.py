import json
import subprocess
import sys
import time

import pytest

from orchestration.errors import HuaxiangError
from orchestration.home import Home, write_json


def test_a_home_remembers_what_it_is_made_of(tmp_path):
    home = Home(tmp_path / "home")
    assert home.stored_sources() is None
    home.claim(("shop", "crm"))
    home.claim(("crm", "shop"))
    assert home.stored_sources() == ("shop", "crm")


def test_other_sources_are_refused_with_the_remedy(tmp_path):
    home = Home(tmp_path / "home")
    home.claim(("shop",))
    with pytest.raises(HuaxiangError, match="made of shop, not of crm.*Give --home another folder"):
        home.claim(("crm",))


def test_json_is_written_whole_and_nothing_is_left_beside(tmp_path):
    path = tmp_path / "new" / "run.json"
    write_json(path, {"name": "画像"})
    write_json(path, {"name": "画像 2"})
    assert json.loads(path.read_text()) == {"name": "画像 2"}
    assert [path.name for path in path.parent.iterdir()] == ["run.json"]


def test_all_of_a_home_lies_inside_it(tmp_path):
    home = Home(tmp_path)
    places = [home.raw, home.landing, home.scratch, home.state, home.warehouse, home.published, home.dagster]
    assert all(place.is_relative_to(tmp_path) for place in [*places, home.lock, home.last_run])
    assert len(set(places)) == len(places)


def test_processes_may_claim_a_home_at_the_same_moment(tmp_path):
    code = (
        "import pathlib, sys, time; from orchestration.home import Home\n"
        "while time.time() < float(sys.argv[2]): pass\n"
        "for number in range(100): Home(pathlib.Path(sys.argv[1]) / str(number)).claim(('shop',))"
    )
    start_at = str(time.time() + 2)
    claiming = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), start_at], stderr=subprocess.PIPE)
        for _ in range(2)
    ]

    assert [process.communicate()[1] for process in claiming] == [b""] * 2
    assert {Home(tmp_path / str(number)).stored_sources() for number in range(100)} == {("shop",)}
