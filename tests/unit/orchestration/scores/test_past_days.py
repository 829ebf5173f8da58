"""Training looks at past days, so what a source overwrites must not reach it."""

import pytest

from orchestration.compose.lineage import of_today_alone
from orchestration.dbt import project_vars
from orchestration.errors import HuaxiangError
from orchestration.scores.catalogue import MODELS
from orchestration.scores.training import training_frame


@pytest.fixture(scope="module")
def definitions():
    return project_vars()


def test_what_is_made_of_an_overwritten_column_is_known_of_today_alone(definitions):
    every = [column["name"] for column in definitions["features"]["columns"]]

    assert set(of_today_alone(every, definitions)) == {
        *("next_renewal_on", "days_past_renewal"),
        *("next_close_on", "days_until_close"),
    }


def test_facts_that_stay_are_known_of_past_days(definitions):
    assert (
        of_today_alone(["order_count", "days_since_last_order", "running_subscription_count"], definitions)
        == []
    )


@pytest.mark.parametrize(
    "key", [model.key for model in MODELS.values() if model.foretells or model.key in ("uplift", "value")]
)
def test_no_model_of_the_future_reads_it(key, definitions):
    columns = MODELS[key].columns()

    assert columns
    assert of_today_alone(columns, definitions) == []


def test_a_training_frame_that_would_hold_it_is_refused():
    with pytest.raises(HuaxiangError, match=r"cannot be trained on days_past_renewal: a source overwrites"):
        training_frame(None, "training_renewal", ["order_count", "days_past_renewal"])
