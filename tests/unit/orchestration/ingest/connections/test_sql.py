"""Databases, asked for real: SQLite in a file, PostgreSQL in a cluster of our own."""

import re
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.answers import last_seen
from orchestration.ingest.manifests import loads
from tests.postgres import PASSWORD

ROWS = [
    (1, "Ada", "2026-03-01 10:00:00"),
    (2, "Grace", "2026-03-02 10:00:00"),
    (3, "Katherine", None),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """An engine on an empty database, for both kinds."""
    if request.param == "sqlite":
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'crm.db'}")
        yield engine
    else:
        engine = sa.create_engine(request.getfixturevalue("postgres"))
        execute(engine, "drop schema if exists public cascade", "create schema public")
        yield engine
    engine.dispose()


def execute(engine, *statements, rows=()):
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement), *[rows] if rows else [])


@pytest.fixture
def crm(asking, database):
    """A CRM whose customers are read by updated_at, with two days of look-back."""
    asking.connection = {"kind": "sql", "url": "${CRM_URL}"}
    asking.variables = {"CRM_URL": database.url.render_as_string(hide_password=False)}
    asking.objects = {"customers": {"table": "customers", "cursor": "updated_at", "look_back": "2 days"}}
    execute(database, "create table customers (id integer, name text, updated_at timestamp)")
    put(database, *ROWS)
    return asking


def put(engine, *rows):
    values = [dict(zip(("id", "name", "at"), row, strict=True)) for row in rows]
    execute(engine, "insert into customers values (:id, :name, :at)", rows=values)


def names(crm):
    return [name for (name,) in crm.landed("full_name")]


def test_all_rows_land_and_nothing_new_makes_no_load(crm):
    first = crm.pull()

    assert first.problems == []
    assert names(crm) == ["Ada", "Grace", "Katherine"]
    assert [load.full_snapshot for load in crm.raw_loads()] == [True]
    assert crm.pull().raw_loads == []


def test_an_increment_brings_what_is_new_late_or_changed_and_nothing_twice(crm, database):
    crm.pull()
    put(database, (4, "On Cursor", "2026-03-02 10:00:00"), (5, "Late", "2026-03-01 09:00:00"))
    put(database, (6, "Neo", "2026-03-03 00:00:00"), (7, "No Cursor", None))
    execute(database, "update customers set name = 'Countess', updated_at = '2026-03-02 11:00' where id = 1")
    crm.pull()

    second = crm.raw_loads()[1]
    assert not second.full_snapshot
    assert sorted(crm.fetched("customers", "id")) == [(1,), (1,), *((n,) for n in range(2, 8))]
    assert names(crm) == ["Countess", "Grace", "Katherine", "On Cursor", "Late", "Neo", "No Cursor"]
    assert re.fullmatch(r"customers 2 \(updated_at from 2026-02-2[78].*\)", second.files[0]["name"])
    assert crm.pull().raw_loads == []


def test_a_row_beyond_the_look_back_is_not_seen_and_one_within_is_told_by_its_content(crm, database):
    crm.pull()
    put(database, (8, "Neo", "2026-03-09 00:00:00"))
    crm.pull()
    put(database, (9, "beyond", "2026-03-01 00:00:00"), (8, "Neo", "2026-03-09 00:00:00"))
    crm.pull()

    assert "beyond" not in names(crm)
    # the same row once more is one more row, as two of a table without a key are two
    assert crm.fetched("customers", "count(*) filter (where id = 8)") == [(2,)]


def test_a_row_that_changes_back_under_the_same_cursor_is_read_again(crm, database):
    crm.pull()
    for name in ("Lovelace", "Grace"):
        execute(database, f"update customers set name = '{name}' where id = 2")
        crm.pull()

        assert names(crm)[1] == name


