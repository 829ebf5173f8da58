"""Databases, by SQLAlchemy: read in one transaction, in batches, with bounded memory."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.columns import column
from orchestration.ingest.connections.polled import (
    Answer,
    CursorValue,
    PolledObject,
    parse_cursor,
    parse_poll_minutes,
)
from orchestration.ingest.connections.secrets import Secret, Variables, expand, hidden
from orchestration.ingest.parts import raw_name
from orchestration.ingest.yaml_entries import entries, name_of, named
from orchestration.quoting import parquet_rows

if TYPE_CHECKING:
    import sqlalchemy as sa

_BATCH_ROWS = 10_000
# of what a database may offer, the level under which all statements of a transaction see the same rows
_SNAPSHOT_LEVELS = ("REPEATABLE READ", "SNAPSHOT", "SERIALIZABLE")
_PASSWORD = re.compile(r"//[^/@:]*:([^@$][^@]*)@")
# a password in an URL, and a driver's message, may be longer than anyone wants to read
_LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class SqlConnection:
    """A database by its URL."""

    url: Secret
    poll_minutes: int

    @contextmanager
    def opened(self, pending: Path) -> Iterator["SqlSession"]:
        """A transaction in which every object is read; HuaxiangError when the database cannot be reached."""
        import sqlalchemy as sa

        try:
            engine = sa.create_engine(self.url.value, poolclass=sa.pool.NullPool)
        except (sa.exc.ArgumentError, ModuleNotFoundError, ValueError) as error:
            raise HuaxiangError(
                f"the `url` of the connection is no SQLAlchemy URL that can be used here"
                f" ({type(error).__name__}). Write for example postgresql+psycopg://user:password@host/database."
            ) from None
        secrets = (self.url.value, engine.url.password or "")
        try:
            with engine.connect() as connection:
                yield SqlSession(_prepared(connection), secrets)
        except sa.exc.SQLAlchemyError as error:
            raise HuaxiangError(f"the database cannot be reached: {_said(error, secrets)}") from None
        finally:
            engine.dispose()


@dataclass
class SqlSession:
    """One transaction on a database."""

    connection: "sa.Connection"
    secrets: Sequence[str] = field(repr=False)

    def fetch(
        self,
        con: duckdb.DuckDBPyConnection,
        polled: PolledObject,
        since: CursorValue | None,
        folder: Path,
    ) -> Answer:
        """The rows of a table or query since a cursor value; HuaxiangError when the database refuses."""
        import sqlalchemy as sa

        question, values = self._question(polled, since)
        streamed = {"stream_results": True, "max_row_buffer": _BATCH_ROWS}
        try:
            # what fails must not end the transaction that the next object is read in
            with (
                self.connection.begin_nested(),
                self.connection.execute(question, values, execution_options=streamed) as result,
            ):
                names = _names(list(result.keys()))
                files = list(_written(result.partitions(_BATCH_ROWS), names, folder))
        except sa.exc.SQLAlchemyError as error:
            raise HuaxiangError(f"the database does not answer: {_said(error, self.secrets)}") from None
        return Answer(parquet_rows(files), is_whole=since is None)

    def close(self) -> None:
        """Nothing is left to do."""

    def _question(self, polled: PolledObject, since: CursorValue | None) -> tuple["sa.TextClause", dict]:
        import sqlalchemy as sa

        quote = self.connection.dialect.identifier_preparer.quote_identifier
        if "table" in polled.ask:
            rows = ".".join(quote(part) for part in polled.ask["table"].split("."))
        else:
            # a colon in somebody's SQL is no placeholder of ours
            query = polled.ask["query"].rstrip().rstrip(";").replace(":", r"\:")
            rows = f"({query}\n) rows_of_query"
        if since is None:
            return sa.text(f"select * from {rows}"), {}
        cursor = quote(polled.cursor.column)
        # a row without a cursor value may have changed, too
        return sa.text(f"select * from {rows} where {cursor} >= :since or {cursor} is null"), {"since": since}


def parse_sql(connection: Mapping[str, Any], variables: Variables, place: str) -> SqlConnection:
    """The connection that its YAML describes; HuaxiangError names what is missing or unknown."""
    entries(connection, place, ["kind", "url"], ["poll_minutes"])
    url = str(connection["url"])
    if _PASSWORD.search(url):
        raise HuaxiangError(
            f"{place}: url: a password comes from the environment; write `url: ${{MY_DATABASE_URL}}`."
        )
    minutes = parse_poll_minutes(connection, place)
    return SqlConnection(Secret(expand(url, variables, f"{place}: url")), minutes)


def parse_sql_object(name: str, entry: Any, where: str) -> PolledObject:
    """What one entry under `objects:` of a database says; HuaxiangError names what is missing or unknown."""
    entries(entry, where, [], ["table", "query", "cursor", "look_back", "full_snapshot"])
    ask = {key: entry[key] for key in ("table", "query") if key in entry}
    if len(ask) != 1 or not all(isinstance(value, str) and value.strip() for value in ask.values()):
        raise HuaxiangError(f"{where}: say either `table: schema.table` or `query: select …`.")
    return PolledObject(name_of(name, where), ask, parse_cursor(entry, where))


def parse_sql_objects(value: Any, place: str) -> dict[str, PolledObject]:
    """All objects of a database."""
    return {key: parse_sql_object(key, entry, f"{place}.{key}") for key, entry in named(value, place).items()}


def _prepared(connection: "sa.Connection") -> "sa.Connection":
    """The connection at the level where all statements see the same rows, and with values as they are."""
    dialect = connection.dialect
    if dialect.name == "sqlite":
        # its driver begins no transaction for a query
        connection.connection.driver_connection.isolation_level = None
        connection.exec_driver_sql("pragma query_only = on")
        connection.exec_driver_sql("begin")
        return connection
    try:
        offered = dialect.get_isolation_level_values(connection.connection.dbapi_connection)
    except NotImplementedError:
        offered = ()
    level = next((level for level in _SNAPSHOT_LEVELS if level in offered), None)
    options = {"isolation_level": level} if level else {}
    if dialect.name == "postgresql":
        options["postgresql_readonly"] = True
    connection = connection.execution_options(**options)
    if dialect.driver == "psycopg":
        from orchestration.ingest.connections.postgres_values import as_they_are

        as_they_are(connection.connection.driver_connection)
    return connection


def _names(names: list[str]) -> list[str]:
    """The names of the columns in raw; HuaxiangError when they are not unique."""
    kept = [raw_name(name) for name in names]
    lowered = [name.lower() for name in kept]
    repeated = next((name for name in kept if lowered.count(name.lower()) > 1), None)
    if repeated:
        raise HuaxiangError(f"column '{repeated}' stands twice in the answer. Name the columns with `as`.")
    return kept


def _written(batches: Iterator[Sequence[Any]], names: list[str], folder: Path) -> Iterator[Path]:
    """One file per batch, each with its own types; at least one, so that the columns are known."""
    first = 1
    for number in count():
        rows = next(batches, None)
        if rows is None and number:
            return
        columns = zip(*rows, strict=True) if rows else ([] for _ in names)
        numbers = pa.array(range(first, first + len(rows or ())), pa.int64())
        table = pa.table([numbers, *map(column, columns)], names=["_row", *names])
        path = folder / f"batch-{number:05d}.parquet"
        pq.write_table(table, path)
        first += table.num_rows
        yield path


def _said(error: "sa.exc.SQLAlchemyError", secrets: Sequence[str]) -> str:
    """What the database says of itself, on one line; never the statement's values or a secret."""
    cause = getattr(error, "orig", None) or error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    # further lines of PostgreSQL (DETAIL, CONTEXT) quote rows
    told = hidden(lines[0] if lines else "", secrets)[:_LONGEST_MESSAGE]
    return f"{type(cause).__name__}: {told}" if told else type(cause).__name__
