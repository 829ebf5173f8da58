import ast
import copy

import numpy as np
import pytest

from ml.text.definitions import read_definitions
from ml.text.rows import read_texts


def said(definitions, text):
    score = read_texts(np.array([text], dtype=object), definitions)[2][0]
    return "nothing" if np.isnan(score) else "negative" if score > 0.5 else "positive"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("质量很好，非常满意", "positive"),
        ("质量太差了", "negative"),
        ("The quality is excellent", "positive"),
        ("Terrible service, very disappointed", "negative"),
        pytest.param("不喜欢", "negative", id="negated"),
        pytest.param("一点也不后悔，不失望", "positive", id="negated-blame"),
        pytest.param("不是不好", "nothing", id="negated-twice-says-half"),
        pytest.param("I do not like it, not good at all", "negative", id="negated-en"),
        pytest.param("isn't comfortable", "negative", id="negated-apostrophe"),
        pytest.param("不漂亮，但是好用", "positive", id="after-but"),
        pytest.param("It looks nice but it broke and it is useless", "negative", id="after-but-en"),
        pytest.param("没有问题，不错", "positive", id="no-problem"),
        pytest.param("不好意思", "nothing", id="within-a-longer-word"),
        pytest.param("希望质量好一点", "nothing", id="hoped-for"),
        pytest.param("I wish it was good", "nothing", id="hoped-for-en"),
        pytest.param("质量好吗？", "nothing", id="asked"),
        pytest.param("好贵，好慢", "negative", id="very-not-good"),
        pytest.param("不满意", "negative", id="overlapping-words"),
        pytest.param("质量不太好，生气", "negative", id="not-very-over-a-comma"),
        pytest.param("不太好，漂亮", "nothing", id="good-over-a-comma"),
        pytest.param("质量 ok 但 客服 really terrible", "negative", id="mixed-languages"),
        pytest.param("today I went out", "nothing", id="no-opinion"),
        pytest.param("", "nothing", id="empty"),
        pytest.param(None, "nothing", id="null"),
    ],
)
def test_what_the_lexicon_hears(definitions, text, expected):
    assert said(definitions, text) == expected


def test_more_is_more(definitions):
    weak, plain, strong = read_texts(
        np.array(["有点满意，不错", "满意，不错", "非常满意，太不错了，完美"], dtype=object), definitions
    )[2]

    assert strong < plain < weak < 0.5


def test_below_the_floor_nothing_is_said(definitions):
    higher = copy.deepcopy(definitions.numbers) | {"least_points": 3}
    changed = type(definitions)(**{**vars(definitions), "numbers": higher})

    assert said(definitions, "不错") == "positive"
    assert said(changed, "不错") == "nothing"
    assert said(changed, "完美，不错") == "positive"


def test_as_much_praise_as_blame_says_nothing(definitions):
    assert said(definitions, "漂亮。破损。") == "nothing"


def test_a_word_on_both_sides_is_refused(definitions):
    given = ast.literal_eval(definitions.source)
    given["sentiment"]["negative"]["weak"]["zh"].append("完美")

    with pytest.raises(ValueError, match="lists '完美' as negative, weak, and elsewhere as something else"):
        read_definitions(given)
