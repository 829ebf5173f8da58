"""A source changes the shape of what it sends: said once, and no more is lost than has to be."""

from datetime import date

import pyarrow as pa
import pytest

ORDERS = "shop.orders"
HEADER = "id,customer,email,ordered_at,currency"
FIRST = f"{HEADER}\nA1,K,a@x.cn,2026-03-01,CNY\n"


@pytest.fixture
def shop(desk):
    desk.objects["orders"]["full_snapshot"] = False
    desk.put("orders_1.csv", FIRST)
    desk.pull()
    return desk


def told(desk):
    return [problem.message for problem in desk.pull().problems]


def test_a_new_column_is_kept_and_told_once(shop):
    shop.put("orders_2.csv", f"{HEADER},gift\nA2,K,,2026-03-02,CNY,yes\n")
    (message,) = told(shop)
    assert message.startswith("new column gift in object orders, not mapped")
    assert shop.raw_loads()[-1].columns["gift"] == "VARCHAR"
    assert shop.verdict(ORDERS).is_error is False
    assert told(shop) == [message]
    shop.put("orders_3.csv", f"{HEADER},gift\nA3,K,,2026-03-03,CNY,no\n")
    assert told(shop) == []
    assert len(shop.rows(ORDERS, "order_id")) == 3


def test_a_new_column_that_is_mapped_needs_no_word_and_is_replayed_from_raw(shop):
    shop.put("orders_2.csv", f"{HEADER},gift\nA2,K,,2026-03-02,CNY,yes\n")
    shop.pull()
    shop.tables[ORDERS]["columns"]["channel"] = "gift"
    assert told(shop) == []
    assert shop.rows(ORDERS, "order_id, channel") == [("A1", None), ("A2", "yes")]


def test_a_vanished_optional_column_is_empty_with_a_warning(shop):
    shop.put("orders_2.csv", "id,customer,ordered_at,currency\nA2,K,2026-03-02,CNY\n")
    assert told(shop) == []
    assert shop.rows(ORDERS, "order_id, email") == [("A1", "a@x.cn"), ("A2", None)]
    assert "column email is not in the file" in shop.verdict(ORDERS).messages[0]


def test_a_vanished_required_column_stops_its_table_while_others_go_on(shop):
    shop.tables["shop.customers"] = {
        "from": "orders",
        "columns": {"customer_id": "customer", "email": "email"},
    }
    shop.put("orders_2.csv", "id,customer,email,currency\nA2,L,l@x.cn,CNY\n")
    (message,) = told(shop)
    assert "column ordered_at is not in orders_2.csv, but shop.orders needs it" in message
    assert shop.rows(ORDERS, "order_id") == [("A1",)]
    assert shop.rows("shop.customers", "customer_id") == [("K",), ("L",)]
    assert (shop.verdict(ORDERS).kept_out, shop.verdict("shop.customers").passed) == (True, True)


def test_a_changed_type_is_told_once_and_cast_or_rejected_row_by_row(desk):
    desk.objects["orders"] = {"files": "orders*"}

    def orders(keys, days):
        return pa.table({"id": keys, "customer": keys, "email": keys, "ordered_at": days, "currency": keys})

    desk.put("orders_1.parquet", orders(["A1"], [date(2026, 3, 1)]))
    desk.pull()
    desk.put("orders_2.parquet", orders(["A2", "A3"], ["2026-03-02", "soon"]))
    (message,) = told(desk)
    assert message.startswith("column ordered_at of object orders is VARCHAR now and was DATE.")
    assert desk.rows(ORDERS, "order_id") == [("A1",), ("A2",)]
    assert desk.aside(ORDERS, "rejected", "record_key, reason") == [("A3", "not a timestamp")]


def test_a_file_without_its_header_is_not_quoted_as_columns(shop):
    shop.put("orders_2.csv", "A2,K,k@x.cn,2026-03-02,CNY\nA3,L,l@x.cn,2026-03-03,CNY\n")
    assert not any("new column" in message for message in told(shop))
