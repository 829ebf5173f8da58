"""The floor under features: what one DuckDB script takes for the same columns from the same landed rows.

Identity is given. The facts are written by hand (floor_facts), the columns the straight way (plain_features):
no spine, batches, fingerprints, days of change, tables for readers. It must give the values of the home, or
its time would say nothing. Beside it: what dbt takes for the same columns of everyone, from staging on.

Usage: python -m benchmarks.floor HOME (one that has been refreshed; its facts and features are made anew).
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Any

import duckdb

from benchmarks.plain_features import each, parts, ranked
from orchestration.dbt import project_vars
from orchestration.settings import DBT_PROJECT_DIR, Settings

_GIVEN = """
create table owners as
select identifier_type, identifier_value, customer_id, known_from_on
from home.customers.int_customers__identifiers_resolved
where customer_id is not null;
create table rates as from home.customers.int_customers__rates;
create table flags as
select hash(load_id, record_key, reverse(record_key), column_name) as h
from home.ingest.flagged_values
where coalesce(decision in ('corrected', 'rejected'), decision is null and not keep_value);
"""
_VIEWS = "select view_name from duckdb_views() where database_name = 'home' and schema_name = 'ingest'"
# identity's work, and quality's
_NOT_BY_DBT = [
    "identity", "quality", "dim_customers", "fct_company_contacts", "fct_customer_field_sources",
    "int_customers__records_united", "int_customers__values_known", "int_customers__places",
    "int_customers__addresses_filled", "int_customers__identifiers_resolved",
]  # fmt: skip


def main(home: Path) -> None:
    """Print seconds and memory of the floor, how many values differ from the home's, and dbt's seconds."""
    known = project_vars()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(f"{folder}/floor.duckdb") as con:
        con.execute(f"set threads = 2; set memory_limit = '14GB'; set temp_directory = '{folder}'")
        con.execute(f"attach '{home}/warehouse/warehouse.duckdb' as home (read_only)")
        con.execute(_GIVEN)
        for (view,) in con.execute(_VIEWS).fetchall():
            con.execute(f"create view landed_{view} as from home.ingest.{view}")
        as_of, today = con.execute("select as_of, as_of_on from home.ingest.run_context").fetchall()[0]
        moment = {"as_of": f"timestamp '{as_of}'", "today": f"date '{today}'"}
        facts = _facts(con, known["settings"], moment)
        floor = facts + _features(con, known["features"], moment)
        print(f"{'facts':<30}{facts:>10.1f} s\n{'with features':<30}{floor:>10.1f} s")  # noqa: T201
        print(f"{'peak':<30}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>10.0f} MiB")  # noqa: T201
        _compare(con, [column["name"] for column in known["features"]["columns"]])
    ours = _by_dbt(home)
    print(f"{'by dbt':<30}{ours:>10.1f} s{ours / floor:>8.2f} times the floor", flush=True)  # noqa: T201


def _facts(con: duckdb.DuckDBPyConnection, settings: dict[str, Any], moment: dict[str, str]) -> float:
    gap = settings["session_gap_minutes"] * 60
    scripts = sorted((Path(__file__).parent / "floor_facts").glob("*.sql"))
    script = Template("--\n".join(path.read_text() for path in scripts))
    statements = script.substitute(settings, **moment, session_gap_seconds=gap).split("\n--\n")
    return sum(
        _timed(con, statement, statement.partition(" as")[0].splitlines()[-1]) for statement in statements
    )


def _features(con: duckdb.DuckDBPyConnection, features: dict[str, Any], moment: dict[str, str]) -> float:
    tables = parts(features)
    made = {**tables, "each": each(features, list(tables)), "ranked": ranked(features)}
    return sum(
        _timed(con, f"create table {name} as {sql.format(**moment)}", name) for name, sql in made.items()
    )


def _timed(con: duckdb.DuckDBPyConnection, statement: str, name: str) -> float:
    started = time.perf_counter()
    con.execute(statement)
    spent = time.perf_counter() - started
    if spent > 1:
        print(f"    {name:<45}{spent:>9.2f}", flush=True)  # noqa: T201
    return spent


def _compare(con: duckdb.DuckDBPyConnection, columns: list[str]) -> None:
    """In which columns, and for how many customers, the home says something else."""
    differ = ", ".join(f"count_if(f.{name} is distinct from h.{name})" for name in columns)
    floor, features = "(from each join ranked using (customer_id))", "home.features.fct_customer_features"
    found = con.execute(
        f"select {differ} from {floor} as f full join {features} as h using (customer_id)"
    ).fetchall()
    wrong = {name: count for name, count in zip(columns, found[0], strict=True) if count}
    print(f"{len(columns)} columns, customers with another value: {wrong or 'none'}")  # noqa: T201


def _by_dbt(home: Path) -> float:
    """Wall seconds of dbt's statements, everyone's features being due; its start is not counted."""
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb")) as con:
        con.execute("drop table if exists features.int_features__own")
    with tempfile.TemporaryDirectory() as folder:
        dbt = [str(Path(sys.executable).parent / "dbt"), "run", "--full-refresh", "--quiet"]
        what = ["--select", "+fct_customer_features", "--exclude", *_NOT_BY_DBT]
        where = ["--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR)]
        replace(Settings.from_environment(), home=home).export()
        subprocess.run([*dbt, "--target-path", folder, *what, *where], check=True)  # noqa: S603
        results = json.loads((Path(folder) / "run_results.json").read_text())["results"]
    times = [step for result in results for step in result["timing"] if step["name"] == "execute"]
    begun, ended = min(step["started_at"] for step in times), max(step["completed_at"] for step in times)
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
