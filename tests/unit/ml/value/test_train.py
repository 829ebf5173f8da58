import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.orders import frame_of, made_up
from ml.cut_offs import cut_offs
from ml.registry import dumps, loads
from ml.value.rows import OUTCOMES
from ml.value.score import score
from ml.value.settings import ValueSettings
from ml.value.train import JUDGED_BY, train, verdict, version_of
from tests.unit.ml.value.conftest import AS_OF_ON, FIRST_ON, TRUTH


def newest_known(frame):
    return frame.loc[frame["future_order_day_count"].notna(), "cut_off_on"].max()


HORIZON = pd.Timedelta(days=90)


def test_what_can_be_known_is_found_and_published(fitted):
    figures = fitted.card["figures"]

    assert fitted.is_published, fitted.reason
    assert fitted.withheld == {}
    assert fitted.reason == ""
    assert set(fitted.card["verdicts"]) == {*JUDGED_BY, "alive"}
    for part, figure in JUDGED_BY.items():
        leads = [found[f"{figure}_difference_interval"] for found in list(figures[part].values())[1:]]
        assert all(lead is None or lead[0] > 0 for lead in leads), part
    low, high = figures["order_days"]["model"]["total_rate_interval"]
    assert low < 1 < high


def test_the_intervals_hold_what_they_promise(fitted):
    test = fitted.card["test"]

    assert 0.88 < test["order_days_coverage"] <= 1
    assert 0.85 < test["spend_coverage"] <= 1
    # of those who are as likely as not to order by a day, about half do
    assert test["due_within_horizon"] > 100
    assert 0.4 < test["due_and_ordered_by_then"] < 0.62


def test_each_tenth_orders_about_as_often_as_expected(fitted):
    found = fitted.card["test"]["order_days_by_decile"]

    assert found[-1]["happened"] > 5 * found[0]["happened"]
    assert [part["predicted"] for part in found] == pytest.approx(
        [part["happened"] for part in found], abs=0.25, rel=0.25
    )


def test_the_kind_of_world_is_told_from_its_histories(settings):
    other = replace(TRUTH, first_may_be_last=True)
    frame = frame_of(made_up(6000, other, seed=5), cut_offs(FIRST_ON, AS_OF_ON, 90)[-1:], 90, AS_OF_ON)

    assert train(frame, settings).card["tried"]["model"] == "MBG/NBD"


def test_shuffled_futures_teach_nothing(frame, settings):
    random = np.random.default_rng(8)
    shuffled = frame.copy()
    for places in frame.groupby("cut_off_on").indices.values():
        shuffled.loc[places, list(OUTCOMES)] = frame.loc[
            random.permutation(places), list(OUTCOMES)
        ].to_numpy()

    found = train(shuffled, settings)

    low, high = found.card["figures"]["order_days"]["model"]["spearman_interval"]
    assert low < 0 < high
    assert not found.is_published
    assert found.reason.startswith("Not published: the model does not fit: rank correlation of order days ")
    assert found.scorer is None


def test_training_ends_where_outcomes_are_not_yet_known(frame, fitted, settings):
    """Outcomes between the last matured training cut-off and the test must not matter to the test."""
    test_on = newest_known(frame)
    unknown = frame["cut_off_on"].between(test_on - HORIZON, test_on, inclusive="neither")
    turned = frame.assign(
        future_order_day_count=frame["future_order_day_count"].mask(unknown, 9.0),
        future_spend_amount=frame["future_spend_amount"].mask(unknown, 9999.0),
    )

    assert unknown.sum() > 100
    found = train(turned, settings).card
    assert found["figures"] == fitted.card["figures"]
    assert max(found["training"]["cut_offs"]) <= (test_on - HORIZON).date().isoformat()
    assert found["test"]["cut_offs"] == [test_on.date().isoformat()]


def test_the_test_has_no_say_in_the_choice(frame, fitted, settings):
    is_test = frame["cut_off_on"] == newest_known(frame)
    turned = frame.assign(future_spend_amount=frame["future_spend_amount"].mask(is_test, 1.0))
    found = train(turned, settings)

    assert found.card["tried"] == fitted.card["tried"]
    assert found.card["figures"]["spend"] != fitted.card["figures"]["spend"]


def test_the_newest_histories_are_put_to_use(frame, fitted, settings):
    known = frame[frame["future_order_day_count"].notna()]
    without = train(known, settings)

    assert without.card["figures"] == fitted.card["figures"]
    assert without.card["fitted"]["parameters"] != fitted.card["fitted"]["parameters"]
    assert without.card["fitted"]["parameters"] == fitted.card["tried"]["parameters"]


def test_the_order_of_rows_does_not_matter(frame, fitted, settings, features):
    again = train(frame.sample(frac=1, random_state=9), settings)

    assert again.model_version == fitted.model_version == version_of(frame, settings)
    assert again.card == fitted.card
    pd.testing.assert_frame_equal(
        score(again, features, settings), score(fitted, features, settings), check_exact=True
    )


