"""Sequences of files, mappings and readings: what staging reads after each."""

import json

import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.made_up import MadeUp, write_made_up
from orchestration.ingest.pull import standing_problems

HEADER = "id,customer,email,ordered_at,currency\n"
ORDERS = "shop.orders"


def _orders(*ids, customer="K"):
    return HEADER + "".join(f"{order},{customer},,2026-03-01,CNY\n" for order in ids)


def _ids(desk):
    return [order for (order,) in desk.rows(ORDERS, "order_id")]


def _load_ids(desk):
    return [load.load_id for load in desk.current()]


def test_a_second_pull_changes_nothing(desk):
    desk.put("orders.csv", _orders("A", "B"))
    desk.pull()
    before = sorted((path, path.stat().st_mtime_ns) for path in desk.home.root.rglob("*.parquet"))
    again = desk.pull()
    assert not again.raw_loads
    assert not again.loads
    assert sorted((path, path.stat().st_mtime_ns) for path in desk.home.root.rglob("*.parquet")) == before


def test_a_changed_snapshot_replaces_and_one_that_comes_back_counts_again(desk):
    for ids in ("AB", "BC", "AB", "BC"):
        desk.put("orders.csv", _orders(*ids))
        desk.pull()
        assert _ids(desk) == list(ids)
    assert len(desk.raw_loads()) == 4


def test_a_snapshot_of_several_files_is_one(desk):
    desk.put("orders_1.csv", _orders("A"))
    desk.put("orders_2.csv", _orders("B"))
    desk.pull()
    assert _ids(desk) == ["A", "B"]
    (desk.folder / "orders_2.csv").unlink()
    desk.pull()
    assert _ids(desk) == ["A"]


def test_increments_add_up_and_the_newest_version_of_a_key_wins(desk):
    desk.objects["orders"]["full_snapshot"] = False
    desk.put("orders_1.csv", _orders("A", "B", customer="K1"))
    desk.pull()
    desk.put("orders_2.csv", _orders("B", "C", customer="K2"))
    desk.pull()
    assert desk.rows(ORDERS, "order_id, customer_id") == [("A", "K1"), ("B", "K2"), ("C", "K2")]


def test_what_becomes_a_snapshot_replaces_the_increments(desk):
    desk.objects["orders"]["full_snapshot"] = False
    desk.put("orders_1.csv", _orders("A"))
    desk.pull()
    desk.objects["orders"]["full_snapshot"] = True
    desk.put("orders_1.csv", _orders("B"))
    desk.pull()
    assert _ids(desk) == ["B"]


def test_a_changed_mapping_is_replayed_from_raw(desk):
    desk.objects["orders"]["full_snapshot"] = False
    desk.put("orders_1.csv", _orders("A"))
    desk.pull()
    desk.put("orders_2.csv", _orders("B"))
    desk.pull()
    for path in desk.folder.iterdir():
        path.unlink()
    desk.tables[ORDERS]["columns"]["channel"] = "'web'"
    pulled = desk.pull()
    assert not pulled.raw_loads
    assert desk.rows(ORDERS, "order_id, channel") == [("A", "web"), ("B", "web")]


def test_only_the_snapshot_that_is_read_is_replayed(desk):
    for ids in ("A", "B"):
        desk.put("orders.csv", _orders(ids))
        desk.pull()
    desk.tables[ORDERS]["columns"]["channel"] = "'web'"
    assert len(desk.pull().loads) == 1


def test_a_mapping_that_comes_back_counts_again_without_landing_again(desk):
    desk.put("orders.csv", _orders("A"))
    desk.pull()
    first = _load_ids(desk)
    columns = desk.tables[ORDERS]["columns"]
    desk.tables[ORDERS]["columns"] = columns | {"channel": "'web'"}
    desk.pull()
    assert _load_ids(desk) != first
    desk.tables[ORDERS]["columns"] = columns
    assert not desk.pull().loads
    assert _load_ids(desk) == first
    assert desk.rows(ORDERS, "channel") == [(None,)]
    assert not desk.pull().loads
    assert _load_ids(desk) == first


