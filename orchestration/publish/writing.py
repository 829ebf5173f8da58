"""One public table at a time into the snapshot: its rows masked, or its definition where it is a view."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.publish.masking import PublicTable, masked_expression, masked_type
from orchestration.quoting import literal, quoted

# the name under which the file being written is attached
PART = "snapshot_part"


def shown_columns(table: PublicTable, masked: bool) -> dict[str, tuple[str, str]]:
    """Map each column the snapshot shows to its SQL and its type."""
    if not masked:
        return {column.name: (quoted(column.name), column.data_type) for column in table.columns}
    expressions = {column: masked_expression(column, table) for column in table.columns}
    return {
        column.name: (expression, masked_type(column, table))
        for column, expression in expressions.items()
        if expression is not None
    }


def write_table(connection: duckdb.DuckDBPyConnection, source: str, table: PublicTable, masked: bool) -> None:
    """Put a table of the database attached as `source` into the file; HuaxiangError where it cannot be."""
    shown = shown_columns(table, masked)
    if not shown:
        raise HuaxiangError(
            f"Table {table.full_name} would be published without a column: none is described, or all are "
            "absent by their pii and band. Describe a column that may be shown, or leave the table out."
        )
    with errors_naming(table):
        connection.execute(f"create schema if not exists {PART}.{quoted(table.schema)}")
        if table.is_view:
            _copy_view(connection, source, table)
        else:
            _copy_rows(connection, source, table, masked)
    write_comments(connection, table, shown)


def _copy_rows(connection: duckdb.DuckDBPyConnection, source: str, table: PublicTable, masked: bool) -> None:
    shown = shown_columns(table, masked)
    columns = ", ".join(f"{expression} as {quoted(name)}" for name, (expression, _) in shown.items())
    query = f"select {columns} from {quoted(source)}.{table.relation}"
    whole = shown_columns(table, masked=False)
    if any(whole[name] != told for name, told in shown.items()):
        # sorted by what is shown, where something is shown in part: no order tells what was masked
        query += f" order by {', '.join(map(quoted, table.shown_key(masked))) or 'all'}"
    connection.execute(f"create table {PART}.{table.relation} as {query}")


def _copy_view(connection: duckdb.DuckDBPyConnection, source: str, table: PublicTable) -> None:
    """Define the view anew over the tables of the snapshot, so that it shows what they show."""
    where = "database_name = ? and schema_name = ? and view_name = ?"
    found = connection.execute(
        f"select sql from duckdb_views() where {where}", [source, table.schema, table.name]
    ).fetchone()
    if found is None:
        raise HuaxiangError(
            f"Table {table.full_name} is described as a view, and the warehouse has none of this name. "
            "Run `huaxiang run --full` to build it anew."
        )
    # DuckDB keeps the text without the name of its database, so it means the one in use
    connection.execute(f"use {PART}; {found[0]}; use memory")


def write_comments(connection: duckdb.DuckDBPyConnection, table: PublicTable, shown: Mapping) -> None:
    """Describe a table of the file and those of its columns that are `shown`."""
    relation = f"{PART}.{table.relation}"
    comments = [
        f"comment on column {relation}.{quoted(column.name)} is {literal(column.description)}"
        for column in table.columns
        if column.description and column.name in shown
    ]
    if table.description:
        kind = "view" if table.is_view else "table"
        comments.append(f"comment on {kind} {relation} is {literal(table.description)}")
    # at once: each would be a transaction of its own
    connection.execute(";\n".join(["begin", *comments, "commit"]))


@contextmanager
def errors_naming(table: PublicTable) -> Iterator[None]:
    """Turn DuckDB's complaint about a description into one that names the table and shows no value."""
    subject = f"Table {table.full_name} cannot be published as described: "
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:
        raise HuaxiangError(
            f"{subject}{error} Make its columns, types and `unless` conditions agree with the warehouse."
        ) from error
    except (duckdb.DataError, duckdb.ProgrammingError) as error:
        # these quote the value they stumble on
        raise HuaxiangError(
            f"{subject}{type(error).__name__} while its rows were masked. "
            "Let its `unless` conditions and bands compute without casts that can fail."
        ) from None