def test_the_season_is_corrected_by_the_year_before(settings):
    """Test on 1 July of the third year, when rates have just doubled; the half-year before was slow."""
    first_on, until = FIRST_ON.replace(year=2022), AS_OF_ON.replace(month=9, day=27)
    orders = made_up(6000, TRUTH, first_on=first_on, days=1000, season=2.0)
    days = [day for day in cut_offs(first_on, until, 90) if day.month in (1, 4, 6, 7)]
    whole = train(frame_of(orders, days, 90, until), settings).card
    short = train(frame_of(orders, [day for day in days if day.year == 2024], 90, until), settings).card

    def total(card):
        return card["figures"]["order_days"]["model"]["total_rate"]

    assert short["tried"]["season"] == {}
    assert total(short) < 0.85
    assert total(whole) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"min_rows": 5000}, r"the test has \d+ customers, .*; 5000, 100 and 100 are", id="rows"),
        pytest.param({"min_repeat": 5000}, "; 500, 5000 and 100 are needed", id="repeat"),
        pytest.param({"min_ordered": 5000}, "; 500, 100 and 5000 are needed", id="ordered"),
    ],
)
def test_too_little_is_said_in_words(frame, settings, changes, words):
    found = train(frame, replace(settings, **changes))

    assert not found.is_published
    assert found.scorer is None
    assert re.search(words, found.reason)
    assert found.card["verdict"] == found.reason
    assert json.loads(json.dumps(found.card)) == found.card


def test_no_rows_and_no_outcomes_are_too_little(frame, settings):
    unknown = frame.assign(future_order_day_count=np.nan)

    for given in (frame.head(0), unknown):
        assert train(given, settings).reason == (
            "Not trained: no cut-off has a known outcome. More history mends this."
        )


def test_what_cannot_be_fitted_is_said_in_words(frame, settings):
    found = train(frame.assign(lifetime_spend_amount=0.0), settings)

    assert found.reason.startswith("Not trained: No customer has an order with an amount")


def test_without_an_earlier_outcome_gamma_gamma_is_taken(frame, settings):
    test_on = newest_known(frame)
    found = train(frame[frame["cut_off_on"] >= test_on], settings)

    assert found.is_published
    assert found.card["tried"]["worth"]["name"] == "Gamma-Gamma"
    assert found.card["training"]["rows"] == 0


@pytest.mark.parametrize(
    ("low", "expected"),
    [
        pytest.param(0.0001, True, id="above"),
        pytest.param(0.0, False, id="at-zero"),
        pytest.param(-0.01, False, id="below"),
    ],
)
def test_the_interval_must_lie_above_zero(low, expected):
    naive = {"rmse": 0.8, "rmse_difference": 0.02, "rmse_difference_interval": [low, 0.04]}
    worse = {"rmse": 0.9, "rmse_difference": 0.12, "rmse_difference_interval": [0.1, 0.14]}

    assert verdict("order_days", {"model": {"rmse": 0.78}, "a": worse, "b": naive})[0] is expected


def test_customers_in_the_wrong_order_are_no_fit_however_small_the_error(frame, settings):
    """Who was silent comes back, all others stay away; the mean of before is further off than the model."""
    known, is_test = frame["future_order_day_count"], frame["cut_off_on"] == newest_known(frame)
    turned = known.mask(is_test, (frame["days_since_last_order"] > 100) * 1.0).mask(
        known.notna() & ~is_test, 50.0
    )
    found = train(frame.assign(future_order_day_count=turned), settings)

    assert found.card["figures"]["order_days"]["model"]["spearman_interval"][1] < 0
    assert not found.is_published
    assert "does not fit" in found.reason


def test_where_nobody_is_seen_to_stop_alive_is_not_told(settings, features):
    steady = replace(TRUTH, a=1e-3, b=1e4)
    days = [*cut_offs(FIRST_ON, AS_OF_ON, 90)[-1:], AS_OF_ON]
    found = train(frame_of(made_up(4000, steady, seed=6), days, 90, AS_OF_ON), settings)

    scored = score(found, features, settings)
    assert "alive" in found.withheld
    assert "next_order" not in found.withheld
    assert scored["alive_probability"].isna().all()
    assert scored["next_order_on"].notna().any()


def test_a_part_that_is_not_proven_is_not_told(frame, settings, features):
    random = np.random.default_rng(3)
    test_on = newest_known(frame)
    spend = frame["future_spend_amount"]
    places = np.flatnonzero(frame["cut_off_on"] == test_on)
    spend = spend.copy()
    spend.iloc[places] = spend.iloc[random.permutation(places)].to_numpy()
    found = train(frame.assign(future_spend_amount=spend), settings)

    assert found.is_published
    assert set(found.withheld) == {"spend"}
    assert found.card["withheld"] == found.withheld
    scored = score(found, features, settings)
    assert scored[["expected_spend_amount", "least_spend_amount", "most_spend_amount"]].isna().all(axis=None)
    assert scored["expected_order_days"].notna().all()
    assert scored["next_order_on"].notna().any()


def test_a_fit_is_saved_and_comes_back(fitted, features, settings):
    again = loads(dumps(fitted))

    assert again.card == fitted.card
    pd.testing.assert_frame_equal(score(again, features, settings), score(fitted, features, settings))


def test_the_card_is_json_and_names_nobody(fitted, frame):
    assert json.loads(json.dumps(fitted.card)) == fitted.card
    assert fitted.card["data"]["rows"] == len(frame)
    assert fitted.card["model_key"] == "value"


def test_another_training_is_another_version(frame, settings):
    versions = {
        version_of(frame, settings),
        version_of(frame, replace(settings, rounds=201)),
        version_of(frame.iloc[1:], settings),
        version_of(frame.assign(future_order_day_count=1.0), settings),
        version_of(frame.assign(lifetime_spend_amount=1.0), settings),
    }

    assert len(versions) == 5


def test_a_lacking_column_is_named(frame, settings):
    with pytest.raises(ValueError, match="has no previous_spend_amount; expected customer_id, cut_off_on"):
        train(frame.drop(columns="previous_spend_amount"), settings)


def test_a_horizon_must_be_one():
    with pytest.raises(ValueError, match="horizon is 0 days"):
        ValueSettings(horizon_days=0)
