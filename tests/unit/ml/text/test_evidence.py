import numpy as np

from ml.text.evidence import quoted, strongest
from ml.text.units import units_of


def told(text, pulls):
    return strongest(units_of([text]), np.array(pulls, dtype=float)).tolist()


def test_a_passage_is_as_long_as_it_pulls():
    assert told("质量差了点", [0.5, 0.5, 1.0, -0.2, 0.05]) == ["质量差"]


def test_a_weak_link_within_a_passage_is_quoted_with_it():
    assert told("质的差", [0.5, -0.1, 1.0]) == ["质的差"]


def test_passages_do_not_cross_commas_nor_overlap():
    assert told("物流慢，质量差", [0.1, 0.1, 0.3, 0.3, 0.3, 0.3]) == ["质量差；物流慢"]


def test_what_hardly_pulls_is_not_quoted():
    assert told("物流慢", [0.01, 0.02, 0.03]) == [""]


def test_punctuation_and_emoji_alone_are_no_passage():
    assert told("!👎", [3.0, 3.0]) == [""]


def test_one_character_of_several_is_no_passage():
    assert told("不慢", [3.0, -4.0]) == [""]
    assert told("慢", [3.0]) == ["慢"]
    assert told("slow car", [3.0, 0.0]) == ["slow"]


def test_texts_keep_their_own():
    units = units_of(["", "慢", None, "快"])

    assert strongest(units, np.array([1.0, 2.0])).tolist() == ["", "慢", "", "快"]


def test_quotes_are_three_at_most_and_none_twice():
    units = units_of(["差差慢贵破脏"])
    places = np.arange(6)

    assert quoted(units, places, places + 1, np.array([1, 1, 5, 4, 3, 2.0])).tolist() == ["慢；贵；破"]
    assert quoted(units, places[:2], places[:2] + 1, np.ones(2)).tolist() == ["差"]
