import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ml.registry import dumps, loads
from ml.uplift.score import band_of, score
from ml.uplift.settings import UpliftSettings
from ml.uplift.train import BY_RESPONSE, train, version_of
from tests.unit.ml.uplift.made_up_campaigns import made_up_messages, true_effect


def test_an_effect_that_is_there_is_found_and_published(fitted):
    found = fitted.card["figures"]

    assert fitted.is_published, fitted.reason
    assert fitted.card["verdict"].startswith("Published: better out of time than drawing customers by lot")
    assert found["model"]["qini_interval"][0] > 0
    assert found["model"]["top_uplift"] > found["everybody"]["uplift"] > 0
    # who orders anyway says little here of whom a message moves
    assert found[BY_RESPONSE]["qini_difference"] > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_arms_drawn_anew_find_nothing(frame, settings, seed):
    """Without the true arms no message has an effect, and no model of one is published."""
    random = np.random.default_rng(seed)
    shuffled = frame.assign(
        is_treated=frame.groupby("campaign_id")["is_treated"].transform(random.permutation)
    )
    found = train(shuffled, settings)

    low, high = found.card["figures"]["model"]["qini_interval"]
    assert low < 0 < high
    low, high = found.card["figures"]["everybody"]["uplift_interval"]
    assert low < 0 < high
    assert not found.is_published
    assert found.scorer is None


def test_one_effect_for_all_is_no_reason_to_choose(settings):
    """A message that moves everybody alike has an effect, but nobody to prefer."""
    published = []
    for seed in range(5, 13):
        frame = made_up_messages(seed=seed)
        chance = 0.1 + 0.1 * frame["is_treated"]
        alike = np.random.default_rng(1000 + seed).random(len(frame)) < chance
        found = train(frame.assign(has_responded=alike), settings)
        published.append(found.is_published)
        assert found.card["figures"]["everybody"]["uplift_interval"][0] > 0.05

    assert sum(published) <= 1


def test_a_holdout_that_was_picked_is_refused(frame, settings):
    """Held out are those who like discounts least: their difference is no effect."""
    picked = frame.assign(is_treated=frame["discounted_line_rate_365d"].rank(pct=True) > 0.3)
    found = train(picked, settings)

    assert found.reason.startswith("Not trained: who was held out can be told before the message (AUC 1.0")
    assert not found.is_published


def test_the_test_has_no_say_in_the_choice(frame, fitted, settings):
    is_test = pd.to_datetime(frame["sent_on"]) >= fitted.card["test"]["cut_offs"][0]
    turned = train(frame.assign(has_responded=frame["has_responded"] ^ is_test), settings)

    assert turned.card["trial_losses"] == fitted.card["trial_losses"]
    assert turned.card["chosen"] == fitted.card["chosen"]
    assert turned.card["figures"] != fitted.card["figures"]


def test_training_ends_before_the_test_begins(fitted):
    assert max(fitted.card["training"]["cut_offs"]) < min(fitted.card["test"]["cut_offs"])
    assert fitted.card["training"]["rows"] + fitted.card["test"]["rows"] == fitted.card["data"]["rows"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"min_per_arm": 10**6}, "training has .* messages treated .* 1000000 and 50 are needed"),
        ({"min_responses": 10**6}, "training has .* responses; 1000 and 1000000 are needed"),
    ],
)
def test_too_little_is_said_in_words(frame, settings, changes, words):
    found = train(frame, replace(settings, **changes))

    assert not found.is_published
    assert re.search(words, found.reason)
    assert json.loads(json.dumps(found.card)) == found.card


@pytest.mark.parametrize(
    "few",
    [
        pytest.param(lambda frame: frame.head(0), id="no-message"),
        pytest.param(lambda frame: frame[frame["campaign_id"] == "C1"], id="one-campaign"),
        pytest.param(lambda frame: frame[frame["is_treated"]], id="no-holdout"),
    ],
)
def test_what_cannot_be_compared_is_not_trained(frame, settings, few):
    assert train(few(frame), settings).reason.startswith("Not trained: training has 0 messages treated")


