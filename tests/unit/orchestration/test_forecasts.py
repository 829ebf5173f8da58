import duckdb
import pytest
from rich.console import Console

from orchestration.forecasts import reasons, show_forecast

ROW = {
    "order_day_count": 5,
    "days_since_first_order": 200,
    "days_since_last_order": 80,
    "purchase_cycle_days": 30.0,
    "day_amount": 1234.4,
    "currency_code": "CNY",
}
MADE = """
create schema scores; create schema features;
create table scores.dim_models as
select 'value' as model_key, '价值' as name_zh, 'Value' as name_en, {withheld} as withheld;
create table features.fct_customer_features as
select 'li na' as customer_id, 5 as order_day_count, 200 as days_since_first_order,
    80 as days_since_last_order, 30.0 as purchase_cycle_days,
    cast(500 as decimal(18, 4)) as lifetime_spend_amount, 6 as order_count, 0 as unconverted_order_count;
create table scores.fct_customer_forecasts as
select 'li na' as customer_id, 90 as horizon_days, 'abc' as model_version, {days} as expected_order_days,
    0 as least_order_days, 3 as most_order_days, 80.0 as expected_spend_amount, 0.0 as least_spend_amount,
    260.0 as most_spend_amount, null as expected_margin_amount, 'CNY' as currency_code,
    0.61 as alive_probability, {on} as next_order_on, date '2024-07-20' as next_order_from_on,
    null as next_order_until_on;
"""
KNOWN = {"withheld": "null", "days": "0.8", "on": "date '2024-08-20'"}


@pytest.fixture
def told():
    def show(customer_id="li na", **changes):
        with duckdb.connect() as con:
            con.execute(MADE.format(**KNOWN | changes))
            out = Console(width=200)
            with out.capture() as capture:
                show_forecast(out, con, customer_id)
        return capture.get()

    return show


def test_numbers_come_with_their_intervals_and_what_they_rest_on(told):
    said = told()

    assert "价值 Value, within 90 days" in said
    assert "0.8 order days (0 to 3), spend 80 CNY (0 to 260)" in said
    assert "margin" not in said
    assert "still a customer 仍是客户: 61%" in said
    assert "about 2024-08-20 (2024-07-20 to maybe never)" in said
    assert "an order day is worth 100 CNY" in said
    assert "withheld" not in said


def test_what_is_withheld_is_not_shown_and_why_is(told):
    said = told(withheld="'order days: Not published.'", days="null", on="null")

    assert "order days (" not in said
    assert "next order" not in said
    assert "spend 80 CNY" in said
    assert "withheld order days: Not published." in said


def test_who_has_no_forecast_gets_no_line(told):
    assert told("wang fang") == ""


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        pytest.param({}, "已沉默 2.7 个周期", "silent for 2.7 times as long", id="beyond-the-cycle"),
        pytest.param({"days_since_last_order": 30}, "仍在周期内", "still within that", id="on-the-cycle"),
        pytest.param(
            {"order_day_count": 1, "purchase_cycle_days": None},
            "只有一个下单日",
            "one order day alone",
            id="one-order-day",
        ),
    ],
)
def test_reasons_speak_of_the_rhythm_in_both_languages(changes, zh, en):
    said = reasons(ROW | changes)

    assert zh in said[0]
    assert en in said[1]
    assert "1,234 CNY" in said[0]
    assert "1,234 CNY" in said[1]


def test_an_unknown_amount_is_left_out():
    assert not any("CNY" in said for said in reasons(ROW | {"day_amount": None}))
