"""The snapshot of a home, whole, as other clients read it.

DuckDB 1.x from the file, Polars from Parquet, psycopg and SQLAlchemy from PostgreSQL.
"""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import psycopg
import pytest
import sqlalchemy

from orchestration.dbt import ensure_manifest, project_vars
from orchestration.publish.public_tables import public_tables
from orchestration.publish.serving import serve
from orchestration.publish.snapshot import published_snapshot

BY_DUCKDB_1 = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
names = con.sql("select table_schema || '.' || table_name from information_schema.tables").fetchall()
counts = {name: con.sql(f"select count(*) from {name}").fetchall()[0][0] for (name,) in names}
said = con.sql(
    "select comment from duckdb_columns()"
    " where table_name = 'mart_customer_profiles' and column_name = 'customer_id'"
).fetchall()[0][0]
print(json.dumps({"version": duckdb.__version__, "counts": counts, "said": said}))
"""
BY_POLARS = """
import json, polars, sys
profiles = polars.scan_parquet(sys.argv[1] + "/marts/mart_customer_profiles.parquet")
spend = polars.col("net_spend_amount").cast(polars.Float64).sum().round(2)
stages = profiles.group_by("lifecycle_stage").agg(polars.len(), spend).sort("lifecycle_stage").collect()
print(json.dumps(stages.rows()))
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Run a script with other libraries than ours; give what it prints as JSON."""
    folder = tmp_path_factory.mktemp("clients")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    wanted = ["duckdb>=1.2,<2", "polars"]
    subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)

    def call(script: str, path: Path):
        done = subprocess.run([python, "-c", script, path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return call


@pytest.fixture(scope="module")
def snapshot(sample_home):
    return published_snapshot(sample_home)


def test_duckdb_1_reads_every_table_and_what_its_columns_mean(ask, snapshot):
    told = ask(BY_DUCKDB_1, snapshot)

    assert told["version"].startswith("1.")
    with duckdb.connect(str(snapshot), read_only=True) as con:
        tables = con.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
        ).fetchall()
        assert told["counts"] == {
            name: con.execute(f"select count(*) from {name}").fetchall()[0][0] for (name,) in tables
        }
    assert told["counts"]["marts.mart_customer_profiles"] > 0
    assert "customer" in told["said"]


def test_polars_and_pandas_read_the_same_from_parquet(ask, huaxiang, sample_home, tmp_path):
    done = huaxiang("export", tmp_path / "lake", "--home", sample_home.root)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "lake" / "profiles"

    by_polars = {stage: (count, spend) for stage, count, spend in ask(BY_POLARS, folder)}

    profiles = pd.read_parquet(folder / "marts" / "mart_customer_profiles.parquet")
    spends = profiles.assign(net_spend_amount=profiles["net_spend_amount"].astype(float))
    by_pandas = spends.groupby("lifecycle_stage")["net_spend_amount"].agg(["size", "sum"]).round(2)
    assert by_polars == {stage: (row["size"], row["sum"]) for stage, row in by_pandas.iterrows()}
    assert sum(count for count, _ in by_polars.values()) == len(profiles)


def test_postgres_shows_every_row_of_every_table_with_its_key(snapshot, postgres):
    tables = public_tables(ensure_manifest(), project_vars()["features"]["columns"])
    dsn = postgres.replace("+psycopg", "")

    serve(snapshot, dsn, tables)

    engine = sqlalchemy.create_engine(postgres)
    with psycopg.connect(dsn) as served, duckdb.connect(str(snapshot), read_only=True) as con:
        for table in tables:
            asked = f"select count(*) from {table.full_name}"
            assert served.execute(asked).fetchone() == con.execute(asked).fetchone(), table.full_name
            seen = sqlalchemy.Table(
                table.name, sqlalchemy.MetaData(), schema=table.schema, autoload_with=engine
            )
            # a view that was there before keeps its order
            assert {column.name for column in seen.columns} == {
                name for (name, *_) in con.execute(f"describe {table.full_name}").fetchall()
            }
        # of this snapshot's rows; other tests leave theirs in the same database
        keyed = (
            "select count(*) from pg_constraint join pg_namespace as place on place.oid = connamespace"
            " where contype = 'p' and place.nspname like 'huaxiang_masked_%%' and place.nspname like %s"
        )
        slug = "%" + snapshot.stem.removeprefix("profiles-").lower().replace("-", "_")
        assert served.execute(keyed, [slug]).fetchone()[0] == sum(
            bool(table.shown_key(masked=True)) and not table.is_view for table in tables
        )
