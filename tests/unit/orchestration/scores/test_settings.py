from functools import partial

import pytest

from orchestration.errors import HuaxiangError
from orchestration.scores.clusters import cluster_settings
from orchestration.scores.demand import demand_settings
from orchestration.scores.outcomes import outcome_settings
from orchestration.scores.risk import points_scale
from orchestration.scores.sentiment import text_settings
from orchestration.scores.value import value_settings
from orchestration.settings import business_settings


def test_what_the_business_decided_reaches_the_models():
    decided = business_settings() | {"churn_horizon_days": 60, "churn_high_from": 0.8, "cluster_most": 5}
    decided |= {"value_horizon_days": 30}

    assert outcome_settings("churn", decided).horizon_days == 60
    assert outcome_settings("churn", decided).high_from == 0.8
    assert cluster_settings(decided).k_max == 5
    assert value_settings(decided).horizon_days == 30
    assert demand_settings(decided | {"demand_horizon_days": 14}).weeks == 2
    assert points_scale(decided | {"risk_points_base": 500}).base == 500
    assert outcome_settings("risk", decided).horizon_days == decided["risk_horizon_days"]


@pytest.mark.parametrize(
    ("read", "wrong", "says"),
    [
        pytest.param(
            text_settings, {"sentiment_sure_from": 0.4}, "called negative from 0.4 on", id="sure-from"
        ),
        pytest.param(value_settings, {"value_horizon_days": 0}, "value horizon is 0 days", id="horizon"),
        pytest.param(
            demand_settings,
            {"demand_horizon_days": 30},
            "demand_horizon_days is 30; expected whole",
            id="weeks",
        ),
        pytest.param(
            points_scale, {"risk_points_odds": 0}, "risk: The scale of points has odds 0", id="odds"
        ),
        pytest.param(
            partial(outcome_settings, "churn"),
            {"churn_medium_from": 0.9},
            "medium 0.9 and high 0.67",
            id="bands",
        ),
        pytest.param(
            cluster_settings, {"cluster_least": 9}, "cluster_least is 9, cluster_most 8", id="range"
        ),
    ],
)
def test_settings_that_contradict_each_other_are_named(read, wrong, says):
    with pytest.raises(HuaxiangError, match=rf"definitions/settings.yml: .*{says}"):
        read(business_settings() | wrong)
