"""The demo's ERP says the same from SQLite and from PostgreSQL."""

import duckdb
import pytest

from demo.erp_database import POSTGRES
from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.made_up import standing
from orchestration.ingest.manifests import current_loads, loads
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import read_source
from orchestration.quoting import parquet_rows
from orchestration.settings import DBT_PROJECT_DIR


@pytest.fixture
def landed(tmp_path, folder):
    def land(**variables):
        home, contracts = Home(tmp_path / str(len(variables))), read_contracts(DBT_PROJECT_DIR)
        known = ({"HUAXIANG_HOME": str(folder.parents[1])} | variables).get
        source = read_source("demo_erp", known, contracts)
        with standing(source, known, contracts) as up:
            pulled = pull(home, up, contracts, "Asia/Shanghai")
        assert pulled.problems == []
        with duckdb.connect() as con:
            return {
                load.table: con.execute(
                    f"select {', '.join(column.name for column in contracts[load.table].columns)}"
                    f" from {parquet_rows([load.folder / 'rows.parquet'])} order by all"
                ).fetchall()
                for load in current_loads(loads(home.landing), [source])
            }

    return land


def test_postgresql_gives_what_sqlite_gives(landed, postgres):
    here = landed()

    assert set(here) == {"shop.subscriptions", "shop.stock_levels", "shop.product_traits"}
    assert landed(**{POSTGRES: postgres}) == here
