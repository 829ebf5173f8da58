"""The scorecard on a made-up world whose rule is known."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from ml import registry
from ml.drift import stability_index
from ml.outcomes.models import log_odds
from ml.outcomes.score import score
from ml.outcomes.settings import OutcomeSettings
from ml.risk.scorecard import Points, points_range, points_table, scorecard
from ml.risk.spec import RISK
from ml.risk.train import train

DAYS = [date(2025, month, 1) for month in range(1, 9)]
AS_OF_ON = date(2025, 10, 1)
SETTINGS = OutcomeSettings(horizon_days=60, rounds=200, min_rows=300, medium_from=0.2, high_from=0.5)
POINTS = Points()


def made_up(days=DAYS, customers=800, seed=1):
    """Who was overdue before, orders much and complains is overdue; the steps are no straight line."""
    random = np.random.default_rng(seed)
    size = len(days) * customers
    frame = pd.DataFrame(
        {
            column: random.random(size) if "rate" in column else random.geometric(0.3, size) - 1.0
            for column in RISK.inputs.columns
        }
    )
    odds = (
        -2.5
        + 1.2 * (frame["overdue_count"] > 1)
        + 1.4 * (frame["largest_order_amount"] > 4)
        + 1.0 * (frame["complaint_count_90d"] > 0)
        - 0.8 * (frame["payment_count_365d"] > 2)
    )
    happens = random.random(size) < 1 / (1 + np.exp(-odds))
    frame.loc[random.random(size) < 0.05, "average_order_amount"] = np.nan
    frame["order_count_365d"] += 1
    return frame.assign(
        customer_id=[f"customer-{number}" for number in random.permutation(size)],
        cut_off_on=np.repeat(pd.to_datetime(days).to_numpy(), customers),
        is_overdue=happens,
    )


@pytest.fixture(scope="module")
def fitted():
    return train(made_up(), SETTINGS, POINTS)


@pytest.fixture(scope="module")
def features():
    return made_up([AS_OF_ON], seed=2).assign(as_of_on=AS_OF_ON)


def test_it_is_published_calibrated_and_proven_out_of_time(fitted):
    model = fitted.card["figures"]["model"]

    assert fitted.is_published, fitted.reason
    assert fitted.card["figures"][RISK.baseline]["auc_difference_interval"][0] > 0
    assert model["calibration_error"] < 0.08
    assert fitted.card["test"]["cut_offs"] == ["2025-08-01"]
    assert max(fitted.card["training"]["cut_offs"]) <= "2025-06-02"


def test_shuffled_futures_give_no_scorecard():
    frame = made_up()
    random = np.random.default_rng(8)
    shuffled = frame.assign(
        is_overdue=frame.groupby("cut_off_on")["is_overdue"].transform(random.permutation)
    )
    found = train(shuffled, SETTINGS, POINTS)

    assert not found.is_published
    assert "points" not in found.card


def test_a_home_where_nothing_is_ever_overdue_has_none():
    found = train(made_up().assign(is_overdue=False), SETTINGS, POINTS)

    assert found.reason.startswith("Not trained: training has")
    assert "0 of the rarer outcome" in found.reason


def test_points_of_the_bins_add_up_to_those_of_the_probability(fitted, features):
    card, names = fitted.scorer.model, fitted.scorer.input_names
    inputs = RISK.inputs.matrix(RISK.inputs.read(features, "risk"), names)
    table = points_table(card, names, POINTS).set_index(["input_key", "place"])["points"]
    added = np.full(len(inputs), POINTS.of(card.start))
    for column, (name, bins) in enumerate(zip(names, card.bins, strict=True)):
        if name in table.index:
            added += table[name].reindex(bins.place(inputs[:, column])).to_numpy()
    told = POINTS.of(log_odds(card, inputs))

    # each bin is rounded to a whole point
    assert np.abs(added - told).max() <= 0.5 * len(names)
    assert np.corrcoef(added, told)[0, 1] > 0.99


def test_nobody_lies_outside_the_range_that_is_stated(fitted, features):
    card, names = fitted.scorer.model, fitted.scorer.input_names
    told = POINTS.of(log_odds(card, RISK.inputs.matrix(RISK.inputs.read(features, "risk"), names)))
    least, most = points_range(card, POINTS)

    assert least <= told.min() < told.max() <= most
    assert fitted.card["points"]["least"] == pytest.approx(least, abs=1e-3)


def test_the_card_finds_where_the_risk_jumps(fitted):
    table = pd.DataFrame(fitted.card["points"]["table"])
    jumps = table[table["input_key"] == "largest_order_amount"]

    assert jumps["to_value"].dropna().between(3.5, 4.5).any()
    # more points where less happens
    order = jumps.sort_values("happened_rate")
    assert order["points"].is_monotonic_decreasing
    assert order["points"].iloc[0] - order["points"].iloc[-1] == pytest.approx(1.4 * POINTS.factor, rel=0.35)


def test_more_points_are_less_risk_and_reasons_are_told_in_both_languages(fitted, features):
    found = score(fitted, features, RISK, SETTINGS)
    happened = features["is_overdue"].to_numpy()

    assert found["score"][happened].mean() > found["score"][~happened].mean() + 0.1
    assert set(found["band"]) <= {"low", "medium", "high"}
    assert found["reasons_zh"].str.count("；").equals(found["reasons_en"].str.count("; "))
    assert (found["reasons_en"] != "").mean() > 0.9


def test_drift_of_inputs_and_score_is_seen(fitted, features):
    watched = fitted.card["watched"]
    inputs = features["largest_order_amount"].to_numpy()

    assert stability_index(watched["largest_order_amount"], inputs) < 0.1
    assert stability_index(watched["largest_order_amount"], inputs * 4 + 3) > 0.25
    assert {*RISK.inputs.columns, "score"} == set(watched)


def test_an_input_that_speaks_against_its_evidence_has_no_say():
    random = np.random.default_rng(3)
    true = random.normal(size=6000)
    # an echo of the first with less noise in it than the outcome: its own weight would be negative
    inputs = np.exp(np.column_stack([true, true + random.normal(0, 0.3, 6000), random.normal(size=6000)]))
    happened = (random.random(6000) < 1 / (1 + np.exp(-true))).astype("int64")
    card = scorecard(0.001).fit(inputs, happened)

    for bins, values in zip(card.bins, card.values, strict=True):
        rising = np.diff(bins.evidence[1:])
        assert (np.diff(values[1:]) * rising >= -1e-12).all()


def test_a_fit_survives_being_kept(fitted, features):
    again = registry.loads(registry.dumps(fitted))

    pd.testing.assert_frame_equal(
        score(again, features, RISK, SETTINGS), score(fitted, features, RISK, SETTINGS)
    )


@pytest.mark.parametrize(("odds", "to_double"), [(0, 20), (50, 0), (-1, 20)])
def test_a_scale_that_is_none_is_refused(odds, to_double):
    with pytest.raises(ValueError, match="expected numbers above 0"):
        Points(odds=odds, to_double=to_double)


def test_base_odds_have_the_base_points_and_doubled_odds_twenty_more():
    assert Points().of(-np.log(50)) == pytest.approx(600)
    assert Points().of(-np.log(100)) == pytest.approx(620)
