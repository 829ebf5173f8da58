"""What becomes of every row: landed, rejected with its reason, or left out under the name of a rule."""

from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

HEADER = "id,customer,email,ordered_at,currency\n"
ORDERS = "shop.orders"


def _is_conserved(desk) -> bool:
    return all(load.is_conserved for load in desk.loads())


def test_rows_land_typed_with_key_file_and_row(desk):
    desk.put("orders.csv", HEADER + "A1,K1,a@x.cn,2026-03-01 08:00:00,CNY\nA2,,,2026-03-02,\n")
    desk.pull()
    assert desk.rows(ORDERS, "order_id, customer_id, ordered_at, record_key, _file, _row") == [
        ("A1", "K1", datetime(2026, 3, 1), "A1", "orders.csv", 1),
        ("A2", None, datetime(2026, 3, 1, 16), "A2", "orders.csv", 2),
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason", "found"),
    [
        pytest.param("A1,K1,,2026/13/45,CNY", "ordered_at", "not a timestamp", "2026/13/45", id="date"),
        pytest.param("A1,K1,,,CNY", "ordered_at", "required but missing", None, id="required"),
        pytest.param(",K1,,2026-03-01,CNY", "order_id", "required but missing", None, id="key"),
        pytest.param(" ,K1,,2026-03-01,CNY", "order_id", "required but missing", None, id="blank-key"),
    ],
)
def test_a_bad_row_is_kept_aside_with_reason_and_original(desk, row, column, reason, found):
    desk.put("orders.csv", f"{HEADER}{row}\nA2,,,2026-03-02,CNY\n")
    desk.pull()
    assert desk.rows(ORDERS, "order_id, _row") == [("A2", 2)]
    columns = "_row, column_name, reason, found, original ->> 'currency_code'"
    assert desk.aside(ORDERS, "rejected", columns) == [(1, column, reason, found, "CNY")]
    assert _is_conserved(desk)


def test_a_number_that_cannot_be_cast_is_rejected(desk):
    desk.tables = {
        "shop.order_lines": {
            "from": "orders",
            "columns": {
                "order_line_id": "line",
                "order_id": "id",
                "quantity": "quantity",
                "unit_price": "price",
            },
        }
    }
    desk.put("orders.csv", 'line,id,quantity,price\n1,A,2,"1,99"\n2,A,two,3\n3,A,2,3.50\n')
    desk.pull()
    assert desk.rows("shop.order_lines", "order_line_id") == [("3",)]
    assert sorted(desk.aside("shop.order_lines", "rejected", "_row, column_name, found")) == [
        (1, "unit_price", "1,99"),
        (2, "quantity", "two"),
    ]


def test_of_rows_with_one_key_the_last_lands(desk):
    row = "A1,{customer},,2026-03-01,CNY\n"
    customers = ["K1", "K2", "K1", "K3", "K1"]
    desk.put("orders.csv", HEADER + "".join(row.format(customer=customer) for customer in customers))
    desk.pull()
    assert desk.rows(ORDERS, "customer_id, _row") == [("K1", 5)]
    assert sorted(desk.aside(ORDERS, "left_out", "_row, name")) == [
        (1, "identical_repeat"),
        (3, "identical_repeat"),
    ]
    rejected = desk.aside(ORDERS, "rejected", "_row, reason, found, original ->> 'customer_id'")
    assert sorted(rejected) == [
        (2, "the same key again with other content", "A1", "K2"),
        (4, "the same key again with other content", "A1", "K3"),
    ]
    assert _is_conserved(desk)


def test_a_bad_row_does_not_outdo_a_good_one_of_its_key(desk):
    desk.put("orders.csv", HEADER + "A1,K1,,2026-03-01,CNY\nA1,K2,,never,CNY\n")
    desk.pull()
    assert desk.rows(ORDERS, "customer_id") == [("K1",)]


