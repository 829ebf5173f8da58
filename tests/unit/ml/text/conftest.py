import pytest

from ml.text.definitions import own_definitions
from ml.text.settings import TextSettings
from ml.text.train import train
from tests.unit.ml.text.made_up_texts import made_up_texts


@pytest.fixture(scope="session")
def definitions():
    return own_definitions()


@pytest.fixture(scope="session")
def settings():
    return TextSettings(rounds=200)


@pytest.fixture(scope="session")
def frame():
    return made_up_texts()


@pytest.fixture(scope="session")
def fitted(frame, settings, definitions):
    return train(frame, settings, definitions)
