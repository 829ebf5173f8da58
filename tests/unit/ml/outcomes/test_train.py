import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from ml.churn.spec import CHURN
from ml.outcomes.models import CANDIDATES
from ml.outcomes.score import score
from ml.outcomes.settings import OutcomeSettings
from ml.outcomes.train import train, verdict
from tests.unit.ml.outcomes.made_up_world import AS_OF_ON, made_up_frame

HORIZON = pd.Timedelta(days=90)


def test_what_can_be_known_is_found_and_published(fitted):
    figures = fitted.card["figures"]

    assert fitted.is_published, fitted.reason
    assert fitted.reason == ""
    assert fitted.card["verdict"].startswith("Published: better out of time than its baseline: AUC 0.")
    assert figures["model"]["auc"] > figures[CHURN.baseline]["auc"] > figures["recency"]["auc"] > 0.6
    assert figures[CHURN.baseline]["auc_difference_interval"][0] > 0


def test_shuffled_futures_teach_nothing(frame, settings):
    random = np.random.default_rng(8)
    shuffled = frame.assign(
        is_churned=frame.groupby("cut_off_on")["is_churned"].transform(random.permutation)
    )

    found = train(shuffled, CHURN, settings)

    low, high = found.card["figures"]["model"]["auc_interval"]
    assert low < 0.5 < high
    assert not found.is_published
    assert found.reason.startswith("Not published: not proven better out of time than its baseline: AUC 0.")
    assert found.scorer is None


def test_training_ends_where_outcomes_are_not_yet_known(frame, fitted, settings):
    """Outcomes between the last matured training cut-off and the test must not matter to the test."""
    test_on = frame["cut_off_on"].max()
    unknown = frame["cut_off_on"].between(test_on - HORIZON, test_on, inclusive="neither")
    turned = frame.assign(is_churned=frame["is_churned"] ^ unknown)

    assert unknown.sum() > 400
    assert train(turned, CHURN, settings).card["figures"] == fitted.card["figures"]
    assert max(fitted.card["training"]["cut_offs"]) <= (test_on - HORIZON).date().isoformat()
    assert fitted.card["test"]["cut_offs"] == [test_on.date().isoformat()]


def test_the_test_has_no_say_in_the_choice(frame, fitted, settings):
    is_test = frame["cut_off_on"] == frame["cut_off_on"].max()
    turned = train(frame.assign(is_churned=frame["is_churned"] ^ is_test), CHURN, settings)

    assert turned.card["trial_log_losses"] == fitted.card["trial_log_losses"]
    assert (
        turned.card["chosen"]
        == fitted.card["chosen"]
        == min(fitted.card["trial_log_losses"], key=fitted.card["trial_log_losses"].get)
    )
    assert turned.card["figures"] != fitted.card["figures"]


def test_a_published_model_is_fitted_again_on_all_cut_offs(frame, fitted, settings, features):
    """With the same test, newer outcomes change what is scored."""
    test_on = frame["cut_off_on"].max()
    unknown = frame["cut_off_on"].between(test_on - HORIZON, test_on, inclusive="neither")
    without = train(frame[~unknown], CHURN, settings)

    assert without.card["figures"] == fitted.card["figures"]
    assert not np.allclose(
        score(without, features, CHURN, OutcomeSettings())["score"],
        score(fitted, features, CHURN, OutcomeSettings())["score"],
        atol=1e-6,
    )


def test_the_order_of_rows_does_not_matter(frame, fitted, settings, features):
    again = train(frame.sample(frac=1, random_state=9), CHURN, settings)

    assert again.model_version == fitted.model_version
    assert again.card == fitted.card
    pd.testing.assert_frame_equal(
        score(again, features, CHURN, OutcomeSettings()),
        score(fitted, features, CHURN, OutcomeSettings()),
        check_exact=True,
    )


