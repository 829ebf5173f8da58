"""Names say what sets a persona apart, and who its people are only where that is clear."""

import pandas as pd
import pytest

from ml.personas.names import Meaning, key_of, marks, meaning, still_means, words
from ml.personas.settings import PersonaSettings

SETTINGS = PersonaSettings()


def things_of(*rows):
    columns = ["kind", "value", "share", "share_of_all", "reach", "p_value"]
    found = pd.DataFrame(rows, columns=columns)
    return found.assign(lift=found["share"] / found["share_of_all"])


def people_of(*rows):
    return pd.DataFrame(rows, columns=["fact", "value", "value_of_all", "p_value"])


NAPPIES = ("bought", "母婴", 0.4, 0.1, 0.9, 1e-9)
TOYS = ("looked_at", "玩具", 0.3, 0.1, 0.9, 1e-9)
NOBODY_IN_PARTICULAR = people_of(("female", 0.6, 0.6, 1.0))


@pytest.mark.parametrize(
    ("row", "is_mark"),
    [
        pytest.param(("bought", "tea", 0.75, 0.5, 0.9, 0.01), True, id="just-so"),
        pytest.param(("bought", "tea", 0.749, 0.5, 0.9, 0.01), False, id="not-much-more"),
        pytest.param(("bought", "tea", 0.75, 0.5, 0.9, 0.011), False, id="not-proven"),
        pytest.param(("bought", "tea", 0.05, 0.1, 0.9, 0.01), False, id="less-than-all"),
    ],
)
def test_a_mark_is_much_and_proven(row, is_mark):
    assert (len(marks(things_of(row), SETTINGS)) == 1) is is_mark


def test_what_few_do_weighs_little_however_typical():
    rare = ("topic", "亲子", 0.9, 0.1, 0.02, 1e-9)
    assert marks(things_of(rare, NAPPIES), SETTINGS)["value"].tolist() == ["母婴", "亲子"]


def test_ties_have_an_order():
    one, other = (("bought", value, 0.4, 0.1, 0.9, 1e-9) for value in ("b", "a"))
    assert marks(things_of(one, other), SETTINGS)["value"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        pytest.param(0.3, "母婴、玩具", id="a-second-that-says-half-as-much"),
        pytest.param(0.2, "母婴", id="one-that-says-less"),
    ],
)
def test_a_second_thing_is_named_when_it_says_enough(share, expected):
    second = ("looked_at", "玩具", share, 0.1, 0.9, 1e-9)
    named = meaning(marks(things_of(NAPPIES, second), SETTINGS), NOBODY_IN_PARTICULAR, SETTINGS)
    assert words(named)["zh"] == expected


def test_what_is_said_by_two_kinds_is_named_once():
    looked = ("looked_at", "母婴", 0.4, 0.1, 0.9, 1e-9)
    named = meaning(marks(things_of(NAPPIES, looked), SETTINGS), NOBODY_IN_PARTICULAR, SETTINGS)
    assert named.values == ["母婴"]


@pytest.mark.parametrize(
    ("people", "zh", "en"),
    [
        pytest.param([("female", 0.7, 0.54, 0.01)], "母婴 · 女性", "母婴 · women", id="women"),
        pytest.param([("female", 0.69, 0.5, 0.01)], "母婴", "母婴", id="not-most"),
        pytest.param([("female", 0.9, 0.8, 0.01)], "母婴", "母婴", id="hardly-more-than-of-all"),
        pytest.param([("female", 0.9, 0.5, 0.02)], "母婴", "母婴", id="not-proven"),
        pytest.param(
            [("age_25_35", 0.6, 0.3, 0.01), ("age_25_45", 0.9, 0.5, 0.01)],
            "母婴 · 25–34 岁",
            "母婴 · 25–34",
            id="the-narrowest-age",
        ),
        pytest.param(
            [("age_25_35", 0.5, 0.3, 0.01), ("age_25_45", 0.8, 0.5, 0.01), ("age_18_35", 0.7, 0.4, 0.01)],
            "母婴 · 25–44 岁",
            "母婴 · 25–44",
            id="of-two-the-one-that-holds-for-more",
        ),
        pytest.param([("age_25_35", 0.6, 0.41, 0.01)], "母婴", "母婴", id="an-age-that-many-have"),
        pytest.param(
            [("female", 0.9, 0.5, 0.01), ("age_60_inf", 0.8, 0.2, 0.01)],
            "母婴 · 女性 60 岁以上",
            "母婴 · women 60 and older",
            id="both",
        ),
        pytest.param([("has_child", 0.9, 0.1, 0.0)], "母婴", "母婴", id="others-are-on-the-card"),
    ],
)
def test_people_are_named_where_it_is_clear_who_they_are(people, zh, en):
    named = meaning(marks(things_of(NAPPIES), SETTINGS), people_of(*people), SETTINGS)
    assert words(named) == {"zh": zh, "en": en}


@pytest.mark.parametrize(
    ("things", "people", "holds"),
    [
        pytest.param([NAPPIES, TOYS], [("female", 0.9, 0.6, 0.01)], True, id="as-it-was"),
        pytest.param([NAPPIES], [("female", 0.9, 0.6, 0.01)], False, id="a-thing-is-gone"),
        pytest.param(
            [NAPPIES, ("bought", "玩具", 0.121, 0.1, 0.9, 0.01)],
            [("female", 0.66, 0.54, 0.2)],
            True,
            id="less-than-earns-a-name-but-enough-to-keep-it",
        ),
        pytest.param(
            [NAPPIES, ("bought", "玩具", 0.119, 0.1, 0.9, 0.01)],
            [("female", 0.9, 0.6, 0.01)],
            False,
            id="hardly-more-than-all",
        ),
        pytest.param([NAPPIES, TOYS], [("female", 0.6, 0.6, 0.01)], False, id="people-turned"),
    ],
)
def test_a_name_stays_while_all_of_it_holds(things, people, holds):
    meant = Meaning(["母婴", "玩具"], ["female"])
    assert still_means(meant, things_of(*things), people_of(*people), SETTINGS) is holds


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("母婴", "muying", id="chinese"),
        pytest.param("Home & garden", "home_garden", id="english"),
        pytest.param("♥", "persona", id="nothing-that-sounds"),
    ],
)
def test_a_key_is_of_latin_letters(value, expected):
    assert key_of(Meaning([value])) == expected