def test_a_full_snapshot_is_a_load_only_when_its_rows_differ_in_any_order(crm, database):
    crm.objects = {"customers": {"query": "select * from customers;", "full_snapshot": True}}
    crm.pull()
    execute(database, "delete from customers where id = 1")
    put(database, ROWS[0])

    assert crm.pull().raw_loads == []
    execute(database, "delete from customers where id = 1")
    crm.pull()
    assert names(crm) == ["Grace", "Katherine"]


def test_rows_stay_fresh_while_the_answer_is_that_nothing_is_new(crm):
    crm.pull()
    (load,) = loads(crm.home.landing)
    seen = last_seen(crm.home.raw, load)
    time.sleep(1.1)
    crm.pull(ask=False)
    assert last_seen(crm.home.raw, load) == seen
    crm.pull()

    assert last_seen(crm.home.raw, load) > seen


def test_another_question_is_asked_from_the_beginning(crm, database):
    crm.pull()
    crm.objects["customers"] = {
        "query": "select id, name || 'son' as name, updated_at from customers where name <> ':x' -- all\n",
        "cursor": "updated_at",
    }
    crm.pull()

    assert names(crm) == ["Adason", "Graceson", "Katherineson"]
    assert crm.raw_loads()[-1].full_snapshot


def test_a_whole_number_and_a_day_are_cursors_too(crm, database):
    execute(database, "create table visits (id integer, visited date)")
    execute(database, "insert into visits values (7, '2026-03-01'), (9, '2026-03-05')")
    crm.objects |= {
        "by_id": {"table": "visits", "cursor": "id", "look_back": 3},
        "by_day": {"table": "visits", "cursor": "visited", "look_back": "1 week"},
    }
    crm.pull()
    execute(database, "insert into visits values (6, '2026-02-27'), (3, '2026-02-01')")
    crm.pull()

    assert crm.fetched("by_id", "id") == crm.fetched("by_day", "id") == [(7,), (9,), (6,)]


def test_a_table_that_is_not_there_costs_only_itself(crm, database):
    crm.objects = {"gone": {"table": "no_such_table", "full_snapshot": True}, **crm.objects}
    pulled = crm.pull()

    assert names(crm) == ["Ada", "Grace", "Katherine"]
    assert [(problem.severity, problem.file) for problem in pulled.problems] == [("error", "gone")]
    assert "no_such_table" in pulled.problems[0].message


def test_earlier_loads_stay_in_use_while_the_table_is_away(crm, database):
    crm.pull()
    execute(database, "alter table customers rename to away")
    pulled = crm.pull()

    assert [problem.severity for problem in pulled.problems] == ["warning"]
    assert "Earlier loads stay in use" in pulled.problems[0].message
    assert names(crm) == ["Ada", "Grace", "Katherine"]
    assert crm.pull(ask=False).problems == pulled.problems
    execute(database, "alter table away rename to customers")
    assert crm.pull().problems == []


def test_nobody_else_s_changes_come_between_two_tables(crm, database, monkeypatch):
    """Every object of one pull sees the database at one moment."""
    if database.dialect.name == "sqlite":
        pytest.skip("a reader of SQLite keeps writers out")
    from orchestration.ingest.connections.sql import SqlSession

    crm.objects |= {"again": {"table": "customers", "full_snapshot": True}}
    fetch, calls = SqlSession.fetch, []

    def and_then_somebody_writes(*arguments):
        relation = fetch(*arguments)
        if not calls:
            put(database, (10, "later", "2026-03-09 00:00:00"))
        calls.append(relation)
        return relation

    monkeypatch.setattr(SqlSession, "fetch", and_then_somebody_writes)
    crm.pull()

    assert len(crm.fetched("customers")) == len(crm.fetched("again")) == 3


