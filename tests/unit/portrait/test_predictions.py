import pytest

from portrait.predictions import leanings, texts
from portrait.words import Words

MADE = """
create schema scores;
create table scores.dim_text_topics as
select * from (values ('price', '价格', 'Price'), ('taste', '口味', 'Taste'))
    as t (topic_key, name_zh, name_en);
create table scores.fct_customer_texts as
select * from (values
    ('li na', 3, 1, 2, 1, 0.654, 'price,taste', date '2024-06-01', 'price', '愿望与搜索 4 次',
        '3 of 4 wishes'),
    ('wang fang', 1, 0, 0, 0, null, null, null, null, null, null),
    ('zhang wei', 0, 0, 0, 0, null, null, null, null, '愿望与搜索 3 次', '3 of 3 searches')
) as t (customer_id, text_count_365d, negative_text_count_365d, positive_text_count_365d,
    complaint_text_count_365d, sentiment_score_365d, top_topics_365d, last_wished_on, main_concern,
    concern_evidence_zh, concern_evidence_en);
create table scores.fct_customer_leanings as
select * from (values
    ('li na', 'rational', '理性型', 'Rational', true, 2, 4, '搜索 6 次', '6 searches'),
    ('li na', 'trusting', '信任型', 'Trusting', false, 1, 4, '订单 3', '3 orders')
) as t (customer_id, leaning_key, name_zh, name_en, is_held, points, known_sign_count, evidence_zh,
    evidence_en);
"""


@pytest.fixture
def told(portrayed):
    """Of a customer the texts by what they say, in English."""

    def tell(customer_id):
        part = texts(portrayed(MADE, customer_id), Words("en"))
        return {row["what"]: row["value"] for row in part.rows}

    return tell


def test_texts_are_counted_and_topics_named(told):
    assert told("li na") == {
        "Texts within 365 days": "3",
        "Praise": "2",
        "Blame": "1",
        "Complaints": "1",
        "Tone (1 praise, 0 blame)": "0.65",
        "About": "Price, Taste",
        "Last wish": "2024-06-01",
        "Main concern": "Price",
        "Evidence": "3 of 4 wishes",
    }


def test_too_few_texts_have_no_tone(told):
    assert told("wang fang")["Texts within 365 days"] == "1"
    assert "Tone (1 praise, 0 blame)" not in told("wang fang")


def test_who_only_searched_has_a_concern(told):
    assert told("zhang wei")["Evidence"] == "3 of 3 searches"


def test_who_wrote_nothing_gets_no_row(told):
    assert told("chen jie") == {}


def test_leanings_come_with_their_signs_and_those_held_first(portrayed):
    part = leanings(portrayed(MADE, "li na"), Words("zh"))

    assert [tuple(row.values()) for row in part.rows] == [
        ("理性型", "是", "2", "4", "搜索 6 次"),
        ("信任型", "否", "1", "4", "订单 3"),
    ]
