"""A publish that is killed, by a real SIGKILL, leaves the old snapshot or the new one, whole."""

import signal
import subprocess
import sys
import time

import duckdb
import pytest

from orchestration.publish.masking import PublicColumn, PublicTable
from orchestration.publish.snapshot import latest_snapshot, write_snapshot

EVENTS = PublicTable(
    "customers", "fct_events", (PublicColumn("event_id", "bigint"), PublicColumn("note", "string"))
)
# kills itself before the given one of its steps: entering a function of the module, or changing the folder
PUBLISH = """
import os, signal, sys
from pathlib import Path
from orchestration.publish import snapshot
from orchestration.publish.masking import PublicColumn, PublicTable

warehouse, published, fatal_step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
CHANGES = (os.open, os.fsync, os.replace, os.symlink, os.unlink)
step = 0

def count_steps(frame, event, function):
    global step
    code = frame.f_code
    if event == "call":
        counts = code.co_filename == snapshot.__file__ and not code.co_name.startswith("<")
    else:
        counts = event == "c_call" and function in CHANGES
    step += counts
    if counts and step == fatal_step:
        os.kill(os.getpid(), signal.SIGKILL)

columns = (PublicColumn("event_id", "bigint"), PublicColumn("note", "string"))
sys.setprofile(count_steps)
snapshot.write_snapshot(
    warehouse, published, [PublicTable("customers", "fct_events", columns)], "new", keep=1
)
"""


@pytest.fixture
def make_warehouse(tmp_path):
    def make(row_count):
        path = tmp_path / "warehouse.duckdb"
        with duckdb.connect(path) as connection:
            connection.execute("create schema customers")
            connection.execute(
                "create table customers.fct_events as "
                f"select range as event_id, md5(range::varchar) as note from range({row_count})"
            )
        return path

    return make


def publish_in_a_process(warehouse, published, fatal_step=0):
    return subprocess.Popen([sys.executable, "-c", PUBLISH, warehouse, published, str(fatal_step)])


def events_in(path):
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(
            "select snapshot_id, count(distinct note) "
            "from customers.fct_events, publish.dim_snapshots group by 1"
        ).fetchone()


def test_a_kill_before_any_step_leaves_one_whole_snapshot(make_warehouse, tmp_path):
    warehouse, published = make_warehouse(1000), tmp_path / "published"
    seen = []
    for fatal_step in range(1, 200):
        write_snapshot(warehouse, published, [EVENTS], "old", keep=1)
        killed = publish_in_a_process(warehouse, published, fatal_step)
        if killed.wait() == 0:
            break
        assert killed.returncode == -signal.SIGKILL
        snapshot_id, row_count = events_in(latest_snapshot(published))
        assert row_count == 1000
        seen.append((snapshot_id, any(published.glob("*.part"))))

    # killed before the part was begun, beside a part, and after the pointer had moved: all of them happened
    assert list(dict.fromkeys(seen)) == [("old", False), ("old", True), ("new", False)]
    assert sorted(path.name for path in published.iterdir()) == ["profiles-new.duckdb", "profiles.duckdb"]


def test_a_kill_in_the_middle_of_writing_leaves_the_old_snapshot(make_warehouse, tmp_path):
    warehouse, published = make_warehouse(1_000_000), tmp_path / "published"
    old = PublicTable("customers", "fct_events", EVENTS.columns[:1])
    write_snapshot(warehouse, published, [old], "old")
    part = published / ".profiles-new.duckdb.part"

    writing = publish_in_a_process(warehouse, published)
    while writing.poll() is None and not (part.exists() and part.stat().st_size > 2**20):
        time.sleep(0.001)
    writing.kill()

    assert writing.wait() == -signal.SIGKILL
    assert part.exists()
    assert latest_snapshot(published) == published / "profiles-old.duckdb"
    write_snapshot(warehouse, published, [EVENTS], "next")
    assert events_in(latest_snapshot(published)) == ("next", 1_000_000)
    assert not list(published.glob(".profiles*"))
