import duckdb
import pytest

# as the analyses have it
ROW_LIMIT = "200000"
FRAMES = (
    *("training_features", "training_conversion", "training_renewal", "training_response", "training_uplift"),
    "training_risk",
)


@pytest.fixture(scope="module")
def compiled(dbt, sample_home):
    """Analysis → its SQL."""
    done = dbt(sample_home, "compile", "--select", *FRAMES, "--no-introspect")
    assert done.success, done.exception
    return {found.node.name: found.node.compiled_code for found in done.result.results}


@pytest.fixture
def con(sample_copy):
    """A copy of the warehouse, which the test may change."""
    with duckdb.connect(str(sample_copy.warehouse)) as con:
        con.execute("set TimeZone = 'UTC'")
        yield con


@pytest.fixture
def training_frame(con, compiled):
    def make(*cut_offs, row_limit=ROW_LIMIT, of="training_features"):
        assert ROW_LIMIT in compiled[of]
        con.execute("create or replace table ingest.training_cut_offs (cut_off_on date)")
        con.execute("insert into ingest.training_cut_offs select unnest(?::date[])", [list(cut_offs)])
        frame = con.execute(compiled[of].replace(ROW_LIMIT, row_limit)).df()
        return frame.sort_values(["as_of_on", "customer_id"], ignore_index=True)

    return make
