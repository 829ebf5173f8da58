"""Many small files become few; nobody who reads them sees a difference, whenever it is interrupted."""

import shutil

import duckdb
import pytest

from orchestration.ingest.compaction import compact
from orchestration.ingest.fates import row_fates
from orchestration.ingest.landed_rows import rows_of

ORDERS = "shop.orders"
HEADER = "id,customer,email,ordered_at,currency\n"
ALL = "order_id, customer_id, load_id, load_sequence, _file, _row, _is_deleted"


@pytest.fixture
def increments(desk):
    """Five increments, one of which corrects a record of another and has a bad row."""
    desk.objects["orders"]["full_snapshot"] = False
    for number in range(4):
        desk.put(f"orders_{number}.csv", f"{HEADER}A{number},K{number},,2026-03-01,CNY\n")
    desk.put("orders_4.csv", f"{HEADER}A1,K9,,2026-03-01,CNY\nA7,K7,,never,CNY\n")
    desk.pull()
    return desk


def packed(desk):
    with duckdb.connect() as con:
        return compact(con, desk.current())


def files(desk):
    return sorted(path.parent.name.split("=")[0] for path in desk.home.landing.rglob("rows.parquet"))


def seen(desk):
    """What staging sees, where every record went, and what a pull still finds to do."""
    fates = [
        (each.records, dict(each.counts)) for each in row_fates(desk.home, desk.source(), desk.contracts)
    ]
    return desk.rows(ORDERS, ALL), fates, desk.pull().loads


def test_rows_are_the_same_in_fewer_files(increments):
    before = seen(increments)
    assert packed(increments) == 5
    assert files(increments) == ["pack"]
    assert seen(increments) == before
    assert packed(increments) == 0


@pytest.mark.parametrize("removed", [0, 2])
def test_a_compaction_killed_between_its_steps_is_mended_by_the_next(increments, removed, tmp_path):
    before = seen(increments)
    shutil.copytree(increments.home.landing, tmp_path / "as it was")
    packed(increments)
    for load in increments.current()[removed:]:
        as_it_was = tmp_path / "as it was" / load.folder.relative_to(increments.home.landing)
        shutil.copy(as_it_was / "rows.parquet", load.folder)
    assert len(files(increments)) == 6 - removed
    assert seen(increments) == before
    assert packed(increments) == 0
    assert files(increments) == ["pack"]
    assert seen(increments) == before


def test_loads_that_come_later_are_read_beside_the_pack_and_a_changed_mapping_replays_all(increments):
    packed(increments)
    increments.put("orders_5.csv", f"{HEADER}A2,K8,,2026-03-01,CNY\n")
    increments.pull()
    newest = {"A0": "K0", "A1": "K9", "A2": "K8", "A3": "K3"}
    assert dict(increments.rows(ORDERS, "order_id, customer_id")) == newest
    increments.tables[ORDERS]["columns"]["channel"] = "'web'"
    increments.pull()
    assert dict(increments.rows(ORDERS, "order_id, customer_id")) == newest
    assert {channel for (channel,) in increments.rows(ORDERS, "channel")} == {"web"}


def test_only_the_rows_of_the_loads_asked_for_are_read_from_a_pack(increments):
    packed(increments)
    first, *_ = increments.current()
    with duckdb.connect() as con:
        assert con.sql(f"select order_id from {rows_of([first])}").fetchall() == [("A0",)]


def test_a_pull_packs_by_itself_when_there_are_many(desk):
    desk.objects["orders"]["full_snapshot"] = False
    for number in range(51):
        desk.put(f"orders_{number}.csv", f"{HEADER}A{number},K,,2026-03-01,CNY\n")
    desk.pull()
    assert files(desk) == ["pack"]
    assert len(desk.rows(ORDERS, "order_id")) == 51