def test_the_order_of_rows_does_not_matter(frame, fitted, settings):
    again = train(frame.sample(frac=1, random_state=9), settings)

    assert again.model_version == fitted.model_version
    assert again.card == fitted.card


def test_another_training_is_another_version(frame, settings):
    versions = {
        version_of(frame, settings),
        version_of(frame.iloc[1:], settings),
        version_of(frame, replace(settings, response_days=5)),
        version_of(frame.assign(has_responded=~frame["has_responded"]), settings),
    }

    assert len(versions) == 4


def test_a_lacking_column_is_named(frame, settings):
    with pytest.raises(ValueError, match="has no is_treated; expected customer_id, campaign_id"):
        train(frame.drop(columns="is_treated"), settings)


def test_a_fit_is_kept_and_comes_back(fitted, frame):
    again = loads(dumps(fitted))
    features = to_score(frame)

    pd.testing.assert_frame_equal(
        score(again, features, "coupon", UpliftSettings()),
        score(fitted, features, "coupon", UpliftSettings()),
    )


def to_score(frame):
    return frame.drop_duplicates("customer_id").assign(message_count_365d=1)


@pytest.fixture(scope="module")
def features(frame):
    return to_score(frame)


@pytest.fixture(scope="module")
def scored(fitted, features):
    return score(fitted, features, "coupon", UpliftSettings())


def test_the_score_is_the_effect(scored, features):
    assert scored["score"].corr(pd.Series(true_effect(features)), method="spearman") > 0.9
    assert scored["score"].mean() == pytest.approx(true_effect(features).mean(), abs=0.02)


def test_bands_are_those_of_the_interval(scored, features):
    true = pd.Series(true_effect(features))

    assert scored["band"].isin(["persuadable", "unclear", "lost_cause", "sure_thing", "do_not_disturb"]).all()
    assert true[scored["band"] == "persuadable"].mean() > true.mean()
    assert (scored["band"] == "do_not_disturb").mean() < 0.05


def test_who_is_sent_no_messages_has_no_score(fitted, features):
    quiet = features.assign(message_count_365d=[0] + [1] * (len(features) - 1))

    assert len(score(fitted, quiet, "coupon", UpliftSettings())) == len(features) - 1


def test_reasons_tell_of_the_customer_in_both_languages(scored):
    assert scored["reasons_en"].str.contains("bought below list price").mean() > 0.5
    assert scored["reasons_zh"].str.count("；").equals(scored["reasons_en"].str.count("; "))
    assert not scored["reasons_en"].str.contains("campaign").any()


def test_a_kind_never_seen_is_scored_all_the_same(fitted, features):
    assert score(fitted, features, "never seen", UpliftSettings())["score"].notna().all()
    assert score(fitted, features, None, UpliftSettings())["score"].notna().all()


def test_an_unpublished_fit_does_not_score(fitted, features):
    with pytest.raises(ValueError, match="must not score: too little"):
        score(replace(fitted, scorer=None, reason="too little"), features, "coupon", UpliftSettings())


@pytest.mark.parametrize(
    ("effect", "spread", "anyway", "band"),
    [
        pytest.param(0.03, 0.01, 0.1, "persuadable", id="surely-above-0"),
        pytest.param(0.0196, 0.01, 0.1, "unclear", id="touches-0"),
        pytest.param(-0.03, 0.01, 0.1, "do_not_disturb", id="surely-below-0"),
        pytest.param(0.0, 0.005, 0.3, "sure_thing", id="orders-anyway"),
        pytest.param(0.0, 0.005, 0.1, "lost_cause", id="does-not-order"),
        pytest.param(0.0, 0.01, 0.3, "unclear", id="may-be-worth-it"),
    ],
)
def test_a_band_is_given_where_the_interval_says_so(effect, spread, anyway, band):
    found = band_of(np.array([effect]), np.array([spread]), np.array([anyway]), UpliftSettings())

    assert found.tolist() == [band]
