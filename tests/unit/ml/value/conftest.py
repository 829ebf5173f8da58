from datetime import date

import pytest

from benchmarks.orders import frame_of, made_up
from ml.cut_offs import cut_offs
from ml.value.bgnbd import Parameters
from ml.value.settings import ValueSettings
from ml.value.train import train

FIRST_ON, AS_OF_ON = date(2023, 1, 1), date(2024, 12, 31)
TRUTH = Parameters(0.6, 30.0, 0.8, 2.5)


@pytest.fixture(scope="session")
def settings():
    return ValueSettings(rounds=200)


@pytest.fixture(scope="session")
def orders():
    """Two years of a shop whose customers live as the model says."""
    return made_up(3000, TRUTH, first_on=FIRST_ON)


@pytest.fixture(scope="session")
def frame(orders):
    """A cut-off every other month, the test, and the newest day, whose outcome is not known yet."""
    days = cut_offs(FIRST_ON, AS_OF_ON, 90)
    return frame_of(orders, [*days[:-1:2], days[-1], AS_OF_ON], 90, AS_OF_ON)


@pytest.fixture(scope="session")
def fitted(frame, settings):
    return train(frame, settings)


@pytest.fixture(scope="session")
def features(frame):
    """What is to be scored: the customers as of the newest day, one of them without an order."""
    newest = frame[frame["cut_off_on"] == frame["cut_off_on"].max()].reset_index(drop=True)
    known = newest.rename(columns={"cut_off_on": "as_of_on"}).astype({"order_count": "float64"})
    known.loc[0, ["order_count", "order_day_count", "lifetime_spend_amount"]] = 0
    known.loc[0, ["days_since_first_order", "days_since_last_order"]] = None
    return known
