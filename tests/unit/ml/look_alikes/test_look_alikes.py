"""Look-alikes: what is found, what must not be learnt, what must be refused, and how it is told."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ml.look_alikes.evaluate import edge_of, figures_of
from ml.look_alikes.pool import pool_of
from ml.look_alikes.score import columns_read, score
from ml.look_alikes.screen import screened, told
from ml.look_alikes.settings import LookAlikeSettings
from ml.look_alikes.train import BASELINE, train, version_of
from ml.registry import dumps, loads
from tests.unit.ml.look_alikes.made_up_club import COLUMNS, seed_of, world

BY_NAME = {column.name: column for column in COLUMNS}


@pytest.fixture(scope="module")
def settings():
    return LookAlikeSettings(rounds=200)


@pytest.fixture(scope="module")
def frame():
    return world()


@pytest.fixture(scope="module")
def fitted(frame, settings):
    return train(frame, [seed_of(frame)], COLUMNS, settings)


def test_members_kept_aside_are_found_better_than_by_one_number(fitted):
    figures = fitted.card["seeds"]["club"]["figures"]
    assert fitted.is_published
    assert figures[BASELINE]["auc_difference_interval"][0] > 0
    assert figures["model"]["top_decile_lift_interval"][0] > 1
    assert figures["model"]["found_medium"] > figures["model"]["found_high"] > 0.05


def test_what_defines_the_seed_is_not_read(fitted):
    card = fitted.card["seeds"]["club"]
    assert card["leaves_out"] == ["club_points"]
    assert not [name for name in card["inputs"] if name.startswith("club_points")]


def test_a_number_that_is_the_rule_in_other_words_is_an_echo(frame, settings):
    found = train(frame, [seed_of(frame, leaves_out=())], COLUMNS, settings)
    assert found.card["seeds"]["club"]["echoes"] == ["club_points"]
    assert "club_points" not in found.card["seeds"]["club"]["inputs"]


def test_of_two_numbers_that_say_the_same_one_is_read(fitted):
    read = fitted.card["seeds"]["club"]["inputs"]
    assert len({"visit_count", "page_count"} & set(read)) == 1


def test_members_drawn_by_lot_have_no_look_alikes(settings):
    for rng_seed in range(3):
        frame = world(pull=0.0, rng_seed=rng_seed)
        found = train(frame, [seed_of(frame)], COLUMNS, settings)
        assert not found.is_published
        assert not found.scorers
        assert "Not published" in found.reason


@pytest.mark.parametrize(("in_club", "is_trained"), [(99, False), (100, True)])
def test_a_seed_is_too_small_below_the_setting(settings, in_club, is_trained):
    frame = world()
    frame["club"] &= frame["club"].cumsum() <= in_club
    found = train(frame, [seed_of(frame)], COLUMNS, settings)
    assert ("figures" in found.card["seeds"]["club"]) is is_trained
    assert found.reason.startswith("club: Not trained: 99 customers are in it") is not is_trained


def test_nobody_outside_is_too_small_as_well(settings):
    frame = world().assign(club=True)
    assert "0 are not" in train(frame, [seed_of(frame)], COLUMNS, settings).reason


def test_without_seeds_the_reason_says_what_to_write(settings):
    found = train(pd.DataFrame({"customer_id": [], "is_drawn": []}), [], COLUMNS, settings)
    assert "look_alikes: true" in found.reason


def test_only_those_outside_are_scored_and_bands_are_shares_of_them(fitted, frame, settings):
    found = score(fitted, frame, ["club"], settings)
    assert set(found["customer_id"]) == set(frame.loc[~frame["club"], "customer_id"])
    shares = found["band"].value_counts(normalize=True)
    assert shares["high"] == pytest.approx(settings.high_share, abs=0.02)
    assert shares["high"] + shares["medium"] == pytest.approx(settings.medium_share, abs=0.02)
    by_band = found.groupby("band")["score"]
    assert by_band.min()["high"] >= by_band.max()["medium"] > by_band.max()["low"]
    assert found["score"].between(0, 1).all()


def test_reasons_name_what_makes_alike_in_both_languages_and_never_for_low(fitted, frame, settings):
    found = score(fitted, frame, ["club"], settings)
    high = found[found["band"] == "high"]
    assert high["reasons_en"].str.contains("place: port").mean() > 0.5
    assert high["reasons_zh"].str.contains("地点：port").mean() > 0.5
    assert not high["reasons_en"].str.contains("hill").any()
    assert found.loc[found["band"] == "low", "reasons_en"].isna().all()


def test_a_fit_that_was_kept_says_the_same(fitted, frame, settings):
    kept = loads(dumps(fitted))
    before, after = (score(each, frame, ["club"], settings) for each in (fitted, kept))
    pd.testing.assert_frame_equal(before, after)
    json.dumps(fitted.card)


def test_a_refused_fit_must_not_score(settings):
    frame = world(size=50)
    with pytest.raises(ValueError, match="Score only published fits"):
        score(train(frame, [seed_of(frame)], COLUMNS, settings), frame, ["club"], settings)


def test_scoring_reads_the_columns_it_names_and_takes_nobody(fitted, frame, settings):
    read = [column.name for column in columns_read(fitted)]
    nobody = score(fitted, frame[["customer_id", "club", *read]].iloc[:0], ["club"], settings)
    assert list(nobody) == ["segment_key", "customer_id", "score", "band", "reasons_zh", "reasons_en"]
    assert nobody.empty


def test_the_version_changes_with_the_seed_and_not_with_the_order_of_rows(frame, settings):
    seed = seed_of(frame)
    version = version_of(frame, [seed], COLUMNS, settings)
    assert version == version_of(frame.sample(frac=1, random_state=1), [seed], COLUMNS, settings)
    assert version != version_of(frame, [replace(seed, leaves_out=frozenset())], COLUMNS, settings)
    other = frame.assign(club=~frame["club"])
    assert version != version_of(other, [seed], COLUMNS, settings)


def test_a_draw_stands_for_all_customers(frame, settings):
    """With one in four of the others drawn, scores and lift are as those of everyone."""
    drawn = frame.assign(is_drawn=np.arange(len(frame)) % 4 == 0)
    pool = pool_of(drawn, seed_of(frame), BY_NAME)
    assert np.average(pool.is_seed, weights=pool.weight) == pytest.approx(frame["club"].mean())
    fits = [train(each, [seed_of(frame)], COLUMNS, settings) for each in (frame, drawn)]
    means = [score(fit, frame, ["club"], settings)["score"].mean() for fit in fits]
    assert means[1] == pytest.approx(means[0], rel=0.15)


def test_lift_of_equal_scores_is_that_of_nobody(frame, settings):
    pool = pool_of(frame, seed_of(frame), BY_NAME)
    flat = np.zeros(len(pool))
    figures = figures_of(pool, {"model": flat, "perfect": pool.is_seed.astype("float64")}, settings)
    assert figures["model"]["top_decile_lift"] == pytest.approx(1)
    assert figures["perfect"]["top_decile_lift"] == pytest.approx(1 / pool.is_seed.mean(), abs=1e-4)


@pytest.mark.parametrize(
    ("scores", "share", "expected"),
    [([1.0, 2.0, 3.0, 4.0, 5.0], 0.2, 5.0), ([1.0] * 5, 0.2, 1.0), ([], 0.2, np.inf)],
    ids=["one of five", "all equal", "nobody"],
)
def test_the_edge_of_a_band(scores, share, expected):
    assert edge_of(np.array(scores), share) == expected


def test_columns_below_zero_or_the_same_in_all_are_not_read(frame):
    signed = frame.assign(noise=frame["noise"] - 3, visit_count=1)
    pool = pool_of(signed, seed_of(frame), BY_NAME)
    assert not {"noise", "visit_count"} & set(pool.inputs.columns)


def test_a_number_that_tells_nothing_is_screened_out(frame):
    found = screened(pool_of(frame, seed_of(frame), BY_NAME))
    assert "noise" not in found.names
    assert len(found.names) == len(set(found.names))


def test_telling_is_the_same_in_either_direction():
    is_seed, values = np.array([0, 0, 1, 1]), np.array([1.0, 2.0, 3.0, 4.0])
    assert told(is_seed, values) == told(is_seed, -values) == 1
    assert told(is_seed, np.ones(4)) == 0.5


@pytest.mark.parametrize(("high", "medium"), [(0.2, 0.2), (0, 0.2), (0.3, 0.2), (0.1, 1)])
def test_bands_that_are_none_are_refused(high, medium):
    with pytest.raises(ValueError, match="Correct them in the settings"):
        LookAlikeSettings(high_share=high, medium_share=medium)
