"""The published snapshot in PostgreSQL, for readers who share a server: loaded aside, shown in one step.

Readers query views named as in the file, such as `marts.mart_customer_profiles`. The rows lie in a schema per
snapshot; one transaction re-points all views. A reader's transaction keeps the views it has read as they are
until it ends, so nobody sees two snapshots mixed.
"""

import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.publish.masking import PublicTable
from orchestration.publish.serving_views import (
    Schemas,
    remove_unread,
    served_name,
    shown_views,
    view_statements,
)
from orchestration.publish.snapshot import SNAPSHOTS
from orchestration.quoting import quoted

if TYPE_CHECKING:
    import psycopg

# how long a try may wait for readers: below deadlock_timeout (1 s), so that no reader has to give way
_TRY_SECONDS = 0.8
_PAUSE_SECONDS = 0.5
# the same for all publishers: one at a time
_LOCK = 0x48755869
_ROWS_AT_ONCE = 50_000


def serve(
    snapshot: Path, dsn: str, tables: Sequence[PublicTable], *, masked: bool = True, patience: float = 120.0
) -> None:
    """Show a published file in the database that a libpq connection string names.

    `tables` are those of the file; unmasked, their schemas end in `_full`. `patience`: for how many seconds
    the views may wait for readers that keep a transaction open. What nobody reads any more is removed, by
    this call or the next. Raises HuaxiangError where the database cannot be used or readers held on for too
    long; it shows the old snapshot then.
    """
    published = [SNAPSHOTS, *tables]
    with ExitStack() as stack, _plainly():
        file = stack.enter_context(duckdb.connect(str(snapshot), read_only=True))
        connection, rows = (stack.enter_context(closing(opened)) for opened in _opened(dsn))
        ((snapshot_id,),) = file.execute(f"select snapshot_id from {SNAPSHOTS.full_name}").fetchall()
        schemas = Schemas(re.sub(r"\W", "_", snapshot_id.lower()), masked)
        with _alone(connection):
            # what a killed call left, and what was still read then
            remove_unread(connection, schemas)
            connection.execute(f"drop schema if exists {quoted(schemas.data)} cascade")
            connection.execute(f"create schema {quoted(schemas.data)}")
            for table in published:
                if not table.is_view:
                    _load(file, rows, table, schemas)
            rows.commit()
            connection.execute(";".join(_finishing(published, schemas, masked)))
            statements = partial(view_statements, file, connection, published, schemas)
            _show(connection, schemas, statements, patience)
            remove_unread(connection, schemas)


def _opened(dsn: str) -> tuple["psycopg.Connection", Any]:
    import adbc_driver_postgresql.dbapi
    import psycopg

    return psycopg.connect(dsn, autocommit=True), adbc_driver_postgresql.dbapi.connect(dsn)


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn what the database complains of into an error without the connection string."""
    import adbc_driver_manager
    import psycopg

    try:
        yield
    except (psycopg.Error, adbc_driver_manager.Error) as error:
        told = getattr(error, "diag", None)
        told = [told.message_primary, told.message_detail] if told else []
        what = " ".join(filter(None, told)) or str(error).splitlines()[0]
        raise HuaxiangError(
            f"PostgreSQL does not show this snapshot: {what} It keeps the one it"
            " showed. Mend what it says, or check HUAXIANG_SERVING_DSN, and run again."
        ) from None


@contextmanager
def _alone(connection: "psycopg.Connection") -> Iterator[None]:
    if not connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchone()[0]:
        raise HuaxiangError(
            "Another process publishes into this PostgreSQL database. Run again when it is done."
        )
    # closing the connection gives it back as well
    yield
    connection.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _load(file: duckdb.DuckDBPyConnection, rows: Any, table: PublicTable, schemas: Schemas) -> None:
    ((expected,),) = file.execute(f"select count(*) from {table.relation}").fetchall()
    reader = file.sql(f"from {table.relation}").to_arrow_reader(_ROWS_AT_ONCE)
    with rows.cursor() as cursor:
        loaded = cursor.adbc_ingest(served_name(table), reader, mode="create", db_schema_name=schemas.data)
    if loaded != expected:
        raise HuaxiangError(
            f"PostgreSQL took {loaded:,} rows of {table.full_name}, and the snapshot has {expected:,}."
            " It keeps the snapshot it showed. Look into the log of the database and run again."
        )


def _finishing(tables: Sequence[PublicTable], schemas: Schemas, masked: bool) -> Iterator[str]:
    """Keys, an index where a customer's rows are looked up, statistics for the planner."""
    for table in tables:
        if table.is_view:
            continue
        relation = schemas.rows(table)
        key = table.shown_key(masked)
        if key:
            yield f"alter table {relation} add primary key ({', '.join(map(quoted, key))})"
        if key[:1] != ("customer_id",) and any(column.name == "customer_id" for column in table.columns):
            yield f"create index on {relation} (customer_id)"
        yield f"analyze {relation}"


def _show(
    connection: "psycopg.Connection", schemas: Schemas, statements: Callable[[], list[str]], patience: float
) -> None:
    """Re-point all views in one transaction; where a reader keeps one, let go of all and try again."""
    from psycopg import errors

    give_up_at = time.monotonic() + patience
    # what was waited for in vain comes first the next time: readers take views in an order of their own
    order = shown_views(connection, schemas)
    while True:
        view = ""
        try:
            until = time.monotonic() + _TRY_SECONDS
            with connection.transaction():
                for view in order:
                    left = max(int((until - time.monotonic()) * 1000), 1)
                    connection.execute(
                        f"set local lock_timeout = {left}; lock table {view} in access exclusive mode"
                    )
                connection.execute(";".join(statements()))
            return
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            if time.monotonic() > give_up_at:
                raise HuaxiangError(
                    f"PostgreSQL still shows the old snapshot: for {patience:g} seconds readers kept"
                    f" transactions open on {view}. Find them in pg_stat_activity, end them, and run again."
                ) from None
            order = [view, *(other for other in order if other != view)]
            time.sleep(random.uniform(_PAUSE_SECONDS / 2, _PAUSE_SECONDS))  # noqa: S311
