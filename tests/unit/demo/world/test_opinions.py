"""Reviews say many things, mostly in the mood of their stars; the truth knows the mood."""

import numpy as np
import pandas as pd
import pytest

from demo.world import opinions, voices
from demo.world.catalogue import CATEGORIES
from tests.unit.demo.world.files import read_objects


@pytest.fixture(scope="module")
def reviews(larger, chapter):
    return voices.reviews(larger, chapter)


@pytest.fixture(scope="module")
def told(larger, chapter, reviews):
    return opinions.texts(larger, chapter, reviews)


def test_hardly_two_reviews_are_the_same(told):
    assert len(told) > 1000
    assert told["text"].nunique() > 0.85 * len(told)
    assert told["text"].str.len().between(2, 250).all()


def test_the_same_world_says_the_same(larger, chapter, reviews, told):
    pd.testing.assert_frame_equal(opinions.texts(larger, chapter, reviews), told)


def test_stars_follow_the_mood_mostly_and_not_always(reviews, told):
    rating, mood = reviews["rating"].to_numpy(), told["mood"].to_numpy()

    assert 0.85 < (mood[rating >= 4] == opinions.PRAISE).mean() < 1
    assert 0.75 < (mood[rating <= 2] == opinions.BLAME).mean() < 1
    assert 0.4 < (mood[rating == 3] == opinions.BOTH).mean() < 0.75


def test_few_mock_and_only_in_blame(told):
    assert (told.loc[told["is_ironic"], "mood"] == opinions.BLAME).all()
    assert 0 < told["is_ironic"].sum() < 0.2 * (told["mood"] == opinions.BLAME).sum()


def test_some_are_written_in_english(told):
    ascii_only = told["text"].map(lambda text: text.encode("ascii", "ignore").decode() == text)

    assert 0.04 < told["is_english"].mean() < 0.1
    assert ascii_only[told["is_english"]].mean() > 0.9
    assert not ascii_only[~told["is_english"]].any()


def test_something_is_said_of_goods_of_every_category():
    kinds = [kind for kinds in opinions.GOODS for kind in kinds]

    assert sorted(kinds) == list(range(len(CATEGORIES)))


def test_shares_of_moods_are_shares():
    np.testing.assert_allclose(opinions.BY_STARS[1:].sum(axis=1), 1)


def test_the_truth_tells_the_mood_of_every_review(folder, truth):
    written, _ = read_objects(folder / "shop" / "reviews.jsonl")
    moods = truth["reviews"].set_index("record_key")["mood"]

    assert moods.index.is_unique
    assert {row["id"] for row in written if row["id"]} <= set(moods.index)
    assert set(moods) <= set(opinions.MOODS)
