import numpy as np
import pytest

from ml.text.units import LONGEST, languages, units_of


def words(text):
    units = units_of([text])
    return [units.quote(place, place) for place in range(len(units))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("质量好", ["质", "量", "好"], id="characters"),
        pytest.param("Don't buy THIS", ["dont", "buy", "this"], id="words"),
        pytest.param("iPhone手机5G", ["iphone", "手", "机", "5g"], id="mixed"),
        pytest.param("ＡＢＣ１２", ["abc12"], id="width"),
        pytest.param("好好好好好", ["好", "好"], id="repeats"),
        pytest.param("sooooo 10000", ["soo", "10000"], id="repeats-in-words-not-digits"),
        pytest.param("👍🏽👍", ["👍", "👍"], id="shade-of-skin"),
        pytest.param("，。 \n", [], id="punctuation"),
    ],
)
def test_what_a_unit_is(text, expected):
    assert words(text) == expected


def test_clauses_and_sentences_do_not_cross_punctuation_or_texts():
    units = units_of(["物流快，质量差。换货 退货", "好"])

    read = dict(
        zip(
            (units.quote(p, p) for p in range(len(units))),
            zip(units.clauses, units.sentences, strict=True),
            strict=True,
        )
    )
    assert read["快"][0] != read["质"][0]
    assert read["快"][1] == read["差"][1] != read["换"][1] == read["退"][1]
    # a blank between Chinese characters is a comma
    assert read["换"][0] != read["退"][0]
    assert read["好"][1] not in {read["退"][1], read["差"][1]}
    assert units.rows.tolist() == [0] * 10 + [1]


def test_a_batch_reads_like_its_texts_alone():
    texts = ["Not bad, 不错!", None, "", "👍", "好" * 10 + "吗？"]
    together = units_of(texts)

    for row, text in enumerate(texts):
        alone = units_of([text])
        np.testing.assert_array_equal(together.hashes[together.rows == row], alone.hashes)


def test_a_long_text_is_read_from_both_ends():
    text = "开头" + "中" * 3 + "间隔" * (5 * LONGEST) + "结尾"
    units = units_of([text])

    assert len(units) <= LONGEST
    assert units.quote(0, 1) == "开头"
    assert units.quote(len(units) - 2, len(units) - 1) == "结尾"


def test_no_texts_and_texts_without_words_have_no_units():
    assert len(units_of([])) == 0
    assert len(units_of([None, "", "  "])) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("质量好", "zh"),
        ("good", "en"),
        ("这个 app 很 nice", "mixed"),
        ("👍！", "none"),
        ("买了 iPad 给孩子用", "zh"),
    ],
)
def test_language(text, expected):
    assert languages(units_of([text])).tolist() == [expected]
