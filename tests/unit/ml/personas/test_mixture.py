"""The mixture: it finds shares it was drawn from, and its figures do not hang on who else is asked about."""

import numpy as np
import pytest
from scipy import sparse

from ml.personas.mixture import damped, fit_mixture, kinds_of, largest_first, memberships, refined, shares_of
from ml.personas.settings import PersonaSettings

KINDS = np.array([0, 0, 0, 1, 1])
SHARES = np.array([[0.8, 0.1, 0.1, 0.9, 0.1], [0.1, 0.1, 0.8, 0.2, 0.8]])
SETTINGS = PersonaSettings(habit=1.0)


@pytest.fixture(scope="module")
def drawn():
    """Counts of 600 people, two of three of the first persona."""
    random = np.random.default_rng(4)
    persona = (random.random(600) < 1 / 3).astype(int)
    blocks = [
        np.vstack([random.multinomial(random.poisson(15), SHARES[p, kind == KINDS]) for p in persona])
        for kind in (0, 1)
    ]
    return sparse.csr_array(np.hstack(blocks).astype(float)), persona


def test_the_shares_that_people_were_drawn_from_are_found(drawn):
    counts, persona = drawn
    found = largest_first(fit_mixture(counts, KINDS, 2, SETTINGS, seed=0))
    assert np.abs(found.shares - SHARES).max() < 0.02
    assert np.abs(found.weights - [(persona == 0).mean(), (persona == 1).mean()]).max() < 0.02
    assert (memberships(counts, found).argmax(axis=1) == persona).mean() > 0.99


def test_shares_of_each_kind_add_to_one(drawn):
    shares = fit_mixture(damped(drawn[0]), KINDS, 3, SETTINGS, seed=0).shares
    assert np.allclose(shares[:, KINDS == 0].sum(axis=1), 1)
    assert np.allclose(shares[:, KINDS == 1].sum(axis=1), 1)


def test_a_refined_persona_stays_the_same_row(drawn):
    counts, _ = drawn
    found = fit_mixture(counts, KINDS, 2, SETTINGS, seed=0)
    turned = type(found)(found.weights[::-1], found.shares[::-1])
    assert np.allclose(refined(counts[:300], KINDS, turned, SETTINGS).shares, turned.shares, atol=0.05)


def test_a_membership_does_not_hang_on_the_batch(drawn):
    counts, _ = drawn
    found = fit_mixture(counts, KINDS, 3, SETTINGS, seed=0)
    assert (memberships(counts, found)[100:103] == memberships(counts[100:103], found)).all()


def test_who_did_nothing_is_of_each_persona_as_people_are(drawn):
    found = fit_mixture(drawn[0], KINDS, 2, SETTINGS, seed=0)
    assert np.allclose(memberships(sparse.csr_array((1, 5)), found)[0], found.weights)


def test_the_same_customers_and_seed_give_the_same_mixture(drawn):
    one, other = (fit_mixture(drawn[0], KINDS, 3, SETTINGS, seed=0) for _ in range(2))
    assert (one.shares == other.shares).all()


def test_many_acts_with_one_thing_count_less_than_as_many_times_one():
    data = damped(sparse.csr_array(np.array([[1.0, 10.0, 0.0]]))).toarray()[0]
    assert data[0] == 1
    assert 4 < data[1] < 6
    assert data[2] == 0


def test_habit_draws_shares_towards_those_of_all():
    sums = np.array([[0.0, 10.0, 0.0, 5.0, 5.0]])
    common = np.array([0.5, 0.25, 0.25, 0.5, 0.5])
    assert np.allclose(shares_of(sums, KINDS, common, 10.0)[0], [0.25, 0.625, 0.125, 0.5, 0.5])
    assert np.allclose(shares_of(sums, KINDS)[0], [0, 1, 0, 0.5, 0.5])


def test_things_of_a_kind_have_its_number():
    assert kinds_of([("a", "x"), ("b", "x"), ("a", "y")]).tolist() == [0, 1, 0]
