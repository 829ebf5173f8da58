from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from ml.value import score as scoring
from ml.value.rows import COLUMNS, customers_of
from ml.value.score import score

PROJECT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def scored(fitted, features, settings):
    return score(fitted, features, settings)


def test_every_customer_with_an_order_gets_a_row(scored, features):
    assert scored["customer_id"].tolist() == features["customer_id"].tolist()[1:]
    assert scored.columns.tolist() == [
        "customer_id",
        "expected_order_days",
        "least_order_days",
        "most_order_days",
        "expected_spend_amount",
        "least_spend_amount",
        "most_spend_amount",
        "expected_margin_amount",
        "least_margin_amount",
        "most_margin_amount",
        "alive_probability",
        "next_order_on",
        "next_order_from_on",
        "next_order_until_on",
    ]


def test_numbers_lie_where_they_can(scored, features, settings):
    asked = features.iloc[1:]["order_day_count"].gt(1).to_numpy()
    assert scored.loc[asked, "alive_probability"].between(0, 1).all()
    assert scored.loc[~asked, "alive_probability"].isna().all()
    assert scored["expected_order_days"].between(0, settings.horizon_days).all()
    assert (scored["least_order_days"] <= scored["most_order_days"]).all()
    assert (scored["least_spend_amount"] <= scored["most_spend_amount"]).all()
    assert scored["expected_spend_amount"].ge(0).all()
    assert scored["expected_spend_amount"].gt(1).mean() > 0.5


def test_days_lie_in_order_and_none_is_where_a_customer_is_likely_gone(scored, features, settings):
    told = scored[scored["next_order_on"].notna()]
    as_of = pd.Timestamp(features["as_of_on"].iloc[0])

    assert 0 < len(told) < len(scored)
    assert (told["next_order_on"] >= as_of).all()
    assert (told["next_order_on"] < as_of + pd.Timedelta(days=settings.next_order_within_days)).all()
    assert (told["next_order_from_on"] <= told["next_order_on"]).all()
    assert not (told["next_order_until_on"] < told["next_order_on"]).any()
    gone = scored["alive_probability"] < 0.5
    assert gone.any()
    assert (
        scored.loc[gone, ["next_order_on", "next_order_from_on", "next_order_until_on"]].isna().all(axis=None)
    )


def test_who_orders_often_and_lately_is_expected_soon(fitted, features, settings):
    two = features.iloc[1:3].assign(
        order_count=12, order_day_count=12, days_since_first_order=400, days_since_last_order=[3, 250]
    )
    eager, silent = score(fitted, two, settings).to_dict("records")

    assert eager["alive_probability"] > 0.9 > 0.3 > silent["alive_probability"]
    assert eager["expected_order_days"] > 5 * silent["expected_order_days"]
    assert pd.notna(eager["next_order_on"])
    assert pd.isna(silent["next_order_on"])


def test_margin_is_known_only_with_a_cost(fitted, features, settings):
    scorer = replace(fitted.scorer, margin_rate=0.3, usual_worth=100.0)
    three = features.iloc[1:4].assign(
        margin_amount=[200.0, np.nan, -50.0], costed_spend_amount=[400.0, 0.0, 100.0]
    )
    found = score(replace(fitted, scorer=scorer), three, settings)
    rates = (found["expected_margin_amount"] / found["expected_spend_amount"]).tolist()

    assert rates[0] == pytest.approx((200 + 30) / (400 + 100))
    assert np.isnan(rates[1])
    assert rates[2] == pytest.approx((-50 + 30) / (100 + 100))
    ends = found[["least_margin_amount", "most_margin_amount"]]
    spend = found[["least_spend_amount", "most_spend_amount"]]
    assert ends.iloc[0].tolist() == pytest.approx((spend.iloc[0] * rates[0]).tolist())
    assert ends.iloc[1].isna().all()
    assert ends.iloc[2].tolist() == pytest.approx((spend.iloc[2, ::-1] * rates[2]).tolist())
    assert score(fitted, three, settings)["expected_margin_amount"].isna().all()


def test_orders_without_a_rate_do_not_make_the_others_smaller(fitted, features, settings):
    one = features.iloc[1:2].assign(
        order_count=4, order_day_count=4, days_since_first_order=99, days_since_last_order=9
    )
    half = one.assign(lifetime_spend_amount=100.0, unconverted_order_count=2)
    whole = one.assign(lifetime_spend_amount=200.0)
    none = one.assign(lifetime_spend_amount=0.0, unconverted_order_count=4)

    known = [customers_of(given).mean_amount[0] for given in (half, whole, none)]

    assert known[:2] == [50.0, 50.0]
    assert np.isnan(known[2])
    expected = score(fitted, none, settings).iloc[0]
    usual = fitted.scorer.usual_worth * expected["expected_order_days"]
    assert expected["expected_spend_amount"] == pytest.approx(usual)


def test_the_level_follows_the_season(fitted, features, settings):
    newest = pd.Timestamp(features["as_of_on"].iloc[0]).date()
    year_before = newest.replace(year=newest.year - 1).isoformat()
    level = score(replace(fitted, scorer=replace(fitted.scorer, season={})), features, settings)
    lively = score(
        replace(fitted, scorer=replace(fitted.scorer, season={year_before: 2.0})), features, settings
    )

    assert (lively["expected_order_days"] >= level["expected_order_days"]).all()
    assert lively["expected_order_days"].sum() > 1.4 * level["expected_order_days"].sum()
    assert not (lively["next_order_on"] > level["next_order_on"]).any()
    assert (lively["next_order_on"] < level["next_order_on"]).any()
    pd.testing.assert_series_equal(lively["alive_probability"], level["alive_probability"])


def test_a_customer_is_scored_alike_alone_and_among_others(fitted, features, scored, settings, monkeypatch):
    monkeypatch.setattr(scoring, "_ROWS_AT_ONCE", 333)
    pd.testing.assert_frame_equal(score(fitted, features, settings), scored, rtol=1e-12)


def test_nobody_to_score_is_an_empty_frame(fitted, features, scored, settings):
    found = score(fitted, features.head(1), settings)

    assert len(found) == 0
    assert found.columns.tolist() == scored.columns.tolist()


def test_two_days_at_once_are_refused(fitted, features, settings):
    two = features.assign(as_of_on=[date(2025, 1, 1)] * 100 + [date(2025, 1, 2)] * (len(features) - 100))

    with pytest.raises(ValueError, match="as of 2 days, 2025-01-01 to 2025-01-02; expected one day"):
        score(fitted, two, settings)


def test_another_horizon_is_refused(fitted, features, settings):
    with pytest.raises(ValueError, match="fitted for 90 days, the settings say 60"):
        score(fitted, features, replace(settings, horizon_days=60))


def test_an_unpublished_fit_does_not_score(fitted, features, settings):
    unpublished = replace(fitted, scorer=None, is_published=False, reason="Not trained: too little.")

    with pytest.raises(ValueError, match=r"must not score: Not trained: too little\."):
        score(unpublished, features, settings)


def test_a_lacking_column_is_named(fitted, features, settings):
    with pytest.raises(ValueError, match="reads margin_amount, which the frame does not have"):
        score(fitted, features.drop(columns="margin_amount"), settings)


def test_the_columns_are_features_of_the_profile():
    definitions = yaml.safe_load((PROJECT / "dbt_project/vars.yml").read_text())["vars"]

    assert set(COLUMNS) <= {column["name"] for column in definitions["features"]["columns"]}
