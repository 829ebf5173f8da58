import pytest

from orchestration.home import Home
from orchestration.scores.store import ModelStore


@pytest.fixture
def store(tmp_path):
    return ModelStore(Home(tmp_path / "home"))
