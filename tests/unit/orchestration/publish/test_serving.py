"""Snapshots shown in a real PostgreSQL: views that never break, never mix, and show no more than they may."""

import threading
from dataclasses import replace

import duckdb
import psycopg
import pytest
import sqlalchemy

from orchestration.errors import HuaxiangError
from orchestration.publish.masking import PublicColumn, PublicTable
from orchestration.publish.serving import serve
from orchestration.publish.snapshot import write_snapshot

EVENTS = PublicTable(
    "customers",
    "fct_events",
    (PublicColumn("event_id", "varchar", description="The event."), PublicColumn("customer_id", "varchar")),
    "What happened.",
    is_view=True,
)
GROWS = (
    "insert into customers.dim_customers"
    " select * replace ('{}' as customer_id) from customers.dim_customers limit 1"
)
OURS = "create schema ours; create view ours.names as select full_name from customers.dim_customers"


@pytest.fixture(scope="module")
def dsn(postgres):
    return postgres.replace("+psycopg", "")


@pytest.fixture
def fresh(dsn):
    """The database with nothing of ours in it."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        owned = "select nspname from pg_namespace where nspname !~ '^(pg_|information_schema|public)'"
        for (schema,) in connection.execute(owned).fetchall():
            connection.execute(f'drop schema "{schema}" cascade')
        yield connection


@pytest.fixture
def published(warehouse, tables, tmp_path):
    """Publish the warehouse as it is under an id, and give the file."""
    with duckdb.connect(warehouse) as con:
        con.execute(
            "create view customers.fct_events as select cast('order:' || customer_id as varchar) as event_id,"
            " cast(customer_id as varchar) as customer_id from customers.dim_customers"
        )
    keyed = (replace(tables[0], key=("customer_id",)), *tables[1:], EVENTS)

    def publish(snapshot_id, masked=True, tables=keyed, change=None):
        if change:
            with duckdb.connect(warehouse) as con:
                con.execute(change)
        folder = tmp_path / ("published" if masked else "full")
        return write_snapshot(warehouse, folder, tables, snapshot_id, masked=masked).path, tables

    return publish


def shown(connection, what="customer_id, full_name, order_count from customers.dim_customers"):
    return sorted(connection.execute(f"select {what}").fetchall())


def names_of(connection):
    return [column.name for column in connection.execute("select * from customers.dim_customers").description]


def test_the_snapshot_is_shown_with_its_words_and_keys(fresh, dsn, published):
    path, tables = published("first")

    serve(path, dsn, tables)

    assert shown(fresh) == [("c-1", "***", 4), ("c-2", "欧***娜", 4), ("c-3", "M***d", 4)]
    assert shown(fresh, "event_id from customers.fct_events") == [
        ("order:c-1",),
        ("order:c-2",),
        ("order:c-3",),
    ]
    assert shown(fresh, "snapshot_id from publish.dim_snapshots") == [("first",)]
    view = "'customers.dim_customers'::regclass"
    said = f"obj_description({view}), col_description({view}, 1)"
    assert shown(fresh, said) == [("One row per customer.", "The customer's id.")]
    indexes = shown(fresh, "indexdef from pg_indexes where schemaname = 'huaxiang_masked_first'")
    assert any("UNIQUE" in text and "(customer_id)" in text for (text,) in indexes)


def test_readers_see_what_their_role_may(fresh, dsn, published):
    for masked in (True, False):
        path, tables = published("both", masked=masked)
        serve(path, dsn, tables, masked=masked)

    fresh.execute("set role huaxiang_masked")
    assert shown(fresh)[0] == ("c-1", "***", 4)
    for hidden in ("customers_full.dim_customers", "huaxiang_masked_both.customers__dim_customers"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            fresh.execute(f"select * from {hidden}")
    fresh.execute("set role huaxiang_full")
    assert shown(fresh, "full_name from customers_full.dim_customers")[-1] == ("欧阳娜娜",)
    assert shown(fresh)[0] == ("c-1", "***", 4)
    fresh.execute("reset role")


def test_views_of_others_follow_the_newest_snapshot_and_old_rows_go(fresh, dsn, published):
    serve(*published("first")[:1], dsn, published("first")[1])
    fresh.execute(
        "create schema ours; create view ours.names as select full_name from customers.dim_customers"
    )
    path, tables = published("second", change=GROWS.format("c-4"))

    serve(path, dsn, tables)

    assert len(shown(fresh, "full_name from ours.names")) == 4
    schemas = shown(fresh, "nspname from pg_namespace where nspname like 'huaxiang_%'")
    assert schemas == [("huaxiang_masked_second",)]


def test_a_new_column_stands_last_and_one_that_goes_is_refused_where_somebody_reads_it(fresh, dsn, published):
    path, tables = published("first")
    serve(path, dsn, tables)
    customers = tables[0]
    more = replace(customers, columns=(PublicColumn("working_column", "varchar"), *customers.columns))
    path, tables = published("second", tables=(more, *tables[1:]))

    serve(path, dsn, tables)

    names = names_of(fresh)
    assert names[0] == "customer_id"
    assert names[-1] == "working_column"

    fresh.execute(
        "create schema ours; create view ours.names as select full_name from customers.dim_customers"
    )
    less = replace(customers, columns=tuple(c for c in customers.columns if c.name != "full_name"))
    path, fewer = published("third", tables=(less, *tables[1:]))
    with pytest.raises(HuaxiangError, match=r"view ours.names depends on view customers.dim_customers"):
        serve(path, dsn, fewer)
    assert shown(fresh, "snapshot_id from publish.dim_snapshots") == [("second",)]

    fresh.execute("drop schema ours cascade")
    serve(path, dsn, fewer)
    assert "full_name" not in [
        c.name for c in fresh.execute("select * from customers.dim_customers").description
    ]


def test_a_table_that_is_not_published_any_more_is_gone(fresh, dsn, published):
    path, tables = published("first")
    serve(path, dsn, tables)
    path, tables = published("second", tables=(tables[0], EVENTS))

    serve(path, dsn, tables)

    assert shown(fresh, "to_regclass('identity.dim_identities')") == [(None,)]


def test_a_reader_keeps_its_snapshot_until_its_transaction_ends(fresh, dsn, published):
    path, tables = published("first")
    serve(path, dsn, tables)
    path, tables = published("second", change="delete from customers.dim_customers where customer_id = 'c-3'")

    with psycopg.connect(dsn) as reader:
        assert len(shown(reader)) == 3
        with pytest.raises(HuaxiangError, match="readers kept transactions open on .*dim_customers"):
            serve(path, dsn, tables, patience=0.5)
        assert shown(reader, "snapshot_id from publish.dim_snapshots") == [("first",)]
        assert len(shown(reader)) == 3

    serve(path, dsn, tables)
    assert len(shown(fresh)) == 2


def test_nobody_sees_two_snapshots_mixed(fresh, dsn, published):
    """Each snapshot has as many customers as its id says; readers compare the two in one transaction."""
    path, tables = published("n3")
    serve(path, dsn, tables)
    stop, wrong, reads = threading.Event(), [], []

    def read():
        with psycopg.connect(dsn) as reader:
            while not stop.is_set():
                with reader.transaction():
                    count = len(shown(reader))
                    ((told,),) = shown(reader, "snapshot_id from publish.dim_snapshots")
                reads.append(told)
                if told != f"n{count}":
                    wrong.append((told, count))

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    try:
        for size in range(4, 9):
            path, tables = published(f"n{size}", change=GROWS.format(f"c-{size}"))
            serve(path, dsn, tables)
    finally:
        stop.set()
        for reader in readers:
            reader.join()

    assert wrong == []
    assert {"n3", "n8"} <= set(reads)


def test_what_a_killed_call_left_is_removed(fresh, dsn, published):
    fresh.execute("create schema huaxiang_masked_killed; create table huaxiang_masked_killed.half (id int)")
    path, tables = published("first")

    serve(path, dsn, tables)

    assert shown(fresh, "to_regnamespace('huaxiang_masked_killed')") == [(None,)]


def test_one_publisher_at_a_time(fresh, dsn, published):
    path, tables = published("first")
    fresh.execute("select pg_advisory_lock(%s)", [0x48755869])

    with pytest.raises(HuaxiangError, match="Another process publishes"):
        serve(path, dsn, tables)

    fresh.execute("select pg_advisory_unlock(%s)", [0x48755869])


def test_a_database_that_cannot_be_reached_is_told_without_its_password(published):
    path, tables = published("first")

    with pytest.raises(HuaxiangError, match="PostgreSQL does not show this snapshot") as error:
        serve(path, "postgresql://somebody:hush@127.0.0.1:9/none", tables)

    assert "hush" not in str(error.value)


def test_sqlalchemy_finds_tables_columns_and_what_they_mean(fresh, dsn, postgres, published):
    path, tables = published("first")
    serve(path, dsn, tables)
    engine = sqlalchemy.create_engine(postgres)

    customers = sqlalchemy.Table(
        "dim_customers", sqlalchemy.MetaData(), schema="customers", autoload_with=engine
    )
    with engine.connect() as connection:
        ((count,),) = connection.execute(
            sqlalchemy.select(sqlalchemy.func.count())
            .select_from(customers)
            .where(customers.c.order_count == 4)
        )

    assert customers.c.customer_id.comment == "The customer's id."
    assert isinstance(customers.c.order_count.type, sqlalchemy.BigInteger)
    assert isinstance(customers.c.birth_on.type, sqlalchemy.Date)
    assert count == 3
    assert set(sqlalchemy.inspect(engine).get_view_names("customers")) == {"dim_customers", "fct_events"}
    engine.dispose()
