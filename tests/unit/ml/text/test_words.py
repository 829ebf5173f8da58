import pytest

from ml.text.units import units_of
from ml.text.words import vocabulary_of


@pytest.fixture(scope="module")
def vocabulary():
    return vocabulary_of(
        {"good": ["好", "not bad", "Don't stop"], "bad": ["不好", "bad"], "none": ["不好意思"]}
    )


def found(vocabulary, text, *lists):
    units = units_of([text])
    hits = vocabulary.only(vocabulary.find(units), *lists).longest()
    return [units.quote(first, end - 1) for first, end in zip(hits.firsts, hits.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("不好用", ["不好"], id="longer"),
        pytest.param("不好意思，好", ["不好意思", "好"], id="longest"),
        pytest.param("NOT  bad", ["not  bad"], id="words-of-one"),
        pytest.param("not, bad", ["bad"], id="not-over-a-comma"),
        pytest.param("badly", [], id="not-within-a-word"),
        pytest.param("dont stop", ["dont stop"], id="without-apostrophe"),
    ],
)
def test_the_longest_word_counts(vocabulary, text, expected):
    assert found(vocabulary, text, "good", "bad", "none") == expected


def test_of_words_that_overlap_the_first_counts():
    overlapping = vocabulary_of({"all": ["甲乙", "乙丙", "丙丁", "丁戊己", "戊己"]})

    assert found(overlapping, "甲乙丙丁戊己", "all") == ["甲乙", "丙丁", "戊己"]
    assert found(overlapping, "乙丙丁戊己", "all") == ["乙丙", "丁戊己"]


def test_only_the_lists_asked_for_compete(vocabulary):
    assert found(vocabulary, "不好意思", "good") == ["好"]


def test_words_do_not_run_from_one_text_into_the_next(vocabulary):
    assert len(vocabulary.find(units_of(["不", "好意思"])).words) == 1


def test_a_word_that_no_text_can_have_is_refused():
    with pytest.raises(ValueError, match="The word '好,坏' of the text definitions cannot be found"):
        vocabulary_of({"good": ["好,坏"]})
