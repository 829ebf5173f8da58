"""One process at a time opens the warehouse; the others are told who has it."""

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.warehouse import Warehouse, warehouse_lock

PROJECT = Path(__file__).parents[3]
HOLDER = """
import sys, time
from pathlib import Path
from orchestration.home import Home
from orchestration.warehouse import warehouse_lock
with warehouse_lock(Home(Path(sys.argv[-1]))):
    print("held", flush=True)
    time.sleep(600)
"""

OTHER_PROGRAM = """
import duckdb, sys, time
con = duckdb.connect(sys.argv[1])
print("open", flush=True)
time.sleep(600)
"""


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


@pytest.fixture
def holder(home, tmp_path):
    """Another process that holds the lock and will not let go."""
    script = tmp_path / "holder.py"
    script.write_text(HOLDER)
    process = subprocess.Popen(
        [sys.executable, script, "explain", "zhang.wei@example.cn", home.root],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_who_waits_is_told_who_holds_it(home, holder, caplog):
    with (
        caplog.at_level(logging.WARNING, "huaxiang"),
        pytest.raises(HuaxiangError, match="Gave up waiting") as caught,
        warehouse_lock(home, give_up_after=0.5),
    ):
        pass
    waiting = caplog.records[0].getMessage()
    for message in (waiting, str(caught.value)):
        assert f"held by process {holder.pid} (holder.py explain) since 20" in message
        assert "zhang" not in message
    assert waiting.startswith("Waiting for the warehouse")


def test_the_lock_of_a_killed_holder_is_free(home, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    started = time.monotonic()
    with warehouse_lock(home, give_up_after=5):
        assert time.monotonic() - started < 2
        assert str(os.getpid()) in home.lock.with_suffix(".holder").read_text()
    assert not home.lock.with_suffix(".holder").exists()


def test_who_waits_gets_it_when_it_is_let_go(home, holder):
    subprocess.Popen(["sh", "-c", f"sleep 0.5; kill {holder.pid}"]).wait()
    with warehouse_lock(home, give_up_after=5):
        pass


def test_a_process_does_not_wait_for_itself(home):
    with warehouse_lock(home, give_up_after=1):
        with warehouse_lock(Home(home.root / ".." / "home"), give_up_after=1):
            assert home.lock.with_suffix(".holder").exists()
        assert home.lock.with_suffix(".holder").exists()
    assert not home.lock.with_suffix(".holder").exists()


def test_an_error_inside_lets_go(home):
    with pytest.raises(ZeroDivisionError), warehouse_lock(home):
        raise ZeroDivisionError
    with warehouse_lock(home, give_up_after=1):
        pass


def test_frames_go_in_and_come_out(home):
    warehouse = Warehouse(home)
    frame = pd.DataFrame({"score": [1, 2], "name": ["a", None], "unused": [0, 0]})
    warehouse.write("scores.int_scores__x", frame, {"name": "varchar", "score": "decimal(9,2)"})
    warehouse.write("scores.int_scores__x", frame.iloc[:1], {"name": "varchar", "score": "decimal(9,2)"})
    found = warehouse.read("select * from scores.int_scores__x")
    assert list(found.columns) == ["name", "score"]
    assert found["name"].tolist() == ["a"]
    assert str(found["score"].tolist()) == "[1.0]"


def test_the_warehouse_can_be_opened_inside_itself(home):
    warehouse = Warehouse(home)
    with warehouse.open() as outer:
        outer.execute("create table x as select 1 as a")
        with warehouse.open() as inner:
            assert inner.execute("select a from x").fetchall() == [(1,)]
        assert outer.execute("select a from x").fetchall() == [(1,)]


def test_a_damaged_warehouse_is_named_with_the_remedy(home):
    home.warehouse.parent.mkdir(parents=True)
    home.warehouse.write_bytes(b"not a database" * 1000)
    with pytest.raises(HuaxiangError, match="delete it: the next run makes it again"), Warehouse(home).open():
        pass
    home.warehouse.unlink()
    with Warehouse(home).open() as con:
        assert con.execute("select 1").fetchall() == [(1,)]


def test_a_warehouse_that_another_program_has_open_is_named(home):
    with Warehouse(home).open():
        pass
    command = [sys.executable, "-c", OTHER_PROGRAM, home.warehouse]
    other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(HuaxiangError, match="If another program has it open"), Warehouse(home).open():
            pass
    finally:
        other.kill()
        other.wait()
        other.stdout.close()
