"""The newest snapshot as the warehouse the models read, in memory: their own SQL over published tables.

A preview and a backfill evaluate a rule by the models that evaluate it in a refresh; nothing is written.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from orchestration.dbt import compiled_together, ensure_manifest, project_vars
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.publish.masking import PublicTable, masked_expression
from orchestration.publish.public_tables import public_tables
from orchestration.publish.snapshot import published_snapshot
from orchestration.quoting import literal, quoted
from orchestration.state import State
from orchestration.state_types import HISTORY

# dbt calls the warehouse by the name of its file
_WAREHOUSE = "warehouse"
# what a bench is given beside published tables, or gets from who works on it
_STATE = {*HISTORY, "tag_decisions", "tag_backfills", "run_context", "training_cut_offs"}


@dataclass(frozen=True)
class Bench:
    """A connection on which every public table and every model made with `make` stands by its own name."""

    con: duckdb.DuckDBPyConnection
    as_of: datetime
    as_of_on: date
    snapshot_id: str
    published: frozenset[str]

    def make(
        self, names: Iterable[str], variables: Mapping[str, Any] | None = None, stored: Iterable[str] = ()
    ) -> None:
        """Put these models on the bench, with all they read that is not there, by the SQL dbt compiles.

        `stored` are models that are there already in place of the published ones. HuaxiangError names what
        the snapshot does not hold.
        """
        order = self._unpublished(list(names), set(stored))
        if not order:
            return
        sql = compiled_together(order, variables)
        for name in order:
            node = _model(name)
            self.con.execute(f"create schema if not exists {node['schema']}")
            self.con.execute(f"create or replace view {node['schema']}.{name} as {sql[name]}")

    def make_analysis(self, name: str, view: str, variables: Mapping[str, Any] | None = None) -> None:
        """Put an analysis on the bench as a view, with the models it reads."""
        self.make(self._unpublished([name], set())[:-1], variables)
        self.con.execute(f"create or replace view {view} as {compiled_together([name], variables)[name]}")

    def rows(self, sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Answer a query; HuaxiangError where it reads what the snapshot does not show."""
        try:
            return self.con.execute(sql, parameters or []).fetchall()
        except duckdb.InvalidInputException as error:
            raise HuaxiangError(str(error).removeprefix("Invalid Input Error: ")) from None

    def look_from(self, as_of: datetime, as_of_on: date) -> None:
        """From now on models see the facts before `as_of`, on the day `as_of_on`."""
        self.con.execute("create schema if not exists ingest")
        self.con.execute(
            "create or replace table ingest.run_context as select cast(? as timestamp) as as_of, cast(? as"
            " date) as as_of_on, cast(null as timestamp) as profiled_at, cast(? as varchar) as snapshot_id",
            [as_of, as_of_on, self.snapshot_id],
        )

    def _unpublished(self, names: list[str], stored: set[str]) -> list[str]:
        """These models and what they rest on that is not published, each after what it reads."""
        nodes, order = ensure_manifest()["nodes"], []

        def visit(name: str) -> None:
            for unique_id in _model(name)["depends_on"]["nodes"]:
                read = unique_id.rsplit(".", 1)[-1]
                if unique_id.startswith("source."):
                    _refuse_unknown(unique_id)
                elif nodes[unique_id]["name"] not in self.published | stored | set(order):
                    visit(read)
            order.append(name)

        for name in names:
            if name not in order:
                visit(name)
        return order


@contextmanager
def bench(home: Home) -> Iterator[Bench]:
    """A bench on the newest snapshot; HuaxiangError where nothing is published yet."""
    path = published_snapshot(home)
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"attach {literal(str(path))} as snapshot (read_only)")
        con.execute(f"attach ':memory:' as {_WAREHOUSE}; use {_WAREHOUSE}; create schema ingest")
        ((as_of, as_of_on, snapshot_id),) = con.execute(
            "select as_of, as_of_on, snapshot_id from snapshot.publish.dim_snapshots"
        ).fetchall()
        tables = public_tables(ensure_manifest(), project_vars()["features"]["columns"])
        _show_published(con, tables)
        state = State(home)
        for table in HISTORY:
            con.execute(f"create view ingest.{table} as select * from {state.history_relation(table)}")
        con.execute(f"create view ingest.tag_decisions as from {state.tag_decisions()}")
        con.execute(f"create view ingest.tag_backfills as from {state.tag_backfills()}")
        made = Bench(con, as_of, as_of_on, snapshot_id, frozenset(table.name for table in tables))
        made.look_from(as_of, as_of_on)
        yield made


def _show_published(con: duckdb.DuckDBPyConnection, tables: list[PublicTable]) -> None:
    """A view per public table; reading a column that the snapshot masks or lacks is an error that says so."""
    found: dict[tuple[str, str], set[str]] = {}
    for schema, table, column in con.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'snapshot'"
    ).fetchall():
        found.setdefault((schema, table), set()).add(column)
    for table in tables:
        held = found.get((table.schema, table.name), set())
        columns = []
        for column in table.columns:
            is_whole = masked_expression(column, table) == quoted(column.name)
            if column.name in held and is_whole:
                columns.append(quoted(column.name))
                continue
            why = "the snapshot does not show it" if column.name in held or not is_whole else "it is new"
            told = f"This rests on {table.name}.{column.name}; {why}. Run `huaxiang run` to see the effect."
            columns.append(f"cast(error({literal(told)}) as {column.data_type}) as {quoted(column.name)}")
        source = f"snapshot.{table.relation}" if held else "(select 1)"
        con.execute(f"create schema if not exists {quoted(table.schema)}")
        con.execute(f"create view {table.relation} as select {', '.join(columns)} from {source}")


def _model(name: str) -> dict[str, Any]:
    for node in ensure_manifest()["nodes"].values():
        if node["name"] == name and node["resource_type"] in ("model", "analysis"):
            return node
    raise HuaxiangError(f"There is no model {name}.")


def _refuse_unknown(unique_id: str) -> None:
    schema, table = unique_id.split(".")[-2:]
    if schema != "ingest" or table not in _STATE:
        raise HuaxiangError(f"This rests on {schema}.{table}, which is not in the snapshot.")
