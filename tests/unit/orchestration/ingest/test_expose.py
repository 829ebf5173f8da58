"""Schema `ingest`, as dbt finds it."""

from dataclasses import replace
from datetime import date, datetime

import duckdb
import pytest

from orchestration.ingest.contracts import BOOKKEEPING
from orchestration.ingest.expose import RunContext, expose
from orchestration.state import State

HEADER = "id,customer,email,ordered_at,currency\n"
CONTEXT = RunContext(datetime(2026, 3, 1, 16), date(2026, 3, 2), datetime(2026, 3, 2, 1), "snapshot-1")


@pytest.fixture
def exposed(checked_desk):
    """Expose the desk's current loads in a warehouse of its own."""

    def call(contracts=None):
        con = duckdb.connect()
        desk = checked_desk
        expose(con, contracts or desk.contracts, [desk.source()], desk.current(), State(desk.home), CONTEXT)
        return con

    return call


def test_every_contract_table_is_there_typed_and_empty(exposed, contracts):
    con = exposed()
    for contract in contracts.values():
        found = {name: kind for name, kind, *_ in con.sql(f"describe ingest.{contract.relation}").fetchall()}
        namespaces = [column.namespace for column in contract.references]
        assert list(found) == [*(column.name for column in contract.columns), *BOOKKEEPING, *namespaces]
        assert con.sql(f"select count(*) from ingest.{contract.relation}").fetchall() == [(0,)]
    types = dict(
        con.sql("select column_name, column_type from (describe ingest.shop_order_lines)").fetchall()
    )
    assert types["quantity"] == "DECIMAL(18,3)"
    assert con.sql("select count(*) from ingest.loads").fetchall() == [(0,)]
    assert con.sql("select count(*) from ingest.flagged_values").fetchall() == [(0,)]
    assert con.sql("select * from ingest.run_context").fetchall() == [
        (CONTEXT.as_of, CONTEXT.as_of_on, CONTEXT.profiled_at, CONTEXT.snapshot_id)
    ]


def test_rows_loads_and_flags_are_handed_over(checked_desk, exposed):
    checked_desk.objects["orders"]["full_snapshot"] = False
    checked_desk.put("orders_1.csv", HEADER + "A1,K,,2026-03-01,CNY\n")
    checked_desk.put("orders_2.csv", HEADER + "A2,K,,2026-03-01,XXQ\n")
    checked_desk.pull()
    con = exposed()
    first, second = checked_desk.current()
    assert con.sql("select order_id, load_id from ingest.shop_orders order by all").fetchall() == [
        ("A1", first.load_id),
        ("A2", second.load_id),
    ]
    assert con.sql("select load_id, record_key, column_name from ingest.flagged_values").fetchall() == [
        (second.load_id, "A2", "currency_code")
    ]
    assert (
        con.sql("select source_system, contract_table, stale_after_days from ingest.loads").fetchall()
        == [("desk", "shop.orders", 2)] * 2
    )


def test_whose_ids_a_column_holds_is_what_the_yaml_says_now(checked_desk, exposed):
    checked_desk.put("orders.csv", HEADER + "A1,K,,2026-03-01,CNY\nA2,,,2026-03-01,CNY\n")
    checked_desk.pull()
    whose = "select customer_id, customer_id_of from ingest.shop_orders order by order_id"
    assert exposed().sql(whose).fetchall() == [("K", None), (None, None)]

    checked_desk.tables["shop.orders"]["ids_of"] = {"customer_id": "sample"}
    assert checked_desk.pull().loads == []
    assert exposed().sql(whose).fetchall() == [("K", "sample"), (None, "sample")]


def test_a_load_made_before_the_contract_got_a_column_is_read_without_it(checked_desk, exposed):
    checked_desk.put("orders.csv", HEADER + "A1,K,,2026-03-01,CNY\n")
    checked_desk.pull()
    table = checked_desk.contracts["shop.orders"]
    newer = replace(
        table, columns=(*table.columns, replace(table.columns[-1], name="coupon", expectations=()))
    )
    con = exposed(checked_desk.contracts | {"shop.orders": newer})
    assert con.sql("select order_id, coupon from ingest.shop_orders").fetchall() == [("A1", None)]
