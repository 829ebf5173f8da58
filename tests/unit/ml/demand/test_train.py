"""Choosing, judging, forecasting."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from ml import registry
from ml.demand.history import COLUMNS
from ml.demand.methods import NAIVE
from ml.demand.score import score
from ml.demand.settings import DemandSettings
from ml.demand.train import train, version_of
from tests.unit.ml.demand.conftest import sold

TODAY = date(2026, 3, 2)
SETTINGS = DemandSettings(rounds=300)


@pytest.fixture(scope="module")
def fitted(steady):
    return train(steady, TODAY, SETTINGS)


def test_a_mean_beats_the_last_weeks_where_the_pace_is_steady(fitted):
    level, told = fitted.levels["product"], fitted.card["levels"]["product"]

    assert fitted.is_published
    assert not level.is_baseline
    assert level.method not in NAIVE
    assert told["verdict"].startswith("Proven")
    assert told["figures"]["model"]["wape"] < told["figures"][told["baseline"]]["wape"]
    assert told["figures"][told["baseline"]]["wape_difference_interval"][0] > 0


def test_where_nothing_better_is_proven_the_naive_forecast_stands_and_is_named(wandering):
    fitted = train(wandering, TODAY, SETTINGS)
    level, told = fitted.levels["category"], fitted.card["levels"]["category"]

    assert level.is_baseline
    assert level.method in NAIVE
    assert f"naive {level.method}" in fitted.card["withheld"]["category"]
    assert fitted.card["verdicts"]["category"] == told["verdict"]
    assert set(score(fitted, wandering, SETTINGS).query("level == 'category'")["method"]) == {level.method}


def test_the_test_is_the_newest_periods_and_plays_no_part_in_the_choice(steady):
    later = steady["week"] < SETTINGS.test_origins * SETTINGS.weeks
    changed = steady.assign(quantity=steady["quantity"].where(~later, steady["quantity"] * 3))
    cards = [train(frame, TODAY, SETTINGS).card["levels"]["product"] for frame in (steady, changed)]

    assert cards[0]["choosing_wape"] == cards[1]["choosing_wape"]
    assert cards[0]["chosen"] == cards[1]["chosen"]
    assert cards[0]["figures"] != cards[1]["figures"]


def test_its_days_are_those_at_which_it_looked_ahead(fitted):
    assert fitted.card["test"]["cut_offs"][0] == "2025-09-15"
    assert fitted.card["test"]["cut_offs"][-1] == "2026-02-02"


def test_too_short_a_history_says_how_much_is_needed(steady):
    short = train(steady[steady["week"] < 39], TODAY, SETTINGS)

    assert not short.is_published
    assert short.reason == (
        "Not trained: sales of 39 weeks are known, 40 are needed. More history mends this."
    )
    assert train(steady[steady["week"] < 40], TODAY, SETTINGS).is_published
    with pytest.raises(ValueError, match="must not forecast: Not trained"):
        score(short, steady, SETTINGS)


def test_nothing_sold_is_no_forecast():
    nothing = pd.DataFrame(columns=list(COLUMNS)).astype({"week": "int64", "quantity": "float64"})

    assert "sales of 0 weeks" in train(nothing, TODAY, SETTINGS).reason


def test_a_level_of_too_few_units_is_not_judged():
    fitted = train(sold(np.full(60, 0.05)), TODAY, SETTINGS)

    assert fitted.levels["product"].is_baseline
    assert "200 are needed to judge" in fitted.card["withheld"]["product"]


def test_sales_without_categories_leave_products(steady):
    fitted = train(steady.assign(category=None), TODAY, SETTINGS)

    assert list(fitted.levels) == ["product"]
    assert set(score(fitted, steady.assign(category=None), SETTINGS)["level"]) == {"product"}


def test_forecasts_lie_in_their_interval_and_near_the_pace(fitted, steady):
    found = score(fitted, steady, SETTINGS)
    products = found[found["level"] == "product"]

    assert len(products) == 80
    assert products["expected_quantity"].between(36, 60).all()
    assert (found["least_quantity"] <= found["expected_quantity"]).all()
    assert (found["expected_quantity"] <= found["most_quantity"]).all()
    whole = found[found["level"] == "category"]["sold_quantity"].sum()
    assert whole == steady.loc[steady["week"] < 4, "quantity"].sum()


def test_a_group_that_stops_buying_falls_and_the_others_do_not(fitted, steady):
    stops = (steady["week"] < 4) & (steady["segment_key"] == "new") & (steady["category"] == "tea")
    found = score(fitted, steady[~stops], SETTINGS)
    fallen = found[found["is_falling"] & (found["level"] == "segment_category")]

    assert list(fallen[["segment_key", "category"]].itertuples(index=False, name=None)) == [("new", "tea")]


def test_the_version_changes_with_sales_day_and_settings_only(steady):
    version = version_of(steady, TODAY, SETTINGS)

    assert version == version_of(steady.copy(), TODAY, SETTINGS)
    assert version != version_of(steady.iloc[1:], TODAY, SETTINGS)
    assert version != version_of(steady, date(2026, 3, 3), SETTINGS)
    assert version != version_of(steady, TODAY, DemandSettings(horizon_days=14, rounds=300))


def test_a_fit_survives_being_kept_and_its_card_is_json(fitted, steady):
    again = registry.loads(registry.dumps(fitted))

    pd.testing.assert_frame_equal(score(again, steady, SETTINGS), score(fitted, steady, SETTINGS))
    json.dumps(fitted.card)


@pytest.mark.parametrize("seed", range(4))
def test_pure_chance_is_seldom_called_better(seed):
    """Where the pace wanders no lead is proven of the few series of a category."""
    rng = np.random.default_rng(seed)
    frame = sold(np.repeat(np.exp(np.cumsum(rng.normal(0, 0.4, 26))) * 20, 4), seed)

    assert train(frame, TODAY, SETTINGS).levels["category"].is_baseline
