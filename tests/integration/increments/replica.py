"""The dbt project in memory: its compiled SQL over rows that a test makes up, from contract rows to RFM."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from typing import Any

import duckdb

from orchestration.home import Home

PHASES = ("sources_to_identifiers", "identity_to_rfm")
_STITCHED = "identity.int_identity__records_stitched"


def compiled_models(home: Home, dbt: Callable[..., Any]) -> dict[str, Any]:
    """The compiled models of both phases by name, in the order in which they are built.

    They were built once, empty, so that each finds what it made before.
    """
    found = {}
    for phase in PHASES:
        ran = dbt(home, "compile", "--selector", phase)
        assert ran.success, ran.exception
        found |= {
            result.node.unique_id: result.node
            for result in ran.result
            if result.node.resource_type == "model"
        }
    after = {name: [one for one in node.depends_on.nodes if one in found] for name, node in found.items()}
    return {found[name].name: found[name] for name in TopologicalSorter(after).static_order()}


class Replica:
    """An in-memory warehouse with the tables of an empty home."""

    def __init__(self, home: Home, models: dict[str, Any]) -> None:
        """Copy what Python hands to dbt, empty, and remember the SQL of every model."""
        self.con = duckdb.connect(config={"threads": 1})
        self.con.execute("set TimeZone = 'UTC'")
        self.con.execute(f"attach '{home.warehouse}' as handed (read_only)")
        self.con.execute("attach ':memory:' as warehouse")
        listed = self.con.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'handed' union all"
            " select schema_name, view_name from duckdb_views() where database_name = 'handed'"
            " and not internal"
        ).fetchall()
        self.models = {name: (node.relation_name, node.compiled_code) for name, node in models.items()}
        self.views = {name for name, node in models.items() if node.config.materialized == "view"}
        self.con.execute("use handed")
        for schema in {schema for schema, _ in listed}:
            self.con.execute(f"create schema if not exists warehouse.{schema}")
        self.own = [name for name, (relation, sql) in self.models.items() if relation in sql]
        self.resting_on_own = self._resting_on(self.own)
        made = {relation.replace('"', "").removeprefix("warehouse.") for relation, _ in self.models.values()}
        self.handed = [f"{schema}.{table}" for schema, table in listed if f"{schema}.{table}" not in made]
        for table in self.handed:
            kept = "" if table == "ingest.known_regions" else " limit 0"
            self.con.execute(f"create table warehouse.{table} as select * from handed.{table}{kept}")
        for name in self.own:
            relation = self.models[name][0].removeprefix('"warehouse".')
            self.con.execute(f"create table warehouse.{relation} as select * from handed.{relation} limit 0")
        self.con.execute("use warehouse")
        self.con.execute("detach handed")

    def empty(self) -> None:
        """No row anywhere."""
        for table in self.handed:
            if table != "ingest.known_regions":
                self.con.execute(f"delete from {table}")
        self.forget()

    def forget(self) -> None:
        """Nothing is left of what increments go on from."""
        for name in self.own:
            self.con.execute(f"delete from {self.models[name][0]}")

    @contextmanager
    def computed_whole(self, edited: Callable[[str], str]) -> Iterator[None]:
        """Within it every table is what a full refresh makes; after it increments go on as before."""
        for name in self.own:
            relation, _ = self.models[name]
            self.con.execute(f"create or replace temp table kept_{name} as from {relation}")
        self.forget()
        # the others go on from nothing: they are made whole every time
        self.refresh(edited, self.resting_on_own)
        yield
        for name in self.own:
            relation, _ = self.models[name]
            self.con.execute(f"create or replace table {relation} as from kept_{name}")

    def refresh(self, edited: Callable[[str], str], only: Collection[str] = ()) -> None:
        """Both phases over what is handed over, or some models; `edited` changes the SQL of a model."""
        for name, (relation, sql) in self.models.items():
            if only and name not in only:
                continue
            if name == "dim_identities":
                self._stitch()
            kind = "view" if name in self.views else "table"
            self.con.execute(f"create or replace {kind} {relation} as {edited(sql)}")

    def tables(self) -> dict[str, list[tuple]]:
        """Every public table that rests on increments, sorted."""
        public = [name for name in self.resting_on_own if name.startswith(("dim_", "fct_"))]
        return {
            name: self.con.execute(f"from {self.models[name][0]} order by all").fetchall() for name in public
        }

    def _resting_on(self, names: list[str]) -> list[str]:
        """These models and all that read them, themselves or through others."""
        found: list[str] = []
        for name, (_, sql) in self.models.items():
            read = {self.models[one][0] for one in [*names, *found]}
            if name in names or any(relation in sql for relation in read):
                found.append(name)
        return found

    def _stitch(self) -> None:
        """Customers at random: which record is whose depends on `identity_seed`, for every fourth record."""
        self.con.execute(f"delete from {_STITCHED}")
        self.con.execute(
            f"insert into {_STITCHED} by name select distinct source_system, contract_table, record_key,"
            " 'c' || hash(record_key, case when hash(source_system || record_key) % 4 = 0"
            " then getvariable('identity_seed') end) % 7 as customer_id"
            " from identity.int_identity__identifiers_collected"
        )
