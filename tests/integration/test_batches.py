"""Own features come out the same in one batch of customers and in many."""

import duckdb
import pytest

EVERYTHING = "select * from features.int_features__own order by customer_id"
MODELS = ["int_features__spine", "int_features__own"]


@pytest.fixture
def home(sample_copy):
    """A warehouse in which no features have been computed, so that everybody is due."""
    with duckdb.connect(str(sample_copy.warehouse)) as con:
        con.execute("drop table features.int_features__own")
    return sample_copy


def test_many_batches_make_what_one_makes(home, sample_home, dbt):
    with duckdb.connect(str(sample_home.warehouse), read_only=True) as con:
        whole = con.execute(EVERYTHING).fetchall()

    done = dbt(home, "run", "--select", *MODELS, "--vars", f"customers_per_batch: {len(whole) // 4}")

    assert done.success, done.exception or [node.message for node in done.result]
    assert len(whole) > 100
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        assert con.execute(EVERYTHING).fetchall() == whole
