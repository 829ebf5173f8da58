import numpy as np
import pytest

from ml.churn.spec import CHURN
from ml.cut_offs import cut_offs
from ml.outcomes.settings import OutcomeSettings
from ml.outcomes.train import train
from tests.unit.ml.outcomes.made_up_world import AS_OF_ON, FIRST_ON, made_up_frame


@pytest.fixture(scope="session")
def settings():
    return OutcomeSettings(rounds=200, min_rows=300)


@pytest.fixture(scope="session")
def frame():
    """Eighteen monthly cut-offs of a world with a season."""
    return made_up_frame(cut_offs(FIRST_ON, AS_OF_ON, 90), season=1.0)


@pytest.fixture(scope="session")
def fitted(frame, settings):
    return train(frame, CHURN, settings)


@pytest.fixture(scope="session")
def features():
    """What is to be scored: customers of the same world as of one day, one of them without an order."""
    known = made_up_frame([AS_OF_ON], seed=2).rename(columns={"cut_off_on": "as_of_on"})
    known.loc[0, ["order_count", "order_day_count", "lifetime_spend_amount"]] = 0
    known.loc[0, ["days_since_last_order", "days_since_first_order", "average_order_amount"]] = np.nan
    return known.drop(columns="is_churned")
