"""No direct personal value of any extract occurs anywhere in what is published."""

import re

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.manifests import loads, raw_loads
from orchestration.ingest.sources import read_source
from orchestration.publish.public_tables import public_tables
from orchestration.publish.snapshot import latest_snapshot, write_snapshot
from orchestration.quoting import literal, quoted
from tests.architecture.source_tree import DBT_PROJECT

# shorter ones ("Ann", "4711") occur by chance in other words, ids and pages of any file
SHORTEST = 5
# most Chinese names have two or three characters, and two are already six bytes
SHORTEST_CHINESE = 2
CHINESE = re.compile(r"[\u4e00-\u9fff]")
UNCOMPRESSED = {"force_compression": "uncompressed"}


@pytest.fixture(scope="module")
def tables(manifest, definition_vars):
    return public_tables(manifest, definition_vars["features"]["columns"])


@pytest.fixture(scope="module")
def warehouse_values(sample_home, tables):
    """Every value the warehouse holds in a public column that is marked direct."""
    with duckdb.connect() as con:
        return telling(values_of_tables(con, sample_home, tables))


@pytest.fixture(scope="module")
def direct_values(sample_home, warehouse_values):
    """Every direct value: as it came, as it landed, and as the warehouse wrote it after."""
    with duckdb.connect() as con:
        return telling([*raw_values(con, sample_home), *landed_values(con, sample_home), *warehouse_values])


@pytest.fixture(scope="module")
def published(sample_home, tables, tmp_path_factory):
    """The bytes of the published sample home, uncompressed, so that every value lies open in them."""

    def write(masked):
        folder = tmp_path_factory.mktemp("published")
        snapshot = write_snapshot(
            sample_home.warehouse, folder, tables, "s1", masked=masked, settings=UNCOMPRESSED
        )
        return snapshot.path.read_bytes()

    return write


def test_the_search_finds_what_is_published_without_masks(published, warehouse_values, direct_values):
    content = published(masked=False)

    assert 100 < len(warehouse_values) < len(direct_values)
    assert [shown(value) for value in warehouse_values if value.encode() not in content] == []


def test_no_direct_value_is_in_the_bytes(published, direct_values):
    content = published(masked=True)

    assert [shown(value) for value in direct_values if value.encode() in content] == []


def test_no_direct_value_is_in_a_text_column(sample_home, direct_values):
    texts = "\n".join(texts_of(latest_snapshot(sample_home.published)))

    assert len(texts) > 1000
    assert [shown(value) for value in direct_values if value in texts] == []


def raw_values(con, home):
    contracts = read_contracts(DBT_PROJECT)
    source = read_source("sample", {"HUAXIANG_HOME": str(home.root)}.get, contracts)
    for load in raw_loads(home.raw, source.name):
        columns = {
            column.name
            for extract in source.extracts
            if extract.raw_object == load.raw_object
            for name, mapping in extract.columns.items()
            if contracts[extract.table].column(name).pii == "direct"
            for column in sqlglot.parse_one(mapping.expression, dialect="duckdb").find_all(exp.Column)
        }
        for column in columns:
            yield from distinct(con, column, f"read_parquet({literal(f'{load.folder}/part-*.parquet')})")


def landed_values(con, home):
    contracts = read_contracts(DBT_PROJECT)
    for load in loads(home.landing):
        for column in contracts[load.table].columns:
            if column.pii == "direct":
                yield from distinct(
                    con, column.name, f"read_parquet({literal(f'{load.folder}/rows.parquet')})"
                )


def values_of_tables(con, home, tables):
    con.execute(f"attach {literal(str(home.warehouse))} as warehouse (read_only)")
    for table in tables:
        for column in table.columns:
            if column.pii == "direct":
                relation = f"warehouse.{table.relation}"
                yield from distinct(
                    con, column.name, relation, f"not coalesce({column.unless or 'false'}, false)"
                )
    con.execute("detach warehouse")


def distinct(con, column, relation, where="true"):
    sql = f"select distinct cast({quoted(column)} as varchar) from {relation} where {where}"
    return [value.strip() for (value,) in con.execute(sql).fetchall() if value]


def telling(values):
    """The distinct values long enough for a hit to mean something."""
    return sorted(
        {value for value in values if len(value) >= (SHORTEST_CHINESE if CHINESE.search(value) else SHORTEST)}
    )


def texts_of(path):
    with duckdb.connect(path, read_only=True) as con:
        columns = con.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and data_type = 'VARCHAR'"
        ).fetchall()
        for schema, table, column in columns:
            yield from distinct(con, column, f"{quoted(schema)}.{quoted(table)}")


def shown(value):
    """A value as a failing test may print it."""
    return f"{value[0]}***{value[-1]} ({len(value)} characters)"
