"""Fits of the made-up shop, with settings that try less, for speed."""

import pytest

from ml.clusters.fit import fit
from ml.clusters.model import ClusterSettings
from tests.unit.ml.clusters.made_up_shop import KINDS, people_of


@pytest.fixture(scope="session")
def settings():
    return ClusterSettings(k_max=5, bootstraps=6)


@pytest.fixture(scope="session")
def people():
    return people_of(KINDS)


@pytest.fixture(scope="session")
def people_later():
    """Other customers of the same kinds."""
    return people_of(KINDS, seed=2)


@pytest.fixture(scope="session")
def fitted(people, settings):
    return fit(people, None, settings)


@pytest.fixture(scope="session")
def refitted(people_later, fitted, settings):
    return fit(people_later, fitted, settings)
