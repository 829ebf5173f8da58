"""The project's own definition of cleaning."""

import pytest

from orchestration.compose import read_definition
from orchestration.ingest.cleaning.definition import Cleaning
from orchestration.settings import DBT_PROJECT_DIR


@pytest.fixture(scope="session")
def cleaning() -> Cleaning:
    """As definitions/cleaning.yml says."""
    return Cleaning(read_definition(DBT_PROJECT_DIR, "cleaning"))
