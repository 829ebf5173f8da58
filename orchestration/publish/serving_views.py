"""The views through which PostgreSQL shows a snapshot: their columns, comments and grants, as SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from orchestration.publish.masking import PublicTable
from orchestration.quoting import literal, quoted

if TYPE_CHECKING:
    import psycopg

# who may read: the masked views, or also those that show everything
MASKED_ROLE, FULL_ROLE = "huaxiang_masked", "huaxiang_full"
_UNREAD = """
select namespace.nspname
from pg_namespace as namespace
where starts_with(namespace.nspname, %s) and not exists (
    select
    from pg_depend as needed
    join pg_rewrite as rule on rule.oid = needed.objid
    join pg_class as reader on reader.oid = rule.ev_class
    join pg_class as read on read.oid = needed.refobjid
    where needed.classid = 'pg_rewrite'::regclass and read.relnamespace = namespace.oid
        and reader.relnamespace <> namespace.oid
)
"""
_OURS = """
select distinct namespace.nspname, reader.relname
from pg_depend as needed
join pg_rewrite as rule on rule.oid = needed.objid
join pg_class as reader on reader.oid = rule.ev_class
join pg_namespace as namespace on namespace.oid = reader.relnamespace
join pg_class as read on read.oid = needed.refobjid
join pg_namespace as data on data.oid = read.relnamespace
where needed.classid = 'pg_rewrite'::regclass and starts_with(data.nspname, %s)
"""
_COLUMNS = """
select column_of.attname, format_type(column_of.atttypid, column_of.atttypmod),
    col_description(column_of.attrelid, column_of.attnum)
from pg_attribute as column_of
where column_of.attrelid = to_regclass(%s) and column_of.attnum > 0 and not column_of.attisdropped
order by column_of.attnum
"""


@dataclass(frozen=True)
class Schemas:
    """Where a snapshot's rows lie (`data`), and in which schemas they are shown."""

    slug: str
    masked: bool

    @property
    def prefix(self) -> str:
        """What the schemas with rows of this kind of snapshot begin with."""
        return "huaxiang_masked_" if self.masked else "huaxiang_full_"

    @property
    def data(self) -> str:
        """The schema with the rows of this snapshot."""
        return self.prefix + self.slug

    def shown(self, schema: str) -> str:
        """The schema in which readers find the tables of one of ours."""
        return schema if self.masked else f"{schema}_full"

    def rows(self, table: PublicTable) -> str:
        """The table that holds the rows of one of ours."""
        return f"{quoted(self.data)}.{quoted(served_name(table))}"

    def view(self, table: PublicTable) -> str:
        """The view that shows one of ours."""
        return f"{quoted(self.shown(table.schema))}.{quoted(table.name)}"

    @property
    def readers(self) -> tuple[str, ...]:
        """The roles that may read."""
        return (MASKED_ROLE, FULL_ROLE) if self.masked else (FULL_ROLE,)


def served_name(table: PublicTable) -> str:
    """What a table is called in the schema of its snapshot."""
    return f"{table.schema}__{table.name}"


def remove_unread(connection: "psycopg.Connection", schemas: Schemas) -> None:
    """Drop the rows of snapshots that no view shows; those a reader still holds wait for the next call."""
    from psycopg import errors

    for (schema,) in connection.execute(_UNREAD, [schemas.prefix]).fetchall():
        try:
            with connection.transaction():
                connection.execute("set local lock_timeout = '200ms'")
                connection.execute(f"drop schema {quoted(schema)} cascade")
        except errors.LockNotAvailable:
            continue


def view_statements(
    file: duckdb.DuckDBPyConnection,
    connection: "psycopg.Connection",
    tables: Sequence[PublicTable],
    schemas: Schemas,
) -> list[str]:
    """What makes the views show the rows of `schemas.data`; words and grants that hold are not repeated."""
    readers = ", ".join(schemas.readers)
    statements = [_role(role) for role in schemas.readers]
    for schema in sorted({schemas.shown(table.schema) for table in tables}):
        statements.append(f"create schema if not exists {quoted(schema)}")
        statements.append(f"grant usage on schema {quoted(schema)} to {readers}")
    for table in tables:
        statements += _shown(file, connection, table, schemas)
    known = {schemas.view(table) for table in tables}
    gone = [view for view in shown_views(connection, schemas) if view not in known]
    return statements + [f"drop view {view}" for view in gone]


def shown_views(connection: "psycopg.Connection", schemas: Schemas) -> list[str]:
    """The views that show rows of any snapshot of this kind."""
    found = connection.execute(_OURS, [schemas.prefix]).fetchall()
    return sorted(f"{quoted(schema)}.{quoted(name)}" for schema, name in found)


def _role(role: str) -> str:
    # asked first: who may not create roles may still use those that are there
    return (
        f"do $$ begin if not exists (select from pg_roles where rolname = {literal(role)})"
        f" then create role {role}; end if; end $$"
    )


def _shown(
    file: duckdb.DuckDBPyConnection, connection: "psycopg.Connection", table: PublicTable, schemas: Schemas
) -> Iterator[str]:
    view = schemas.view(table)
    before = {name: (kind, told) for name, kind, told in connection.execute(_COLUMNS, [view]).fetchall()}
    if table.is_view:
        rows = f"({_translated(file, table, schemas)}) as rows_shown"
        columns = {name: before.get(name, ("",))[0] for name, *_ in _described(file, table)}
    else:
        rows = schemas.rows(table)
        columns = {name: kind for name, kind, _ in connection.execute(_COLUMNS, [rows]).fetchall()}
    # a view may only gain columns, at its end
    is_kept = bool(before) and all(columns.get(name) == kind for name, (kind, _) in before.items())
    order = list(dict.fromkeys([*before, *columns])) if is_kept else list(columns)
    if before and not is_kept:
        yield f"drop view {view}"
    yield f"create or replace view {view} as select {', '.join(map(quoted, order))} from {rows}"
    if not is_kept:
        yield f"grant select on {view} to {', '.join(schemas.readers)}"
        before = {}
    yield f"comment on view {view} is {literal(table.description)}"
    for column in table.columns:
        if column.name in columns and before.get(column.name, ("", ""))[1] != column.description:
            yield f"comment on column {view}.{quoted(column.name)} is {literal(column.description)}"


def _translated(file: duckdb.DuckDBPyConnection, table: PublicTable, schemas: Schemas) -> str:
    """The query of a view of the file in PostgreSQL's SQL, over the rows of this snapshot."""
    import sqlglot
    from sqlglot import exp

    ((text,),) = file.execute(
        "select sql from duckdb_views() where schema_name = ? and view_name = ?", [table.schema, table.name]
    ).fetchall()
    query = sqlglot.parse_one(text, read="duckdb").expression
    for read in query.find_all(exp.Table):
        if read.db:
            read.replace(exp.to_table(f"{quoted(schemas.data)}.{quoted(f'{read.db}__{read.name}')}"))
    return query.sql("postgres")


def _described(file: duckdb.DuckDBPyConnection, table: PublicTable) -> list[tuple]:
    return file.execute(f"describe {table.relation}").fetchall()
