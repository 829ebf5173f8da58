"""What holds for every outcome alike, on worlds whose rule is known."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from ml.churn.spec import CHURN
from ml.conversion.spec import CONVERSION, KNOWN
from ml.outcomes.inputs import Words
from ml.outcomes.phrases import LANGUAGES
from ml.outcomes.score import score
from ml.outcomes.settings import OutcomeSettings
from ml.outcomes.train import train
from ml.renewal.spec import RENEWAL, SUBSCRIBED
from ml.response.spec import RESPONSE

PROJECT = Path(__file__).parents[4]
DAYS = [date(2025, month, 1) for month in range(1, 9)]
AS_OF_ON = date(2025, 10, 1)
SETTINGS = OutcomeSettings(horizon_days=60, rounds=200, min_rows=300)
OUTCOMES = (CHURN, RENEWAL, CONVERSION, RESPONSE)
# key of an outcome → what a step of a column's logarithm adds to the log-odds, and the log-odds without any
RULES = {
    CHURN.key: ({"days_since_last_order": 0.8, "order_count": -0.6, "distinct_product_count": -2.0}, 1.0),
    RENEWAL.key: ({"subscription_days": -0.5, "complaint_count_90d": 1.5, "active_day_count_90d": -0.9}, 2.0),
    RESPONSE.key: (
        {"event_count_30d": 0.8, "message_count_30d": -0.9, "coupon_redemption_count_90d": 2.0},
        -1.5,
    ),
    CONVERSION.key: ({"days_since_last_event": -0.5, "cart_count_30d": 2.0, "form_count_30d": 2.0}, -2.5),
}
every_outcome = pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.key)


def made_up(outcome, days=DAYS, customers=500, seed=1):
    """A training frame in which every input varies and the rule decides."""
    random = np.random.default_rng(seed)
    size = len(days) * customers
    words = {kind.name for kind in outcome.inputs.all if isinstance(kind, Words)}
    frame = pd.DataFrame(
        {
            column: random.choice(["month", "year"], size)
            if column in words
            else random.geometric(0.1 if "day" in column else 0.4, size).astype("float64")
            for column in outcome.inputs.columns
        }
    )
    rule, odds = RULES[outcome.key]
    for column, weight in rule.items():
        odds = odds + weight * np.log1p(frame[column].to_numpy())
    happens = random.random(size) < 1 / (1 + np.exp(-odds))
    # who was never seen to visit has no days since
    if "days_since_last_event" in frame:
        frame.loc[random.random(size) < 0.05, "days_since_last_event"] = np.nan
    return frame.assign(
        customer_id=[f"customer-{number}" for number in random.permutation(size)],
        cut_off_on=np.repeat(pd.to_datetime(days).to_numpy(), customers),
        **{outcome.label: happens},
    )


@every_outcome
def test_what_can_be_known_is_found_and_published(outcome):
    fitted = train(made_up(outcome), outcome, SETTINGS)

    assert fitted.is_published, fitted.reason
    assert list(fitted.card["figures"]) == ["model", outcome.baseline, outcome.plain[0]]
    assert fitted.card["figures"]["model"]["calibration_error"] < 0.08
    for figures in fitted.card["figures"].values():
        assert 0.4 < figures["auc"] < 1
        assert figures["top_decile_lift"] > 0


@every_outcome
def test_shuffled_futures_teach_nothing(outcome):
    frame = made_up(outcome)
    random = np.random.default_rng(8)
    shuffled = frame.assign(
        **{outcome.label: frame.groupby("cut_off_on")[outcome.label].transform(random.permutation)}
    )
    found = train(shuffled, outcome, SETTINGS)

    low, high = found.card["figures"]["model"]["auc_interval"]
    assert low < 0.5 < high
    assert not found.is_published
    assert found.scorer is None


@every_outcome
def test_everyone_concerned_is_scored_and_told_why(outcome):
    fitted = train(made_up(outcome), outcome, SETTINGS)
    features = made_up(outcome, [AS_OF_ON], seed=2).assign(as_of_on=AS_OF_ON)
    # those a conversion speaks of have no order yet
    features["order_count"] = 0.0 if outcome is CONVERSION else features.get("order_count", 1.0)
    found = score(fitted, features, outcome, SETTINGS)
    happened = features[outcome.label].to_numpy()

    assert found["customer_id"].tolist() == features["customer_id"].tolist()
    assert found["score"][happened].mean() > found["score"][~happened].mean() + 0.1
    assert set(found["band"]) <= {"low", "medium", "high"}
    assert (found["reasons_en"] != "").mean() > 0.9
    assert found["reasons_zh"].str.count("；").equals(found["reasons_en"].str.count("; "))


@every_outcome
def test_every_theme_has_its_words(outcome):
    assert {kind.theme for kind in outcome.inputs.all} == outcome.phrases.keys()
    for phrase in outcome.phrases.values():
        for language in LANGUAGES:
            assert "{fact}" in phrase.words[language]
            assert ("{usual}" in phrase.words[language]) is bool(phrase.written)


@every_outcome
def test_what_it_reads_are_features_of_the_profile(outcome):
    definitions = yaml.safe_load((PROJECT / "dbt_project/vars.yml").read_text())["vars"]
    features = {column["name"] for column in definitions["features"]["columns"]}
    told_beside = {*KNOWN.columns, *SUBSCRIBED.columns}

    assert set(outcome.inputs.columns) - told_beside <= features
    assert {kind.name for kind in outcome.inputs.all} >= set(outcome.baseline_inputs)
    assert len({kind.name for kind in outcome.inputs.all}) == len(outcome.inputs.all)
