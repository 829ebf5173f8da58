"""WeCom by our configuration of it, against a real server on 127.0.0.1 that errs like the real one."""

import random
import signal
import subprocess
import sys
import time
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from demo.wecom_server import Manners, Wecom, served
from orchestration.ingest.sources import SOURCES_DIR
from orchestration.ingest.yaml_entries import read_yaml
from tests.unit.orchestration.ingest.connections.conftest import Asking
from tests.unit.orchestration.ingest.connections.wecom_records import contact, reaction, records

SECRET = "wecom-secret-0815"  # noqa: S105 -- of a made-up company
MANNERS = Manners(corp_id="ww1234", secret=SECRET)
PULL = Path(__file__).with_name("pulled_wecom.py")


@pytest.fixture
def wecom(tmp_path, unchecked):
    """Makes homes that are asked as our YAML says, only quicker to ask again."""
    return lambda address, name="a": configured(tmp_path / name, unchecked, address)


def configured(root: Path, contracts: dict, address: str) -> Asking:
    attributes = deepcopy(read_yaml(SOURCES_DIR / "wecom" / "defs.yaml")["attributes"])
    attributes["connection"]["retries"] = {"attempts": 8, "first_seconds": 0.01, "most_seconds": 1}
    variables = {"WECOM_URL": address, "WECOM_CORP_ID": "ww1234", "WECOM_SECRET": SECRET}
    parts = {part: attributes[part] for part in ("connection", "objects", "tables")}
    return Asking(root, contracts, variables=variables, **parts)


def test_what_wecom_holds_lands_in_its_contract_tables(wecom):
    with served(records(40, staff=3), MANNERS) as (address, _):
        asking = wecom(address)
        assert asking.pull().problems == []

    table = "wecom.external_contacts"
    columns = "external_userid, staff_id, unionid, full_name, phone, gender, tags, contact_type, added_at"
    first = asking.landed(columns, table)[4]
    assert [str(value) for value in first] == [
        "wm000004", "staff1", "oUnion000004", "客户4", "13800000004", "male", "Level:VIP;Taste:tea", "wechat",
        "2020-09-13 12:26:44",
    ]  # fmt: skip
    assert len(asking.landed("1", table)) == 40
    assert len(asking.landed("1", "wecom.groups")) == 30
    members = asking.landed("group_id, external_userid, join_way", "wecom.group_members")
    assert ("wr/7", "wm000007", "qr_code") in members
    assert len(members) == 30
    reactions = asking.landed("moment_id, external_userid, interaction_kind", "wecom.moment_interactions")
    assert sorted(reactions) == [
        ("corp", "wm000002", "comment"), ("new", "wm000003", "like"), ("old", "wm000001", "comment"),
    ]  # fmt: skip


def test_ten_thousand_contacts_with_every_twentieth_call_failing_are_all_there_once(wecom):
    with served(records(10_000), replace(MANNERS, failing=0.05, token_calls=40)) as (address, server):
        asking = wecom(address)
        assert asking.pull().problems == []
        failures, tokens = server.failures, server.calls["gettoken"]
        calls = server.calls.total()
        assert asking.pull().raw_loads == []

    assert len(failures) >= 4
    assert failures.total() > calls * 0.02
    assert tokens > 3
    assert asking.fetched("contacts", "count(*), count(distinct external_contact)") == [(10_000, 10_000)]


def test_comments_that_come_late_are_found_and_nothing_comes_twice(wecom):
    world = records(5)
    with served(world, MANNERS) as (address, server):
        asking = wecom(address)
        asking.pull()
        world.comments.append(reaction("new", "staff2", 4))
        before = server.calls["externalcontact/get_moment_comments"]
        asking.pull()
        # the moment of 40 days ago is not asked for again
        assert server.calls["externalcontact/get_moment_comments"] - before == 2
        assert asking.pull().raw_loads == []

    assert len(asking.landed("1", "wecom.moment_interactions")) == 4
    assert asking.fetched("moment_reactions", "count(*)") == [(5,)]


def test_a_wrong_secret_is_told_without_it(wecom, capfd):
    with served(records(5), Manners("ww1234", "another")) as (address, server):
        asking = wecom(address)
        problems = asking.pull().problems

        assert server.calls == {"gettoken": server.calls["gettoken"]}
    assert "errcode 40001: invalid credential" in problems[0].message
    assert {problem.severity for problem in problems} == {"error"}
    assert SECRET not in str(problems) + repr(asking.source()) + "".join(capfd.readouterr())


def test_neither_secret_nor_token_is_kept_anywhere(wecom, tmp_path, caplog, capfd):
    caplog.set_level("DEBUG")
    with served(records(50), replace(MANNERS, token_calls=5, failing=0.2)) as (address, _):
        asking = wecom(address)
        asking.pull()
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]

    assert len(kept) > 10
    for spelt in (SECRET, "ww1234", "token-1-0", "token-2-0"):
        assert not any(spelt.encode() in file for file in kept)
        assert spelt not in "".join(capfd.readouterr())


def test_an_interface_that_is_away_leaves_what_was_loaded(wecom):
    with served(records(5), MANNERS) as (address, _):
        asking = wecom(address)
        asking.pull()
    pulled = asking.pull()

    assert {problem.severity for problem in pulled.problems} == {"warning"}
    assert "cannot be reached at 127.0.0.1" in pulled.problems[0].message
    assert len(asking.landed("1", "wecom.external_contacts")) == 5


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_page_it_goes_on_and_comes_to_the_same(wecom, seed):
    chance = random.Random(seed)  # noqa: S311 -- of when to kill
    with served(records(4_000), replace(MANNERS, failing=0.05, seed=seed)) as (address, server):
        asking, whole = wecom(address, "killed"), wecom(address, "whole")
        killed = [killed_after(chance.randint(15, 60), asking.root, server) for _ in range(3)]
        before = server.calls.total()
        assert asking.pull().problems == []
        between = server.calls.total()
        whole.pull()
        after = server.calls.total()

    assert killed == [-signal.SIGKILL] * 3
    assert between - before < 0.8 * (after - between)
    for name in asking.objects:
        found, wanted = (home.fetched(name, "* exclude (_file, _row)") for home in (asking, whole))
        assert sorted(map(str, found)) == sorted(map(str, wanted))
    assert list(asking.home.raw.rglob("page-*")) == []


def killed_after(calls: int, root: Path, server: Wecom) -> int:
    """How a process ended that was killed while the server answered its call of that number."""
    stop_at = server.calls.total() + calls
    process = subprocess.Popen([sys.executable, PULL, root, server.address], cwd=Path(__file__).parents[5])
    while server.calls.total() < stop_at and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    return process.wait()


def test_a_contact_that_is_gone_is_gone_with_the_next_answer(wecom):
    world = records(5)
    with served(world, MANNERS) as (address, _):
        asking = wecom(address)
        asking.pull()
        world.contacts[:] = [*world.contacts[1:], contact(99, 0)]
        asking.pull()

    names = asking.landed("external_userid", "wecom.external_contacts")
    assert [name for (name,) in names] == ["wm000001", "wm000002", "wm000003", "wm000004", "wm000099"]
