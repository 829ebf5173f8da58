"""Own features come out the same in one batch of customers and in many."""

import shutil

import duckdb
import pytest

from orchestration.home import Home

EVERYTHING = "select * from features.int_features__own order by customer_id"
MODELS = ["int_features__spine", "int_features__own"]


@pytest.fixture
def home(sample_home, tmp_path):
    """A copy of a warehouse in which no features have been computed, so that everybody is due."""
    home = Home(tmp_path)
    home.warehouse.parent.mkdir(parents=True)
    shutil.copy(sample_home.warehouse, home.warehouse)
    with duckdb.connect(str(home.warehouse)) as con:
        con.execute("drop table features.int_features__own")
    return home


def test_many_batches_make_what_one_makes(home, sample_home, dbt):
    with duckdb.connect(str(sample_home.warehouse), read_only=True) as con:
        whole = con.execute(EVERYTHING).fetchall()

    done = dbt(home, "run", "--select", *MODELS, "--vars", f"customers_per_batch: {len(whole) // 4}")

    assert done.success, done.exception or [node.message for node in done.result]
    assert len(whole) > 100
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        assert con.execute(EVERYTHING).fetchall() == whole
