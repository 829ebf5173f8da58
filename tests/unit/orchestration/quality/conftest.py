"""The project's contract tables."""

from dataclasses import replace

import pytest

from orchestration.ingest.contracts import ContractTable, read_contracts
from orchestration.settings import DBT_PROJECT_DIR


@pytest.fixture(scope="session")
def contracts() -> dict[str, ContractTable]:
    """All contract tables by full name."""
    return read_contracts(DBT_PROJECT_DIR)


@pytest.fixture(scope="session")
def unchecked(contracts) -> dict[str, ContractTable]:
    """The same without rules on single rows."""
    return {
        name: replace(table, columns=tuple(replace(column, expectations=()) for column in table.columns))
        for name, table in contracts.items()
    }
