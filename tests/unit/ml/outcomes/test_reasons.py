import numpy as np
import pytest

from ml.churn.spec import CHURN
from ml.outcomes.inputs import UNKNOWN
from ml.outcomes.phrases import LANGUAGES, Phrase
from ml.outcomes.reasons import Usual, reasons, usual_of

PHRASES = CHURN.phrases

THEMES = ["silence", "rhythm", "orders", "discount"]
FACTS = {
    "silence": np.array([118.0]),
    "rhythm": np.array([np.nan]),
    "orders": np.array([2.0]),
    "discount": np.array([0.254]),
}
# silence and discounts go with leaving, orders with staying; who has no cycle yet leaves more often
USUAL = {
    "silence": Usual(40.0, larger_lifts=True, none_lifts=True),
    "rhythm": Usual(0.75, larger_lifts=True, none_lifts=True),
    "orders": Usual(1.5, larger_lifts=False, none_lifts=True),
    "discount": Usual(0.1, larger_lifts=True, none_lifts=True),
}


def told(pulls, is_above, language="en"):
    return reasons(PHRASES, THEMES, np.array([pulls]), np.array([is_above]), FACTS, USUAL)[language][0]


@pytest.mark.parametrize(
    ("pulls", "is_above", "expected"),
    [
        pytest.param(
            [0.2, 0.9, -1.0, 0.0],
            True,
            "ordered on one day only: no purchase cycle; days since the latest order: 118 (usually 40)",
            id="strongest-first-and-only-its-own-side",
        ),
        pytest.param([0.9, 0.9, -1.0, 0.0], False, "orders so far: 2 (usually 1.5)", id="below-the-average"),
        pytest.param([0.049, 0, 0, 0], True, "", id="too-weak-for-a-word"),
        pytest.param(
            [0.5, 0.4, 0.3, 0.2],
            True,
            "days since the latest order: 118 (usually 40); ordered on one day only: no purchase cycle;"
            " bought below list price: 25% (usually 10%)",
            id="many-orders-are-no-reason-to-leave",
        ),
        pytest.param(
            [0.9, 0.8, 0.0, 0.0], False, "", id="neither-silence-nor-a-single-order-is-a-reason-to-stay"
        ),
        pytest.param([0, 0, 0, 0.2], True, "bought below list price: 25% (usually 10%)", id="a-share"),
    ],
)
def test_reasons_pull_to_the_side_of_the_score(pulls, is_above, expected):
    assert told(pulls, is_above) == expected


def test_chinese_says_the_same():
    assert (
        told([0.2, 0.9, 0, 0], True, "zh") == "只在一天下过单，没有购买周期；距上次下单 118 天（一般 40 天）"
    )


def test_each_row_has_its_own_reasons():
    facts = {theme: np.repeat(values, 2) for theme, values in FACTS.items()} | {
        "silence": np.array([50.0, 60.0])
    }
    found = reasons(
        PHRASES, THEMES, np.array([[1, 0, 0, 0], [1, 0, 0, 0]]), np.array([True, True]), facts, USUAL
    )["en"]

    assert [text.split(" (")[0] for text in found] == [
        "days since the latest order: 50",
        "days since the latest order: 60",
    ]


@pytest.mark.parametrize(
    ("returned", "usual", "expected"),
    [
        pytest.param(0.0, 0.04, "", id="written-alike"),
        pytest.param(0.0, 0.06, "returns: 0 (usually 0.1)", id="just-not"),
    ],
)
def test_what_is_usual_is_no_reason(returned, usual, expected):
    found = reasons(
        PHRASES,
        ["returns"],
        np.array([[0.5]]),
        np.array([True]),
        {"returns": np.array([returned])},
        {"returns": Usual(usual, larger_lifts=False, none_lifts=True)},
    )

    assert found["en"].tolist() == [expected]


def test_the_usual_is_what_outliers_do_not_move():
    def usual(*facts):
        return usual_of(np.array(facts), np.zeros(len(facts))).number

    assert usual(1.0, 1.0, np.nan) == pytest.approx(1.0)
    assert usual(0.0, 3.0) == pytest.approx(1.0)
    assert usual(*[1.0] * 99, 1e6) < 2
    assert usual(np.nan) == 0.0


@pytest.mark.parametrize(
    ("contributions", "larger_lifts", "none_lifts"),
    [([-1.0, 1.0, 0.5], True, True), ([1.0, -1.0, -0.5], False, False)],
)
def test_the_side_of_a_number_is_learned_from_what_it_adds(contributions, larger_lifts, none_lifts):
    found = usual_of(np.array([1.0, 3.0, np.nan]), np.array(contributions))

    assert (found.larger_lifts, found.none_lifts) == (larger_lifts, none_lifts)


def test_every_theme_has_its_words():
    assert {kind.theme for kind in CHURN.inputs.all} == PHRASES.keys()
    for phrase in PHRASES.values():
        for language in LANGUAGES:
            assert "{fact}" in phrase.words[language]
            assert "{usual}" in phrase.words[language]


def test_a_word_is_told_as_it_is_called_and_agrees_with_what_it_adds():
    plan = Phrase(
        lambda given: given["plan"],
        "",
        {"zh": "套餐：{fact}", "en": "plan: {fact}"},
        {"zh": "套餐未知", "en": "plan unknown"},
        {"y": {"zh": "年付", "en": "yearly"}},
    )
    facts = np.array(["y", "y", "week", UNKNOWN], dtype=object)
    found = reasons(
        {"plan": plan},
        ["plan"],
        np.array([[0.5], [-0.5], [0.5], [0.5]]),
        np.array([True, True, True, True]),
        {"plan": facts},
        {"plan": usual_of(facts, np.zeros(4))},
    )

    assert found["en"].tolist() == ["plan: yearly", "", "plan: week", "plan unknown"]
    assert found["zh"].tolist() == ["套餐：年付", "", "套餐：week", "套餐未知"]
