"""A home with a connection that holds what dbt would have made of some records."""

from datetime import date

import duckdb
import pandas as pd
import pytest

from orchestration.home import Home
from orchestration.identity.settle import Settled, settle
from orchestration.identity.tables import IDENTIFIERS, PERSONS
from orchestration.state import State


class Warehouse:
    """Runs of identity on one home."""

    def __init__(self, folder, model_of=None):
        self.state, self.con = State(Home(folder)), duckdb.connect()
        if model_of:
            self.state.home.matching_model.parent.mkdir(parents=True)
            self.state.home.matching_model.write_bytes(model_of.state.home.matching_model.read_bytes())
        self.con.execute("create schema identity")

    def run(self, identifiers: pd.DataFrame, persons: pd.DataFrame) -> Settled:
        for table, frame in ((IDENTIFIERS, identifiers), (PERSONS, persons)):
            self.con.register("incoming", frame)
            self.con.execute(f"create or replace table {table} as select * from incoming")
            self.con.unregister("incoming")
        return settle(self.con, self.state, date(2026, 3, 1))

    def rows(self, table: str) -> list[tuple]:
        return self.con.execute(f"select * from {table} order by all").fetchall()


@pytest.fixture(scope="session")
def new_warehouse():
    return Warehouse
