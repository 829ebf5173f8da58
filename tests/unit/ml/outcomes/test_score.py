from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from ml.churn.spec import CHURN
from ml.outcomes import score as scoring
from ml.outcomes.models import Linear
from ml.outcomes.score import score
from ml.outcomes.settings import OutcomeSettings


@pytest.fixture(scope="module")
def scored(fitted, features):
    return score(fitted, features, CHURN, OutcomeSettings())


def test_every_customer_with_an_order_gets_a_score(scored, features):
    assert scored.columns.tolist() == ["customer_id", "score", "band", "reasons_zh", "reasons_en"]
    assert scored["customer_id"].tolist() == features["customer_id"].tolist()[1:]
    assert scored["score"].between(0, 1).all()


def test_scores_tell_who_stays_away(fitted, features):
    silent = features.iloc[1:3].assign(
        days_since_last_order=[1, 190], order_count=5, distinct_product_count=20
    )
    stays, leaves = score(fitted, silent, CHURN, OutcomeSettings())["score"]

    assert stays < leaves


@pytest.mark.parametrize(
    ("chance", "band"),
    [(0.3999, "low"), (0.4, "medium"), (0.6999, "medium"), (0.7, "high")],
)
def test_a_band_begins_at_its_threshold(fitted, features, chance, band):
    fixed = Linear(float(np.log(chance / (1 - chance))), np.zeros(1), np.zeros(1))
    scorer = replace(fitted.scorer, model=fixed, input_names=["order_count"], themes=["orders"], season={})
    # the probability must not fall below the threshold by rounding
    settings = OutcomeSettings(medium_from=0.4 - 1e-12, high_from=0.7 - 1e-12)

    assert set(score(replace(fitted, scorer=scorer), features, CHURN, settings)["band"]) == {band}


def test_the_level_follows_the_season(fitted, features):
    shifted = replace(fitted.scorer, season={"2024-10-01": 1.0})
    level = replace(fitted.scorer, season={})
    odds = [
        np.log(found / (1 - found))
        for found in (
            score(replace(fitted, scorer=scorer), features, CHURN, OutcomeSettings())["score"].to_numpy()
            for scorer in (shifted, level)
        )
    ]

    assert odds[0] - odds[1] == pytest.approx(1.0)
    assert fitted.scorer.season


def test_a_customer_is_scored_alike_alone_and_among_others(fitted, features, scored, monkeypatch):
    monkeypatch.setattr(scoring, "_ROWS_AT_ONCE", 7)
    pd.testing.assert_frame_equal(score(fitted, features, CHURN, OutcomeSettings()), scored, rtol=1e-12)


def test_reasons_are_told_in_both_languages_and_differ(scored):
    assert (scored["reasons_en"] != "").mean() > 0.95
    assert scored["reasons_en"].nunique() > 100
    assert scored["reasons_zh"].str.count("；").equals(scored["reasons_en"].str.count("; "))
    assert scored["reasons_zh"].str.contains("一般").mean() > 0.9


def test_who_stays_away_reads_why(fitted, features):
    one = features.iloc[1:2].assign(
        days_since_last_order=180,
        days_since_first_order=180,
        order_count=1,
        order_day_count=1,
        order_count_90d=0,
        distinct_product_count=1,
        purchase_cycle_days=np.nan,
    )
    found = score(fitted, one, CHURN, OutcomeSettings()).iloc[0]

    assert found["band"] == "high"
    assert "days since the latest order: 180 (usually " in found["reasons_en"]
    assert "距上次下单 180 天（一般 " in found["reasons_zh"]
    assert "different products bought: 1 (usually " in found["reasons_en"]


def test_nobody_to_score_is_an_empty_frame(fitted, features):
    found = score(fitted, features.head(1), CHURN, OutcomeSettings())

    assert len(found) == 0
    assert found.columns.tolist() == ["customer_id", "score", "band", "reasons_zh", "reasons_en"]


def test_two_days_at_once_are_refused(fitted, features):
    two = features.assign(as_of_on=[date(2025, 1, 1)] * 100 + [date(2025, 1, 2)] * 300)

    with pytest.raises(ValueError, match="as of 2 days, 2025-01-01 to 2025-01-02; expected one day"):
        score(fitted, two, CHURN, OutcomeSettings())


def test_an_unpublished_fit_does_not_score(fitted, features):
    unpublished = replace(fitted, scorer=None, is_published=False, reason="Not trained: too little.")

    with pytest.raises(ValueError, match=r"must not score: Not trained: too little\."):
        score(unpublished, features, CHURN, OutcomeSettings())
