"""Fits of the made-up company, with settings that try less, for speed."""

from datetime import date

import pytest

from ml.personas.fit import fit
from ml.personas.settings import PersonaSettings
from tests.unit.ml.personas.made_up_tastes import described, people_of

AS_OF_ON = date(2026, 3, 2)


@pytest.fixture(scope="session")
def settings():
    return PersonaSettings(k_max=6, bootstraps=4)


@pytest.fixture(scope="session")
def world():
    """Acts, truth, people."""
    acts, truth = people_of()
    return acts, truth, described(acts, truth)


@pytest.fixture(scope="session")
def world_later():
    """Other customers who care about the same."""
    acts, truth = people_of(seed=2)
    return acts, truth, described(acts, truth)


@pytest.fixture(scope="session")
def fitted(world, settings):
    acts, _, people = world
    return fit(acts, people, AS_OF_ON, None, settings)


@pytest.fixture(scope="session")
def refitted(world_later, fitted, settings):
    acts, _, people = world_later
    return fit(acts, people, AS_OF_ON, fitted, settings)