def test_keys_of_several_columns_do_not_run_into_each_other(new_desk, unchecked):
    table = unchecked[ORDERS]
    columns = tuple(
        replace(column, key=column.name in ("order_id", "customer_id"), required=column.name == "order_id")
        for column in table.columns
    )
    desk = new_desk()
    desk.contracts = {ORDERS: replace(table, columns=columns)}
    desk.put("orders.csv", HEADER + "a|b,c,,2026-03-01,\na,b|c,,2026-03-01,\na\\,|c,,2026-03-01,\n")
    desk.pull()
    assert len(desk.rows(ORDERS, "record_key")) == 3


def test_where_leaves_out_by_name_and_null_is_not_true(desk):
    desk.tables[ORDERS]["where"] = [
        {"name": "test_order", "keep": "remark <> 'TEST'"},
        {"name": "before_2026", "keep": "ordered_at >= '2026'"},
    ]
    header = "id,customer,email,ordered_at,currency,remark\n"
    rows = ["A1,,,2026-03-01,,ok", "A2,,,2026-03-01,,TEST", "A3,,,2026-03-01,,", "A4,,,2025-03-01,,ok"]
    desk.put("orders.csv", header + "\n".join(rows))
    desk.pull()
    assert desk.rows(ORDERS, "order_id") == [("A1",)]
    assert sorted(desk.aside(ORDERS, "left_out", "_row, name")) == [
        (2, "test_order"),
        (3, "test_order"),
        (4, "before_2026"),
    ]
    assert _is_conserved(desk)


def _grouped(desk):
    desk.tables = {
        "shop.customers": {
            "from": "orders",
            "one_row_per": ["customer"],
            "columns": {"customer_id": "customer", "email": "max(email)", "registered_at": "min(ordered_at)"},
        }
    }


def test_one_row_per_group_counts_the_rows_it_was_made_of(desk):
    _grouped(desk)
    rows = ["A1,K1,,2026-03-02,", "A2,K2,k2@x.cn,2026-03-01,", "A3,K1,k1@x.cn,2026-03-01,"]
    desk.put("orders.csv", HEADER + "\n".join(rows))
    desk.pull()
    assert desk.rows("shop.customers", "customer_id, email, registered_at, _row, _source_rows") == [
        ("K1", "k1@x.cn", datetime(2026, 2, 28, 16), 1, 2),
        ("K2", "k2@x.cn", datetime(2026, 2, 28, 16), 2, 1),
    ]
    assert _is_conserved(desk)


def test_rows_without_a_group_are_rejected_with_their_number(desk):
    _grouped(desk)
    desk.put("orders.csv", HEADER + "A1,,a@x.cn,2026-03-02,\nA2,K2,,2026-03-01,\nA3,,b@x.cn,2026-03-01,\n")
    desk.pull()
    (load,) = desk.loads()
    assert load.rejected == {"customer_id: required but missing": 2}
    assert (load.landed, load.landed_source_rows) == (1, 1)
    assert _is_conserved(desk)


def test_a_group_over_several_files_points_to_a_row_that_is_in_it(desk):
    _grouped(desk)
    desk.put("orders_1.csv", HEADER + "A1,K2,,2026-03-01,\nA2,K2,,2026-03-01,\nA3,K1,,2026-03-01,\n")
    desk.put("orders_2.csv", HEADER + "A4,K1,,2026-03-01,\n")
    desk.pull()
    assert desk.rows("shop.customers", "customer_id, _file, _row, _source_rows") == [
        ("K2", "orders_1.csv", 1, 2),
        ("K1", "orders_1.csv", 3, 2),
    ]


def test_a_column_of_the_source_named_like_one_of_the_contract_means_the_source(desk):
    desk.tables = {
        "shop.customers": {
            "from": "orders",
            "one_row_per": ["customer_id"],
            "columns": {"customer_id": "customer_id", "region": "max(customer_id)", "city": "max(region)"},
        }
    }
    desk.put("orders.csv", "customer_id,region\n1,north\n2,south\n")
    desk.pull()
    assert desk.rows("shop.customers", "customer_id, region, city") == [
        ("1", "1", "north"),
        ("2", "2", "south"),
    ]


