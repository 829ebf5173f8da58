import pytest

from ml.uplift.settings import UpliftSettings
from ml.uplift.train import train
from tests.unit.ml.uplift.made_up_campaigns import made_up_messages


@pytest.fixture(scope="session")
def settings():
    return UpliftSettings(rounds=200)


@pytest.fixture(scope="session")
def frame():
    return made_up_messages()


@pytest.fixture(scope="session")
def fitted(frame, settings):
    return train(frame, settings)