def test_the_season_is_corrected_by_the_year_before(frame, settings):
    """Test on 3 July, when churn has just risen; the training half-year knew the low season only."""
    known = made_up_frame([date(2024, month, 1) for month in range(1, 13)], customers=1500, season=2.0)
    known_later = made_up_frame([date(2025, 2, 1), date(2025, 7, 3)], customers=1500, seed=4, season=2.0)
    whole = train(pd.concat([known, known_later]), CHURN, settings).card
    no_year_before = known[known["cut_off_on"] >= "2024-08-01"]
    short = train(pd.concat([no_year_before, known_later]), CHURN, settings).card

    def bias(card):
        return card["figures"]["model"]["mean_score"] - card["test"]["happened_share"]

    assert abs(bias(whole)) < 0.02
    assert whole["figures"]["model"]["calibration_error"] < 0.05
    assert abs(bias(short)) > 0.05


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"min_cut_offs": 40}, "15 cut-offs had a known outcome .* 40 are needed", id="cut-offs"),
        pytest.param({"min_rows": 401}, "the test has 400 rows, .* 401 and 100 are needed", id="test-rows"),
        pytest.param({"min_rows": 6001}, "training has 6000 rows", id="training-rows"),
        pytest.param({"min_per_class": 300}, "the test has 400 rows, .* 300 are needed", id="rarer-outcome"),
    ],
)
def test_too_little_is_said_in_words(frame, settings, changes, words):
    found = train(frame, CHURN, replace(settings, **changes))

    assert not found.is_published
    assert found.scorer is None
    assert re.search(words, found.reason)
    assert found.card["verdict"] == found.reason
    assert json.loads(json.dumps(found.card)) == found.card


def test_no_rows_at_all_are_too_little(frame, settings):
    found = train(frame.head(0), CHURN, settings)

    assert found.reason.startswith("Not trained: 0 cut-offs had a known outcome")


def test_a_world_where_all_leave_is_not_trained(frame, settings):
    assert "0 of the rarer outcome" in train(frame.assign(is_churned=True), CHURN, settings).reason


def test_without_a_second_look_back_the_simplest_is_taken(settings):
    """Three training cut-offs of one quarter leave none to try candidates on."""
    days = [date(2024, 1, 1), date(2024, 1, 16), date(2024, 2, 1), date(2024, 5, 2)]
    found = train(made_up_frame(days), CHURN, settings)

    assert set(found.card["trial_log_losses"].values()) == {None}
    assert found.card["chosen"] == CANDIDATES[0].name


@pytest.mark.parametrize(
    ("low", "expected"),
    [
        pytest.param(0.0001, True, id="above"),
        pytest.param(0.0, False, id="at-zero"),
        pytest.param(-0.01, False),
    ],
)
def test_the_interval_must_lie_above_zero(low, expected):
    baseline = {"auc": 0.7, "auc_difference": 0.02, "auc_difference_interval": [low, 0.04]}

    assert verdict({"model": {"auc": 0.72}, CHURN.baseline: baseline}, CHURN.baseline)[0] is expected


def test_the_card_is_json_and_names_nobody(fitted, frame):
    text = json.dumps(fitted.card)

    assert json.loads(text) == fitted.card
    assert "customer-" not in text
    assert fitted.card["data"]["rows"] == len(frame)
    # visits are the same for everybody here, so no input is made of them
    assert {"event_count_30d", "days_since_last_event"}.isdisjoint(fitted.card["inputs"])
    assert "distinct_product_count" in fitted.card["inputs"]


def test_another_training_is_another_version(frame, fitted, settings):
    few = replace(settings, min_cut_offs=40)
    versions = {
        fitted.model_version,
        train(frame, CHURN, few).model_version,
        train(frame.iloc[1:], CHURN, few).model_version,
        train(frame.assign(is_churned=~frame["is_churned"]), CHURN, few).model_version,
        train(frame.assign(return_count=1), CHURN, few).model_version,
    }

    assert len(versions) == 5


def test_a_lacking_column_is_named(frame, settings):
    with pytest.raises(ValueError, match="has no is_churned; expected customer_id, cut_off_on, is_churned"):
        train(frame.drop(columns="is_churned"), CHURN, settings)


def test_bands_must_be_bands():
    with pytest.raises(ValueError, match=r"begin at medium 0\.8 and high 0\.7"):
        OutcomeSettings(medium_from=0.8)


def test_the_made_up_world_ends_before_it_is_looked_at(frame):
    assert frame["cut_off_on"].max() + HORIZON <= pd.Timestamp(AS_OF_ON)
