"""The warehouse is a cache: what is deleted of it comes back from landing and state, ids included."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.end_to_end.company import Company, differences


def without_warehouse(company: Company) -> None:
    shutil.rmtree(company.home.warehouse.parent)
    company.refreshed()


def without_ledger(company: Company) -> None:
    """Nothing but the extracts is left to give ids; --full takes the warehouse too."""
    shutil.rmtree(company.home.state / "ledger")
    company.refreshed("--full")


@pytest.fixture(scope="module", params=[without_warehouse, without_ledger], ids=lambda way: way.__name__)
def rebuilt(request, both) -> Company:
    return both[request.param]


@pytest.fixture(scope="module")
def both(another) -> dict:
    """Both homes, rebuilt at once to save a core's time."""
    companies = {way: another(way.__name__) for way in (without_warehouse, without_ledger)}
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda way: way(companies[way]), companies))
    return companies


def test_tables_and_ids_are_the_same(rebuilt, company):
    assert differences(rebuilt.tables(), company.tables()) == {}


def test_a_new_snapshot_is_published(rebuilt, company):
    snapshot = "select snapshot_id from publish.dim_snapshots"

    assert rebuilt.rows(snapshot) != company.rows(snapshot)


def test_extracts_are_not_landed_again(rebuilt, company):
    def landed(home) -> set[str]:
        return {
            str(path.relative_to(home.root))
            for folder in (home.raw, home.landing)
            for path in folder.rglob("*")
        }

    assert landed(rebuilt.home) == landed(company.home)
