"""Two source systems in one home: both land, people they share are one customer, no id is used twice."""

import pytest


def test_records_of_both_systems_are_published(company):
    found = company.rows("select source_system, count(*) from customers.fct_orders group by all order by all")

    assert found == [("corner_shop", 6), ("market_stall", 2)]


def test_one_email_address_in_two_systems_is_one_customer(company):
    ada = company.rows(
        "select distinct customer_id from identity.dim_identities"
        " where (source_system, record_key) in (('corner_shop', '1'), ('market_stall', '1'))"
    )

    assert len(ada) == 1
    assert company.rows("select count(*) from customers.dim_customers") == [(4,)]
    # three orders in the shop and one at the stall
    assert company.rows(
        f"select order_count from marts.mart_customer_profiles where customer_id = '{ada[0][0]}'"
    ) == [(4,)]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        pytest.param("customers.fct_orders", "order_id", id="orders"),
        pytest.param("customers.fct_order_lines", "order_line_id", id="order-lines"),
    ],
)
def test_an_id_that_both_systems_use_stays_two_ids(company, table, key):
    repeated = company.rows(f"select {key} from {table} group by {key} having count(*) > 1")
    of_a1 = company.rows(
        f"select {key} from {table} where order_id in ('corner_shop:A1', 'market_stall:A1') order by 1"
    )

    assert repeated == []
    assert {row[0].split(":")[0] for row in of_a1} == {"corner_shop", "market_stall"}


def test_an_order_of_each_system_keeps_its_own_amount(company):
    amounts = company.rows(
        "select order_id, order_amount, currency_code from customers.fct_orders where order_id like '%:A1'"
        " order by order_id"
    )

    assert [(order_id, float(amount), code) for order_id, amount, code in amounts] == [
        ("corner_shop:A1", 21.0, "CNY"),
        ("market_stall:A1", 59.9, "CNY"),
    ]
