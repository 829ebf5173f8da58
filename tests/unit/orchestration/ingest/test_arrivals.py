"""Files that change, move and come back: what counts after each pull. A second pull is always idle."""

import pytest

ORDERS = "shop.orders"
HEADER = "id,customer,email,ordered_at,currency\n"


def _orders(ids):
    return HEADER + "".join(f"{order},K,,2026-03-01,CNY\n" for order in ids)


@pytest.fixture
def days(desk):
    """Put files, given by name, and pull; returns the orders that count then."""
    desk.objects["orders"]["full_snapshot"] = False

    def call(**files):
        for path in desk.folder.iterdir():
            path.unlink()
        for name, ids in files.items():
            desk.put(f"orders_{name}.csv", _orders(ids))
        pulled = desk.pull()
        again = desk.pull()
        assert (again.raw_loads, again.loads) == ([], [])
        call.read = len(pulled.raw_loads)
        return "".join(sorted(order for (order,) in desk.rows(ORDERS, "order_id")))

    return call


def test_a_changed_file_replaces_what_it_held_and_no_other(days):
    assert days(a="AB", b="CD") == "ABCD"
    assert days(a="A", b="CD") == "ACD"
    assert days.read == 1


def test_a_file_that_comes_back_to_what_it_was_counts_as_it_was(days):
    assert [days(a=ids) for ids in ("AB", "C", "AB")] == ["AB", "C", "AB"]


def test_a_file_that_is_gone_still_counts(days):
    days(a="AB", b="C")
    assert days(b="D") == "ABD"


def test_a_file_under_a_new_name_counts_once(days):
    days(a="AB")
    assert (days(b="AB"), days.read) == ("AB", 0)


def test_a_file_that_moves_aside_for_a_newer_one_goes_on_counting(days):
    days(today="AB")
    assert days(today="C", yesterday="AB") == "ABC"


def test_a_copy_counts_on_when_the_file_it_equals_changes(days):
    assert days(a="AB", b="AB") == "AB"
    assert days(a="C", b="AB") == "ABC"


def test_a_file_that_became_equal_to_another_has_lost_what_it_held(days):
    days(a="AB", b="C")
    assert days(a="C", b="C") == "C"
    assert days(a="D", b="C") == "CD"


def test_an_unreadable_version_leaves_the_last_good_one(days, desk):
    days(a="AB")
    desk.put("orders_a.csv", "")
    desk.pull()
    assert [order for (order,) in desk.rows(ORDERS, "order_id")] == ["A", "B"]


def test_files_that_add_lose_nothing_and_the_choice_may_be_made_later(days, desk):
    days(a="ABC")
    assert days(a="D") == "D"
    (problem,) = desk.raw_loads()[-1].problems
    assert "it holds 1 record where it held 3 before" in problem["message"]
    desk.objects["orders"]["changed_file"] = "adds"
    assert days(a="D") == "ABCD"
    assert days(a="E") == "ABCDE"


def test_a_changed_mapping_is_applied_to_what_counts_only(days, desk):
    days(a="AB", b="C")
    days(a="D", b="C")
    desk.tables[ORDERS]["columns"]["channel"] = "'web'"
    assert len(desk.pull().loads) == 2
    assert sorted(desk.rows(ORDERS, "order_id, channel")) == [("C", "web"), ("D", "web")]


def test_what_is_no_longer_in_a_changed_file_is_known_as_gone(days, desk):
    days(a="AB", b="BC")
    days(a="D", b="BC")
    assert [(load.file, load.deleted) for load in desk.current()] == [
        ("orders_b.csv", {}),
        ("orders_a.csv", {"no longer in its file": 1}),
    ]
    assert days(a="ABD", b="BC") == "ABCD"
