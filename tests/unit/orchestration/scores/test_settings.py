from functools import partial

import pytest

from orchestration.errors import HuaxiangError
from orchestration.scores.clusters import cluster_settings
from orchestration.scores.outcomes import outcome_settings
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


@pytest.mark.parametrize(
    ("read", "wrong", "says"),
    [
        pytest.param(
            text_settings, {"sentiment_sure_from": 0.4}, "called negative from 0.4 on", id="sure-from"
        ),
        pytest.param(value_settings, {"value_horizon_days": 0}, "value horizon is 0 days", id="horizon"),
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
