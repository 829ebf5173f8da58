"""The day that benches add to a large demo: some customers order and come by once more, on that day."""

from datetime import UTC, datetime

import duckdb
import pytest

from benchmarks.next_day import add_a_day


@pytest.fixture
def extracts(tmp_path):
    """A thousand customers with an order of a line and an event each, and an order with a bad date."""
    for folder in ("shop", "web"):
        (tmp_path / folder).mkdir()
    with duckdb.connect() as con:
        con.execute(
            """create table orders as select 'O' || i as "订单编号", 'M' || i as "会员ID",
            strftime(date '2026-01-01' + cast(i % 28 as int), '%Y/%m/%d 10:20:00') as "下单时间"
            from range(1000) as t(i) union all select 'O', 'M1', '2026/13/45 10:20:00'"""
        )
        con.execute('create table lines as select "订单编号" as order_no, 1 as line_no from orders')
        con.execute(
            "create table events as select 'E' || i as id, 'M' || i as uid, 'S' || i as session,"
            " epoch_ms(timestamp '2026-01-05 08:00:00') + i as ts from range(1000) as t(i)"
        )
        for table, part in {
            "orders": "shop/orders",
            "lines": "shop/order_lines",
            "events": "web/events",
        }.items():
            con.execute(f"copy {table} to '{tmp_path}/{part}-001.parquet' (format parquet)")
    return tmp_path


def test_one_in_a_hundred_comes_again_on_that_day(extracts):
    brought = add_a_day(extracts, "2026-03-03")

    with duckdb.connect() as con:
        orders = con.execute(f"select * from '{extracts}/shop/orders-999.parquet'").fetchall()
        lines = con.execute(f"select order_no from '{extracts}/shop/order_lines-999.parquet'").fetchall()
        events = con.execute(f"select id, session, ts from '{extracts}/web/events-999.parquet'").fetchall()
    assert brought == {
        "orders-999.parquet": len(orders),
        "order_lines-999.parquet": len(lines),
        "events-999.parquet": len(events),
    }
    assert 0 < len(orders) < 30
    assert {(number[:2], at) for number, _, at in orders} == {("NO", "2026/03/03 10:20:00")}
    assert sorted(number for (number,) in lines) == sorted(number for number, *_ in orders)
    days = {datetime.fromtimestamp(at / 1000, UTC).date().isoformat() for *_, at in events}
    assert days == {"2026-03-03"}
    assert all(key.startswith("NE") and visit.startswith("NS") for key, visit, _ in events)
