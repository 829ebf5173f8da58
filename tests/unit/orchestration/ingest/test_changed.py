"""Which records changed since a run read them: by what they say, however they came."""

import duckdb
import pytest

from orchestration.ingest.changed import changed_records
from orchestration.ingest.compaction import compact

HEADER = "id,customer,email,ordered_at,currency\n"
FIRST = HEADER + "A1,K,,2026-03-01,CNY\nA2,K,,2026-03-01,CNY\n"


@pytest.fixture
def changed(desk):
    """The records changed since a run that read these loads."""

    def call(read):
        sql = changed_records(desk.contracts, desk.current(), desk.loads(), read)
        return sorted(duckdb.connect().sql(sql).fetchall())

    return call


@pytest.fixture
def increments(desk):
    """Put a file of new rows beside those before and pull; the loads read then."""
    desk.objects["orders"]["full_snapshot"] = False

    def call(number, content):
        desk.put(f"orders_{number}.csv", content)
        desk.pull()
        return [load.load_id for load in desk.current()]

    return call


def test_of_a_snapshot_what_says_something_else_or_is_new_has_changed(desk, changed):
    desk.put("orders.csv", FIRST + "A3,K,,2026-03-01,CNY\n")
    desk.pull()
    read = [load.load_id for load in desk.current()]
    assert changed(read) == []

    desk.put("orders.csv", HEADER + "A2,K,,2026-03-02,CNY\nA1,K,,2026-03-01,CNY\nA4,,,2026-03-01,CNY\n")
    desk.pull()

    # A1 came again as it was, A3 is gone
    assert changed(read) == [("shop.orders", "desk", "A2"), ("shop.orders", "desk", "A4")]


def test_of_increments_what_says_something_else_than_last_time_has_changed(changed, increments):
    increments(1, FIRST)
    read = increments(2, HEADER + "A2,K,,2026-03-02,CNY\n")
    increments(3, HEADER + "A2,K,,2026-03-01,CNY\nA1,K,,2026-03-01,CNY\n")

    # A2 says again what it once said
    assert changed(read) == [("shop.orders", "desk", "A2")]


def test_what_came_before_the_loads_were_packed_is_known_all_the_same(desk, changed, increments):
    increments(1, FIRST)
    read = increments(2, HEADER + "A3,K,,2026-03-01,CNY\n")
    assert compact(duckdb.connect(), desk.current()) == 2
    increments(3, HEADER + "A3,K,,2026-03-01,CNY\nA1,K,,2026-03-01,EUR\n")

    assert changed(read) == [("shop.orders", "desk", "A1")]


def test_rows_mapped_again_are_held_against_what_they_were(desk, changed):
    desk.put("orders.csv", FIRST)
    desk.pull()
    read = [load.load_id for load in desk.current()]
    desk.tables["shop.orders"]["columns"]["currency_code"] = "case id when 'A1' then 'EUR' else currency end"
    desk.pull()

    assert read != [load.load_id for load in desk.current()]
    assert changed(read) == [("shop.orders", "desk", "A1")]


def test_where_nobody_knows_what_was_read_nothing_is_told(desk, changed):
    desk.put("orders.csv", FIRST)
    desk.pull()

    assert changed(None) == []
    assert changed([]) == [("shop.orders", "desk", "A1"), ("shop.orders", "desk", "A2")]
