"""Clusters of a home: fitted once per data and settings, carried on, held back until a person asks afresh."""

import shutil

import pytest

from orchestration.errors import HuaxiangError
from orchestration.scores.clusters import CLUSTERS
from orchestration.warehouse import Warehouse
from tests.unit.ml.clusters.made_up_shop import KINDS, people_of

OTHERS = {"regular": (200, 2, 60, 0.7), "bargain": (5, 20, 500, 0.1), "lapsed": (90, 6, 30, 0.2)}


@pytest.fixture
def trained(store):
    """Train on such people, or again on the last ones."""
    warehouse = Warehouse(store.home)

    def train(people=None, *, afresh=False):
        if people is not None:
            with warehouse.open() as con:
                con.register("people", people)
                con.execute("create schema if not exists features")
                con.execute("create or replace table features.fct_customer_features as from people")
        return CLUSTERS.train(warehouse, store, afresh=afresh)

    return train


def test_the_same_people_are_fitted_once(trained, store):
    first = trained(people_of(KINDS))
    folder = store.home.models / "clusters" / first.version
    written = folder.stat().st_mtime_ns

    assert first.reason == ""
    assert trained() == first
    assert trained(afresh=True) == first
    assert folder.stat().st_mtime_ns == written


def test_without_its_models_a_home_gets_the_same_version_again(trained, store):
    first = trained(people_of(KINDS))
    shutil.rmtree(store.home.models)

    assert trained().version == first.version


def test_killed_before_the_verdict_the_next_training_comes_to_the_same(trained, store):
    first = trained(people_of(KINDS))
    (store.home.models / "clusters" / "current.json").unlink()

    assert trained().version == first.version


def test_other_people_of_the_same_kinds_keep_keys_and_names(trained, store):
    first = trained(people_of(KINDS))
    second = trained(people_of(KINDS, seed=2))

    assert second.version != first.version
    assert store.fitted("clusters", second.version).names == store.fitted("clusters", first.version).names


def test_a_fit_that_moves_too_many_is_held_back_until_asked_afresh(trained):
    first = trained(people_of(KINDS))
    held_back = trained(people_of(OTHERS, seed=3))

    assert held_back.version == first.version
    assert held_back.fitted_version != first.version
    assert held_back.reason.startswith("Held back")
    assert trained() == held_back

    afresh = trained(afresh=True)
    assert afresh.reason == ""
    assert afresh.version not in (first.version, held_back.fitted_version)


def test_a_feature_that_is_gone_is_an_error_with_the_remedy(trained):
    with pytest.raises(HuaxiangError, match=r"Models read returned_rate, .* Put it back there"):
        trained(people_of(KINDS).drop(columns="returned_rate"))


def test_too_few_people_leave_no_clusters_and_the_reason(trained):
    found = trained(people_of(KINDS, size=20))

    assert found.version is None
    assert found.reason.startswith("Clusters need 200 customers with an order; there are 60.")
