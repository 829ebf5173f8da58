"""The churn score beside what happened."""

import numpy as np
import pandas as pd

from ml.truth.churn import churn

TIMES = 20


def customers(churn_score, days_since_last_order, returns):
    """TIMES of each customer: so many that bootstrap samples hold some of either kind."""
    frame = pd.DataFrame(
        {"churn_score": churn_score, "days_since_last_order": days_since_last_order, "returns": returns}
    )
    return pd.concat([frame] * TIMES, ignore_index=True)


def figures(frame):
    return {measure.what: measure for measure in churn(frame, 90)}


def test_a_score_that_knows_is_perfect_and_recency_is_told_beside_it():
    found = figures(customers([0.0, 1.0, 1.0, 0.0], [10, 20, 30, 40], [True, False, False, True]))

    assert found["ranking (AUC)"].figure == 1
    assert found["calibration error"].figure == 0
    # 20 and 30 are above 10 and below 40
    assert found["ranking by recency alone (AUC)"].figure == 0.5
    assert found["ranking, beyond recency"].figure == 0.5
    assert found["ranking (AUC)"].count == 4 * TIMES


def test_one_pair_the_wrong_way_round_costs_a_quarter():
    found = figures(customers([0.9, 0.2, 0.6, 0.3], [1, 2, 3, 4], [False, True, True, False]))

    # of the pairs leaver-stayer only 0.3 against 0.6 is wrong
    assert found["ranking (AUC)"].figure == 0.75


def test_a_score_twice_too_high_is_not_calibrated():
    rng = np.random.default_rng(1)
    returns = rng.random(2000) > 0.3
    found = figures(customers(np.full(2000, 0.6), rng.integers(1, 99, 2000), returns))

    assert 0.25 < found["calibration error"].figure < 0.35
    assert "60.0% expected to leave" in found["calibration error"].meaning


def test_without_a_model_recency_is_all_there_is():
    found = figures(customers([None] * 4, [1, 2, 3, 4], [True, True, False, False]))

    assert found["ranking (AUC)"].figure is None
    assert "No churn model is published" in found["ranking (AUC)"].meaning
    assert found["ranking by recency alone (AUC)"].figure == 1


def test_customers_without_a_score_are_left_out_where_there_is_a_model():
    found = figures(customers([0.0, 1.0, None], [5, 1, 9], [True, False, False]))

    assert {found[what].count for what in ("ranking (AUC)", "ranking by recency alone (AUC)")} == {2 * TIMES}


def test_nothing_can_be_said_when_all_do_the_same():
    (measure,) = churn(customers([0.1, 0.2], [1, 2], [True, True]), 90)

    assert measure.figure is None