def test_values_of_postgresql_keep_their_types(asking, postgres):
    asking.connection, asking.variables = {"kind": "sql", "url": "${URL}"}, {"URL": postgres}
    asking.objects = {"customers": {"query": QUERY, "full_snapshot": True}}
    asking.pull()

    (found,) = asking.fetched("customers", "* exclude (_file, _row)")
    assert found == (
        Decimal("12345678901234567890.1234"), '{"b": 1.50}', "0aff", '[1, 2]', "12:30:00",
        datetime(2026, 3, 1, 2, 0, tzinfo=UTC), datetime(2026, 3, 1, 10, 0), date(2026, 3, 1), True,
        2**40, "infinity", "00000000-0000-0000-0000-000000000001", "4.0 %",
    )  # fmt: skip


QUERY = """select 12345678901234567890.1234::numeric as d, '{"b": 1.50}'::json as j, '\\x0aff'::bytea as b,
array[1, 2] as a, time '12:30' as t,
timestamptz '2026-03-01 10:00+08' as z, timestamp '2026-03-01 10:00' as n,
date '2026-03-01' as day, true as yes, 1099511627776 as big, timestamp 'infinity' as ever,
'00000000-0000-0000-0000-000000000001'::uuid as u, '4.0 %' as percent"""


def test_a_zone_counts_where_the_stamp_has_none(crm, database):
    crm.time_zone = "Europe/London"
    execute(database, "update customers set updated_at = '2026-07-01 10:00:00'")
    crm.pull()

    assert crm.landed("distinct updated_at") == [(datetime(2026, 7, 1, 9, 0),)]


def test_more_rows_than_a_batch_and_columns_of_mixed_values(crm, database):
    execute(database, "delete from customers")
    put(database, *((n, f"name {n}", "2026-03-01 10:00:00") for n in range(25_000)))
    crm.pull()

    assert crm.fetched("customers", "count(*), count(distinct id), max(_row), min(_row)") == [
        (25_000, 25_000, 25_000, 1)
    ]


def test_a_database_that_cannot_be_reached_is_told_without_its_password(asking):
    asking.connection = {"kind": "sql", "url": "postgresql+psycopg://reader:${PASSWORD}@127.0.0.1:1/crm"}
    asking.objects = {"customers": {"table": "customers", "full_snapshot": True}}
    asking.variables = {"PASSWORD": "hunter-22"}
    pulled = asking.pull()

    assert "the database cannot be reached" in pulled.problems[0].message
    assert "hunter" not in str(pulled.problems) + repr(asking.source())


def test_a_home_does_not_hold_the_password(crm, database):
    if database.dialect.name == "sqlite":
        pytest.skip("SQLite has none")
    crm.objects |= {"gone": {"table": "no_such_table", "full_snapshot": True}}
    crm.pull()
    files = [path.read_bytes() for path in crm.home.root.rglob("*") if path.is_file()]

    assert files
    assert not any(spelt.encode() in file for file in files for spelt in (PASSWORD, "s3cret"))


MISTAKES = {
    "password": ({"url": "postgresql://reader:secret@db/crm"}, {}, "a password comes from the environment"),
    "no-url": ({}, {}, "entry 'url' is missing"),
    "minutes": ({"url": "sqlite://", "poll_minutes": 0}, {}, "`poll_minutes: 0` must be"),
    "both": ({"url": "sqlite://"}, {"table": "a", "query": "select 1", "cursor": "x"}, "say either `table:"),
    "neither": ({"url": "sqlite://"}, {"table": "a"}, "say either `cursor:`"),
    "look-back": ({"url": "sqlite://"}, {"table": "a", "cursor": "x", "look_back": "long"}, "`2 days`"),
    "lonely": ({"url": "sqlite://"}, {"table": "a", "full_snapshot": True, "look_back": 2}, "belongs to a"),
}


@pytest.mark.parametrize(("connection", "entry", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_in_the_yaml_are_named(asking, connection, entry, message):
    asking.connection = {"kind": "sql", **connection}
    asking.objects = {"customers": entry or {"table": "a", "full_snapshot": True}}
    with pytest.raises(HuaxiangError, match=re.escape(message)):
        asking.source()
