from functools import partial

import pytest

from orchestration.errors import HuaxiangError
from orchestration.scores.clusters import cluster_settings
from orchestration.scores.outcomes import outcome_settings
from orchestration.settings import business_settings


def test_what_the_business_decided_reaches_the_models():
    decided = business_settings() | {"churn_horizon_days": 60, "churn_high_from": 0.8, "cluster_most": 5}

    assert outcome_settings("churn", decided).horizon_days == 60
    assert outcome_settings("churn", decided).high_from == 0.8
    assert cluster_settings(decided).k_max == 5


@pytest.mark.parametrize(
    ("read", "wrong", "says"),
    [
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
