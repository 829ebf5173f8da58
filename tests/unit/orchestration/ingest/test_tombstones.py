"""Records that are gone: told once, living again when they come back, and never many without a word."""

from dataclasses import replace

import pytest

from orchestration.ingest.fates import row_fates

HEADER = "id,customer,email,ordered_at,currency\n"
ORDERS = "shop.orders"


def rows(*numbers, day="2026-03-01"):
    return HEADER + "".join(f"A{number},K,,{day},CNY\n" for number in numbers)


def snapshots(desk, *contents):
    for content in contents:
        desk.put("orders.csv", content)
        desk.pull()


def living(desk):
    return sorted(key for (key,) in desk.rows(ORDERS, "record_key"))


def gone(desk):
    return [load.deleted for load in desk.loads()]


def test_a_record_missing_from_a_newer_snapshot_is_told_once(desk):
    snapshots(desk, rows(1, 2, 3), rows(1, 3), rows(3, 1))
    assert living(desk) == ["A1", "A3"]
    assert gone(desk) == [{}, {"missing from the snapshot": 1}, {}]
    assert all(load.is_conserved for load in desk.loads())


def test_a_record_that_comes_back_lives_again(desk):
    snapshots(desk, rows(1, 2), rows(1), rows(1, 2, 3))
    assert living(desk) == ["A1", "A2", "A3"]
    assert gone(desk)[-1] == {}


def test_a_record_whose_row_is_rejected_is_not_gone(desk):
    snapshots(desk, rows(1, 2), rows(1) + "A2,K,,never,CNY\n")
    assert gone(desk)[-1] == {}


def test_a_blocked_snapshot_is_passed_over_when_the_next_is_compared(desk):
    snapshots(desk, rows(*range(100)), rows(*range(100), day="never"), rows(*range(1, 100)))
    assert gone(desk)[-1] == {"missing from the snapshot": 1}


@pytest.mark.parametrize(
    ("left", "blocked"),
    [pytest.param(50, False, id="half"), pytest.param(49, True, id="more-than-half")],
)
def test_a_snapshot_that_loses_too_much_is_blocked(desk, left, blocked):
    snapshots(desk, rows(*range(100)), rows(*range(left)))
    assert bool(desk.loads()[-1].blocked) is blocked
    assert len(living(desk)) == (100 if blocked else left)
    if blocked:
        assert "51.0% of the 100 records of the last good load are missing" in desk.loads()[-1].blocked[0]


def test_a_table_may_lose_as_much_as_its_contract_says(desk):
    table = desk.contracts[ORDERS]
    limits = replace(table.limits, deleted_share=0.9)
    desk.contracts = desk.contracts | {ORDERS: replace(table, limits=limits)}
    snapshots(desk, rows(*range(100)), rows(*range(20)))
    assert len(living(desk)) == 20


def test_a_changed_mapping_finds_the_same_records_gone(desk):
    snapshots(desk, rows(1, 2, 3), rows(1, 3))
    desk.tables[ORDERS]["columns"]["channel"] = "'web'"
    desk.pull()
    assert gone(desk)[-1] == {"missing from the snapshot": 1}
    assert living(desk) == ["A1", "A3"]


@pytest.fixture
def marking(desk):
    """A source whose increments say which records are gone; of those little more than the key is right."""
    desk.objects["orders"]["full_snapshot"] = False
    desk.tables[ORDERS]["deleted"] = "customer = 'DELETED'"
    desk.put("orders_1.csv", rows(1, 2))
    desk.put("orders_2.csv", HEADER + "A2,DELETED,,,\nA9,DELETED,,,\n")
    desk.pull()
    return desk


def test_a_record_that_its_source_marks_is_gone_and_its_row_has_that_fate(marking):
    assert living(marking) == ["A1"]
    assert gone(marking) == [{}, {"marked by the source": 2}]
    (fates,) = row_fates(marking.home, marking.source(), marking.contracts)
    assert dict(fates.counts) == {ORDERS: 2, "deleted": 2}
    assert marking.verdict(ORDERS).counts["rows_deleted"] == 2


def test_a_later_increment_brings_a_marked_record_back(marking):
    marking.put("orders_3.csv", rows(2))
    marking.pull()
    assert living(marking) == ["A1", "A2"]


def test_a_row_for_which_nobody_can_say_whether_it_is_gone_is_rejected(desk):
    desk.tables[ORDERS]["deleted"] = "cast(email as integer) = 1"
    snapshots(desk, HEADER + "A1,K,0,2026-03-01,CNY\nA2,K,x,2026-03-01,CNY\nA3,K,1,2026-03-01,CNY\n")
    assert living(desk) == ["A1"]
    assert desk.aside(ORDERS, "rejected", "record_key, column_name") == [("A2", "_is_deleted")]
