import pytest

from portrait.forecasts import forecasts, reasons
from portrait.words import Words

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
ZH, EN = Words("zh"), Words("en")


@pytest.fixture
def told(portrayed):
    return lambda customer_id="li na", words=EN, **changes: forecasts(
        portrayed(MADE.format(**KNOWN | changes), customer_id), words
    )


def test_numbers_come_with_their_intervals_and_what_they_rest_on(told):
    part = told()

    assert part.title == "Value, within 90 days"
    assert [tuple(row.values()) for row in part.rows] == [
        ("Order days", "0.8", "0", "3"),
        ("Spend CNY", "80", "0", "260"),
        ("Still a customer", "61%", "–", "–"),
        ("Next order", "2024-08-20", "2024-07-20", "maybe never"),
    ]
    assert "an order day is worth 100 CNY" in part.note
    assert "Withheld" not in part.note


def test_in_chinese_all_of_it_is(told):
    part = told(words=ZH)

    assert part.title == "价值（90 天内）"
    assert [row["what"] for row in part.rows] == ["下单天数", "消费 CNY", "仍是客户", "下次下单"]


def test_what_is_withheld_is_not_shown_and_why_is(told):
    part = told(withheld="'order days: Not published.'", days="null", on="null")

    assert [row["what"] for row in part.rows] == ["Spend CNY", "Still a customer"]
    assert "Withheld: order days: Not published." in part.note


def test_who_has_no_forecast_gets_no_row(told):
    assert told("wang fang").rows == []


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
    for words, rhythm in ((ZH, zh), (EN, en)):
        said = reasons(ROW | changes, words)
        assert rhythm in said
        assert "1,234 CNY" in said


def test_an_unknown_amount_is_left_out():
    assert "CNY" not in reasons(ROW | {"day_amount": None}, EN)
