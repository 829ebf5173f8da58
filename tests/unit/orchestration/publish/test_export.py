import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from orchestration.errors import HuaxiangError
from orchestration.publish.export import export_parquet
from orchestration.publish.snapshot import write_snapshot


@pytest.fixture
def snapshot(warehouse, tables, tmp_path):
    return lambda snapshot_id: write_snapshot(warehouse, tmp_path / "published", tables, snapshot_id).path


def test_every_table_is_a_file_with_the_rows_of_the_snapshot(snapshot, tmp_path):
    path = snapshot("first")

    target, counts = export_parquet(path, tmp_path / "lake")

    assert counts == {"customers.dim_customers": 3, "identity.dim_identities": 8, "publish.dim_snapshots": 1}
    with duckdb.connect(path, read_only=True) as con:
        for table in counts:
            file = tmp_path / "lake" / "profiles" / f"{table.replace('.', '/')}.parquet"
            rows = con.execute(f"select count(*) from (from {table} except all from '{file}')").fetchall()
            assert rows == [(0,)]
            assert pq.read_metadata(file).num_rows == counts[table]
    assert target.name == "profiles-first"
    assert sorted(pd.read_parquet(target / "customers/dim_customers.parquet")["full_name"])[0] == "***"


def test_the_link_leads_to_the_newest_and_older_exports_stay(snapshot, tmp_path):
    first, _ = export_parquet(snapshot("first"), tmp_path / "lake")
    second, _ = export_parquet(snapshot("second"), tmp_path / "lake")

    assert (tmp_path / "lake" / "profiles").resolve() == second
    assert (first / "publish" / "dim_snapshots.parquet").exists()
    assert export_parquet(snapshot("second"), tmp_path / "lake")[0] == second


def test_a_folder_that_cannot_be_written_is_told(snapshot, tmp_path):
    (tmp_path / "lake").write_text("a file")

    with pytest.raises(HuaxiangError, match="Name a folder that can be written"):
        export_parquet(snapshot("first"), tmp_path / "lake")
