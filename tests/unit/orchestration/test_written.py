import duckdb
import pytest
from rich.console import Console

from orchestration.written import show_written

MADE = """
create schema scores;
create table scores.dim_text_topics as
select * from (values ('price', '价格', 'Price'), ('taste', '口味', 'Taste'))
    as t (topic_key, name_zh, name_en);
create table scores.fct_customer_texts as
select * from (values
    ('li na', 3, 1, 2, 1, 0.654, 'price,taste', date '2024-06-01', '愿望与搜索 4 次', '3 of 4 wishes'),
    ('wang fang', 1, 0, 0, 0, null, null, null, null, null),
    ('zhang wei', 0, 0, 0, 0, null, null, null, '愿望与搜索 3 次', '3 of 3 searches')
) as t (customer_id, text_count_365d, negative_text_count_365d, positive_text_count_365d,
    complaint_text_count_365d, sentiment_score_365d, top_topics_365d, last_wished_on, concern_evidence_zh,
    concern_evidence_en);
create table scores.fct_customer_leanings as
select * from (values
    ('li na', 'rational', '理性型', 'Rational', true, 2, 4, '搜索 6 次', '6 searches'),
    ('li na', 'trusting', '信任型', 'Trusting', false, 1, 4, '订单 3', '3 orders')
) as t (customer_id, leaning_key, name_zh, name_en, is_held, points, known_sign_count, evidence_zh,
    evidence_en);
"""


@pytest.fixture
def told():
    def show(customer_id):
        with duckdb.connect() as con:
            con.execute(MADE)
            out = Console(width=200)
            with out.capture() as capture:
                show_written(out, con, customer_id)
        return capture.get()

    return show


def test_texts_are_counted_and_topics_named(told):
    said = told("li na")

    assert "3 within 365 days, 2 praise, 1 blame, 1 complain, tone 0.65" in said
    assert "about 价格 Price, 口味 Taste" in said
    assert "2024-06-01" in said


def test_leanings_held_come_with_their_signs_and_others_do_not(told):
    said = told("li na")

    assert "理性型 Rational: 2 signs more for it than against, 4 known" in said
    assert "6 searches" in said
    assert "Trusting" not in said


def test_too_few_texts_have_no_tone(told):
    assert "tone" not in told("wang fang")
    assert "1 within 365 days" in told("wang fang")


def test_who_only_searched_has_a_concern_and_no_texts(told):
    assert "within 365 days" not in told("zhang wei")
    assert "3 of 3 searches" in told("zhang wei")


def test_who_wrote_nothing_gets_no_line(told):
    assert told("chen jie") == ""
