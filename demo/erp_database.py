"""The demo company's ERP as a database: SQLite as the world wrote it, or copied into a PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from demo.world.exports.erp import TABLES

POSTGRES = "HUAXIANG_DEMO_POSTGRES"
_SCHEMA = "huaxiang_demo_erp"


@contextmanager
def serve(folder: Path, variables: Callable[[str], str | None]) -> Iterator[Mapping[str, str]]:
    """By which variable the database is found."""
    path = folder / "erp" / "erp.db"
    url = variables(POSTGRES)
    yield {"DEMO_ERP_URL": _copied(path, url) if url else f"sqlite:///{path}"}


def _copied(path: Path, url: str) -> str:
    """The URL of a schema of the PostgreSQL that holds the tables anew."""
    import sqlalchemy as sa

    engine = sa.create_engine(url)
    with closing(sqlite3.connect(path)) as source, engine.begin() as target:
        target.execute(sa.text(f"drop schema if exists {_SCHEMA} cascade"))
        target.execute(sa.text(f"create schema {_SCHEMA}"))
        for table, columns in TABLES.items():
            target.execute(sa.text(f"create table {_SCHEMA}.{table} ({columns})"))
            cursor = source.execute(f"select * from {table} order by rowid")
            names = [column[0] for column in cursor.description]
            values = ", ".join(f":{name}" for name in names)
            insert = sa.text(f"insert into {_SCHEMA}.{table} values ({values})")
            while rows := cursor.fetchmany(5_000):
                target.execute(insert, [dict(zip(names, row, strict=True)) for row in rows])
    engine.dispose()
    return str(
        sa.make_url(url)
        .update_query_dict({"options": f"-csearch_path={_SCHEMA}"})
        .render_as_string(hide_password=False)
    )