def test_a_file_read_in_another_encoding_replaces_its_first_reading(desk):
    desk.objects["orders"] = {"files": "orders*", "encoding": "latin-1"}
    desk.put("orders_1.csv", _orders("张").encode("gb18030"))
    desk.put("orders_2.csv", _orders("B").encode("gb18030"))
    desk.pull()
    garbled = _ids(desk)
    assert "张" not in garbled
    desk.objects["orders"]["encoding"] = "gb18030"
    desk.pull()
    assert sorted(_ids(desk)) == ["B", "张"]
    desk.objects["orders"]["encoding"] = "latin-1"
    desk.pull()
    assert sorted(_ids(desk)) == sorted(garbled)


def test_an_old_reading_stays_when_the_file_is_gone(desk):
    desk.objects["orders"]["full_snapshot"] = False
    path = desk.put("orders_1.csv", _orders("A"))
    desk.pull()
    path.unlink()
    desk.objects["orders"]["encoding"] = "gb18030"
    desk.tables[ORDERS]["columns"]["channel"] = "'web'"
    desk.put("orders_2.csv", _orders("B"))
    desk.pull()
    assert desk.rows(ORDERS, "order_id, channel") == [("A", "web"), ("B", "web")]


def test_a_table_that_is_added_later_is_made_from_raw(desk):
    desk.put("orders.csv", _orders("A"))
    desk.pull()
    desk.tables["shop.customers"] = {
        "from": "orders",
        "one_row_per": ["customer"],
        "columns": {"customer_id": "customer"},
    }
    desk.pull()
    assert desk.rows("shop.customers", "customer_id") == [("K",)]


def test_a_table_that_is_taken_out_is_no_longer_read(desk):
    desk.tables["shop.customers"] = {
        "from": "orders",
        "one_row_per": ["customer"],
        "columns": {"customer_id": "customer"},
    }
    desk.put("orders.csv", _orders("A"))
    desk.pull()
    del desk.tables["shop.customers"]
    desk.pull()
    assert {load.table for load in desk.current()} == {ORDERS}


def test_what_could_not_be_taken_in_stands_until_it_is_mended(desk):
    desk.put("orders.csv", "")
    desk.pull()
    assert [problem.file for problem in standing_problems(desk.home, "desk")] == ["orders.csv"]
    desk.pull()
    assert len(standing_problems(desk.home, "desk")) == 1
    desk.put("orders.csv", _orders("A"))
    desk.pull()
    assert standing_problems(desk.home, "desk") == []


def test_a_pull_sweeps_what_a_killed_one_left(desk):
    desk.put("orders.csv", _orders("A"))
    desk.pull()
    (load,) = desk.loads()
    for folder in (load.folder.parent, desk.raw_loads()[0].folder.parent):
        aside = folder / ".load_id=0000.part"
        aside.mkdir()
        (aside / "rows.parquet").write_bytes(b"half")
    (load.folder / ".manifest.json.part").write_text("{")
    desk.home.scratch.mkdir()
    (desk.home.scratch / "spilled").touch()
    desk.pull()
    assert not list(desk.home.root.rglob(".*"))
    assert not desk.home.scratch.exists()
    assert _ids(desk) == ["A"]


def test_a_home_of_another_version_is_refused_with_advice(desk):
    desk.put("orders.csv", _orders("A"))
    desk.pull()
    (load,) = desk.loads()
    manifest = load.folder / "manifest.json"
    content = json.loads(manifest.read_text())
    del content["content_hash"]
    manifest.write_text(json.dumps(content))
    with pytest.raises(HuaxiangError, match="written by another version"):
        desk.pull()


def test_a_home_may_lie_anywhere(new_desk, tmp_path):
    desk = new_desk()
    desk.root = tmp_path / "it's [mine] * load_id=7"
    desk.folder.mkdir(parents=True)
    desk.put("orders.csv", _orders("A"))
    assert not desk.pull().problems
    assert _ids(desk) == ["A"]


def test_a_writer_of_made_up_extracts_that_does_not_exist_is_named(desk):
    from dataclasses import replace
    from datetime import date

    source = replace(desk.source(), made_up=MadeUp(desk.folder / "none", "demo.nobody"))
    with pytest.raises(HuaxiangError, match=r"there is no demo\.nobody\.write"):
        write_made_up(source, date(2026, 3, 1))