def test_an_expression_that_fails_on_a_row_costs_that_row(desk):
    desk.tables[ORDERS]["columns"]["channel"] = "'channel ' || cast(customer as integer)"
    desk.put("orders.csv", HEADER + "A1,7,,2026-03-01,\nA2,zhang.wei,,2026-03-01,\nA3,,,2026-03-01,\n")
    desk.pull()
    assert desk.rows(ORDERS, "order_id, channel") == [("A1", "channel 7"), ("A3", None)]
    assert desk.aside(ORDERS, "rejected", "_row, column_name, reason") == [
        (2, "channel", "its expression in defs.yaml fails")
    ]
    assert _is_conserved(desk)


FAILING = {
    "where": (
        {"where": [{"name": "old", "keep": "cast(customer as integer) > 1"}]},
        "where old",
        "ConversionException",
    ),
    "where-no-condition": ({"where": [{"name": "old", "keep": "customer"}]}, "where old", "BOOLEAN"),
    "function": ({"columns": {"channel": "no_such(customer)"}}, "channel", "no_such does not exist"),
    "type": ({"columns": {"channel": "customer + date '2026-01-01'"}}, "channel", "Binder Error"),
    "aggregate": ({"columns": {"channel": "max(customer)"}}, "channel", "GROUP BY"),
}


@pytest.mark.parametrize(("change", "place", "cause"), FAILING.values(), ids=FAILING)
def test_an_expression_that_fails_on_the_table_is_a_problem_of_the_table(desk, change, place, cause):
    entry = desk.tables[ORDERS]
    entry["where"] = change.get("where", [])
    entry["columns"] |= change.get("columns", {})
    desk.put("orders.csv", HEADER + "A1,zhang.wei@x.cn,,2026-03-01,\n")
    problems = desk.pull().problems
    assert [(problem.severity, problem.table, problem.file) for problem in problems] == [
        ("error", ORDERS, "orders.csv")
    ]
    message = problems[0].message
    assert message.startswith(place)
    assert cause in message
    assert "zhang.wei@x.cn" not in message
    assert not desk.loads()


def test_an_aggregate_that_fails_is_a_problem_of_the_table(desk):
    _grouped(desk)
    desk.tables["shop.customers"]["columns"]["region"] = "sum(cast(email as integer))"
    desk.put("orders.csv", HEADER + "A1,K1,zhang.wei@x.cn,2026-03-01,\n")
    (problem,) = desk.pull().problems
    assert "region: `sum(cast(email as integer))` fails: ConversionException" in problem.message
    assert "zhang" not in str(problem)


def test_a_comment_in_an_expression_ends_with_it(desk):
    desk.tables[ORDERS]["columns"]["channel"] = "'web' -- all of them"
    desk.tables[ORDERS]["where"] = [{"name": "never", "keep": "true -- keep all"}]
    desk.put("orders.csv", HEADER + "A1,,,2026-03-01,\n")
    desk.pull()
    assert desk.rows(ORDERS, "channel") == [("web",)]


def test_a_column_load_id_of_the_source_is_the_sources(desk):
    desk.tables[ORDERS]["columns"]["order_id"] = "load_id"
    desk.put("orders.parquet", pa.table({"load_id": ["A1"], "ordered_at": ["2026-03-01"], "customer": ["K"]}))
    for name in ("email", "currency_code"):
        del desk.tables[ORDERS]["columns"][name]
    desk.pull()
    assert desk.rows(ORDERS, "order_id") == [("A1",)]


def test_rows_stay_in_the_order_of_the_file(desk):
    count = 300_000
    ids = [f"A{number * 7919 % count}" for number in range(count)]
    desk.put(
        "orders.parquet",
        pa.table(
            {"id": ids, "ordered_at": ["2026-03-01"] * count, "customer": ids, "email": ids, "currency": ids}
        ),
    )
    desk.pull()
    (load,) = desk.loads()
    table = pq.read_table(load.folder / "rows.parquet")
    assert table["_row"].to_pylist() == list(range(1, count + 1))
    assert table["order_id"].to_pylist() == ids
