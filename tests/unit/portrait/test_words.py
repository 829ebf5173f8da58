from datetime import date, datetime
from decimal import Decimal

import pytest

from portrait.terms import figured, owned, term
from portrait.words import Words, between, number, share

ZH, EN = Words("zh"), Words("en")


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        pytest.param(None, "–", "–", id="null"),
        pytest.param(float("nan"), "–", "–", id="no-number"),
        pytest.param(0, "0", "0", id="nothing"),
        pytest.param(99_999, "99,999", "99,999", id="below-the-first-unit"),
        pytest.param(100_000, "10.0 万", "100 K", id="on-it"),
        pytest.param(Decimal("11800000"), "1,180 万", "11.8 M", id="millions"),
        pytest.param(-250_000_000, "-2.5 亿", "-250 M", id="below-zero"),
    ],
)
def test_amounts_are_read_at_a_glance(value, zh, en):
    assert (ZH.amount(value), EN.amount(value)) == (zh, en)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(None, "–", id="null"),
        pytest.param(True, "yes", id="truth-is-no-number"),
        pytest.param(1234, "1,234", id="count"),
        pytest.param(2.5, "2.5", id="no-needless-zero"),
        pytest.param(date(2024, 3, 1), "2024-03-01", id="day"),
        pytest.param(datetime(2024, 3, 1, 9, 5), "2024-03-01 09:05", id="moment"),
        pytest.param("茶", "茶", id="word"),
    ],
)
def test_values_are_told_as_people_write_them(value, told):
    assert EN.shown(value) == told


def test_a_name_in_the_other_language_is_better_than_none():
    assert ZH.name({"name_zh": None, "name_en": "Tea"}) == "Tea"
    assert EN.name({"action_zh": "致电", "action": "call"}, "action") == "call"
    assert ZH.name({"action_zh": "致电", "action": "call"}, "action") == "致电"
    assert ZH.name({"action": None}, "action") == ""


def test_intervals_and_counts():
    assert between(0.25, 0.5, share) == "25% – 50%"
    assert between(None, None) == ""
    assert number(None) == "–"
    assert (EN.days(1), EN.days(2), ZH.days(None)) == ("1 day", "2 days", "–")


def test_words_that_are_none_of_ours_stay():
    assert term(ZH, "field", "full_name") == "姓名"
    assert term(ZH, "field", "shoe_size") == "shoe_size"
    assert term(EN, "field", None) == "–"


@pytest.mark.parametrize(
    ("key", "told"),
    [
        pytest.param("auc", "AUC", id="one-of-ours"),
        pytest.param("auc_difference", "AUC (lead)", id="a-lead-in-it"),
        pytest.param("product_wape", "product · weighted error (WAPE)", id="of-a-part-of-ours"),
        pytest.param(
            "segment_category_wape", "segment and category · weighted error (WAPE)", id="longest-part"
        ),
        pytest.param("loyal_auc_difference", "Loyal · AUC (lead)", id="of-a-segment"),
        pytest.param("strange_thing", "strange_thing", id="unknown-stays"),
    ],
)
def test_a_figure_of_a_part_is_told_as_both(key, told):
    assert figured(EN, key, {"loyal": "Loyal"}) == told


def test_a_team_of_the_company_keeps_its_own_name():
    assert owned(ZH, "vip_desk") == "VIP 专席"
    assert owned(ZH, "team_of_ours") == "team_of_ours"
    assert owned(ZH, None) == "–"
