"""The page on the quality of a run says what the tables say, shows nobody, and outlives the warehouse."""

import re

import duckdb
import pytest

from tests.end_to_end.company import FIRST_DAY, GOOD, NEXT_DAY, ORDERS, PERSONAL, Company
from tests.quality_page import Page


def in_warehouse(company: Company, sql: str) -> list[tuple]:
    """What a table that is not published says."""
    with duckdb.connect(str(company.home.warehouse), read_only=True) as con:
        return con.execute(sql).fetchall()


def page(company: Company) -> Page:
    return Page((company.home.reports / "quality.html").read_text(encoding="utf-8"))


def figures(table: list[list[str]], *columns: int) -> list[tuple]:
    """The body of a table: its first cell, then numbers."""
    return sorted((row[0], *(int(row[at].replace(",", "")) for at in columns)) for row in table[1:])


def test_what_came_is_what_the_loads_say(company):
    expected = in_warehouse(
        company,
        "select source_system || ' · ' || contract_table, sum(read_count + unparsable_count)::bigint,"
        " sum(landed_count)::bigint, sum(rejected_count + unparsable_count)::bigint,"
        " sum(left_out_count)::bigint, sum(flagged_row_count)::bigint, sum(deleted_count)::bigint,"
        " sum(repaired_value_count)::bigint"
        " from quality.fct_loads where is_read group by all order by 1",
    )
    found = page(company)

    assert figures(found.tables["arrivals"], 3, 4, 5, 6, 7, 8, 9) == expected
    assert found.texts["total-read"] == f"{sum(row[1] for row in expected):,}"
    assert {row[0]: row[3] for row in expected}["corner_shop · shop.orders"] == 2


def test_what_was_set_aside_is_named_by_its_rule(company):
    rules = {(row[0], row[2]): row[3] for row in page(company).tables["set-aside"][1:]}

    assert rules["corner_shop · shop.orders", "currency_code: known_currency"] == "1"
    assert rules["corner_shop · shop.orders", "ordered_at: not a timestamp"] == "1"


def test_checks_across_tables_count_what_the_table_counts(company):
    counted = in_warehouse(
        company,
        "select checked_count, broken_count from quality.fct_cross_table_checks"
        " where check_key = 'order_lines_have_orders' and source_system = 'corner_shop'",
    )
    (row,) = [
        row
        for row in page(company).tables["cross-tables"]
        if "have their order" in row[1] and "Order lines" in row[1] and row[2] == "corner_shop"
    ]

    # A5 was rejected, so its line has no order
    assert counted == [(8, 1)]
    assert [row[0], row[3], row[4]] == ["✗", "8", "1"]


def test_completeness_is_that_of_the_profiles(company):
    ((mean,),) = company.rows("select avg(completeness_rate) from customers.dim_customers")
    by_field = dict(
        company.rows(
            "select field, known_customer_count || ' / ' || customer_count from marts.mart_completeness"
            " where source_system = 'all' and customer_type = 'person'"
        )
    )
    found = page(company)

    assert found.texts["completeness"] == f"{mean:.1%}".replace("%", " %")
    assert {row[1]: row[2] for row in found.tables["completeness-fields"][1:]} == by_field


def test_nobody_can_be_recognised(company):
    html = (company.home.reports / "quality.html").read_text(encoding="utf-8")

    assert [value for value in PERSONAL if value in html] == []


def test_the_screen_says_where_it_is(first_run):
    company, said = first_run
    assert str(company.home.reports / "quality.html") in said.out


@pytest.fixture(scope="module")
def next_day(another) -> Company:
    """The company a day later, after all that is only a cache was thrown away."""
    later = another("next_day")
    later.refreshed("--full", as_of=NEXT_DAY)
    return later


def test_history_outlives_the_warehouse(next_day, company):
    days = next_day.rows("select distinct observed_on::varchar from marts.mart_completeness order by 1")
    loads = "select load_id, contract_table, landed_count, check_count from quality.fct_loads order by all"
    checks = "select * exclude (loaded_at) from quality.fct_load_checks order by all"

    assert days == [(FIRST_DAY,), (NEXT_DAY,)]
    assert in_warehouse(next_day, loads) == in_warehouse(company, loads)
    assert in_warehouse(next_day, checks) == in_warehouse(company, checks)


def test_status_tells_what_would_raise_completeness_most(next_day):
    said = next_day.call("status")
    ((field,),) = next_day.rows(
        "select field from marts.mart_completeness_gains where segment_key = 'all'"
        " order by possible_gain desc, customer_type, field limit 1"
    )

    assert re.search(rf"Completeness 完整度 [\d.]+% on {NEXT_DAY}, [\d.]+% on {FIRST_DAY}", said.out)
    assert f"most to gain 最该补: {field} of" in said.out


def test_a_run_that_failed_has_a_page_too(project, tmp_path):
    company = Company(project, tmp_path)
    company.exports(GOOD | {"corner_shop/orders-1.csv": ORDERS.replace("placed", "when")})
    assert company.call("run", "--as-of", FIRST_DAY).status == 1
    html = (company.home.reports / "quality.html").read_text(encoding="utf-8")

    assert "Nothing was published in this run" in html
    assert "column placed is not in orders-1.csv" in html
    assert {row[0] for row in Page(html).tables["arrivals"][1:]} >= {"corner_shop · shop.customers"}
