"""A copy of the project to which two source systems are added, and a company that uses it."""

import shutil
from pathlib import Path

import pytest

from orchestration.dbt import ensure_manifest
from tests.end_to_end.company import WITH_BAD_ROWS, Company, Said

PROJECT = Path(__file__).parents[2]
COPIED = (
    *("dbt_project", "demo", "expectations", "ml", "orchestration", "portrait"),
    *("pyproject.toml", "workspace.yaml"),
)
SOURCES = Path(__file__).parent / "sources"
# what `make test` runs; the others are for `make long`
IN_SHORT = (
    *("test_clients", "test_customer_page", "test_explain_and_status", "test_nothing_new"),
    *("test_online_retail", "test_pages", "test_review"),
)


def pytest_itemcollected(item):
    """Mark as long what takes a refresh or many, and shows what a shorter test shows in parts."""
    if item.path.parent == Path(__file__).parent and item.path.stem not in IN_SHORT:
        item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Path:
    """Our project with one file more per source system, and nothing else changed."""
    ensure_manifest()
    folder = tmp_path_factory.mktemp("project")
    for name in COPIED:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, folder)
    for source in SOURCES.iterdir():
        shutil.copytree(source, folder / "orchestration" / "defs" / "ingest" / source.name)
    return folder


@pytest.fixture(scope="session")
def first_run(project, tmp_path_factory) -> tuple[Company, Said]:
    """The company after its first refresh, bad rows included, and what that said. Read; do not change."""
    company = Company(project, tmp_path_factory.mktemp("company")).exports(WITH_BAD_ROWS)
    return company, company.refreshed()


@pytest.fixture(scope="session")
def company(first_run) -> Company:
    """The company after its first refresh. Read it; do not change it."""
    return first_run[0]


@pytest.fixture(scope="module")
def another(company, tmp_path_factory):
    """Gives copies of the company with its home, to do things to."""
    return lambda name: company.copied_to(tmp_path_factory.mktemp(name))
