"""Tables another tool has loaded, in a DuckDB file and in a database."""

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal

import duckdb
import pytest

from orchestration.errors import HuaxiangError


@pytest.fixture
def warehouse(asking, tmp_path):
    """A DuckDB file as an extraction tool writes it, and a home that reads it."""
    path = tmp_path / "raw.duckdb"
    write(path, "create schema fivetran", CREATE)
    asking.connection = {"kind": "warehouse", "path": "${RAW}"}
    asking.variables = {"RAW": str(path)}
    asking.objects = {
        "customers": {"table": "fivetran.customers", "cursor": "_fivetran_synced", "look_back": "1 hour"}
    }
    asking.tables["shop.customers"]["where"] = [{"name": "deleted", "keep": "not _fivetran_deleted"}]
    return asking


CREATE = """create table fivetran.customers as select id, 'Name ' || id as name,
timestamp '2026-03-01' as updated_at,
timestamptz '2026-03-01 10:00+00' + interval (id) minute as _fivetran_synced, id = 3 as _fivetran_deleted,
{'city': '北京', 'codes': [1, 2]} as address, [1.5, 2.5] as amounts, 12.50::decimal(18, 2) as spent,
'\\xAB'::blob as photo from range(1, 4) t(id)"""


def write(path, *statements):
    with duckdb.connect(str(path)) as con:
        for statement in statements:
            con.execute(statement)


def test_typed_and_nested_columns_arrive_and_nothing_new_makes_no_load(warehouse):
    assert warehouse.pull().problems == []
    assert [name for (name,) in warehouse.landed("full_name")] == ["Name 1", "Name 2"]
    assert warehouse.fetched("customers", "address, amounts, spent, photo, _fivetran_synced")[0] == (
        '{"city":"北京","codes":[1,2]}', "[1.5,2.5]", Decimal("12.50"), "ab",
        datetime(2026, 3, 1, 10, 1, tzinfo=UTC),
    )  # fmt: skip
    assert warehouse.pull().raw_loads == []


def test_what_was_synced_since_arrives_once(warehouse, tmp_path):
    warehouse.pull()
    write(
        tmp_path / "raw.duckdb",
        "update fivetran.customers set name = 'Renamed', _fivetran_synced = now() where id = 2",
    )
    warehouse.pull()

    assert [name for (name,) in warehouse.landed("full_name")] == ["Name 1", "Renamed"]
    assert warehouse.raw_loads()[1].parsed == 1


def test_a_file_that_another_process_writes_is_left_for_the_next_run(warehouse, tmp_path):
    warehouse.pull()
    code = f"import duckdb; con = duckdb.connect({str(tmp_path / 'raw.duckdb')!r}); print('open'); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        writer.stdout.readline()
        problems = warehouse.pull().problems
        writer.communicate("\n")

    assert [problem.severity for problem in problems] == ["warning"]
    assert "another process is writing" in problems[0].message
    assert warehouse.pull().problems == []


def test_a_missing_table_or_file_is_named(warehouse, tmp_path):
    warehouse.objects["gone"] = {"query": "select * from fivetran.gone", "full_snapshot": True}
    problems = warehouse.pull().problems
    (tmp_path / "raw.duckdb").unlink()

    assert [problem.file for problem in problems] == ["gone"]
    assert "Table with name gone does not exist" in problems[0].message
    assert "there is no file" in warehouse.pull().problems[0].message


def test_a_schema_of_a_database_is_a_warehouse_too(asking, postgres):
    asking.connection = {"kind": "warehouse", "url": "${URL}"}
    asking.variables = {"URL": postgres}
    asking.objects = {
        "customers": {"query": "select 1 as id, 'Ada' as name, now() as updated_at", "full_snapshot": True}
    }
    asking.pull()

    assert [name for (name,) in asking.landed("full_name")] == ["Ada"]


def test_a_path_or_an_url_is_asked_for(asking):
    asking.connection, asking.objects = {"kind": "warehouse"}, {"a": {"table": "a", "full_snapshot": True}}
    with pytest.raises(HuaxiangError, match="entry 'path' is missing"):
        asking.source()
