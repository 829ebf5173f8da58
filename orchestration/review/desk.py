"""What waits for a person: the bad values of a home, read from landing and state without the warehouse."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.ingest.contracts import Column, ContractTable, read_contracts
from orchestration.ingest.landed_rows import rows_of
from orchestration.ingest.manifests import Load, RawLoad, loads, raw_loads
from orchestration.ingest.mapping import raw_rows
from orchestration.ingest.problems import masked
from orchestration.ingest.quarantine import create_quarantine
from orchestration.ingest.sources import SourceSystem, read_source
from orchestration.settings import DBT_PROJECT_DIR, Settings
from orchestration.state import State

OPEN = "open"


@dataclass(frozen=True)
class Item:
    """One bad value, and what was decided about it."""

    quarantine_id: str
    source_system: str
    contract_table: str
    record_key: str | None
    column_name: str | None
    fate: str
    reason: str
    original_value: str | None
    original_row: str | None
    file_name: str
    row_number: int
    row_count: int
    load_id: str
    first_seen_at: datetime
    owner: str
    status: str
    corrected_value: str | None
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None


@dataclass(frozen=True)
class Desk:
    """One home's bad values."""

    home: Home
    sources: list[SourceSystem]
    contracts: dict[str, ContractTable]

    @classmethod
    def of(cls, settings: Settings) -> "Desk":
        """The desk of a home; HuaxiangError when nothing was ever loaded into it."""
        home = Home(settings.home)
        if home.stored_sources() is None:
            raise HuaxiangError(f"{home.root} is no home yet. Run `huaxiang run` first, or give --home.")
        contracts = read_contracts(DBT_PROJECT_DIR)
        return cls(
            home, [read_source(name, settings.variable, contracts) for name in settings.sources], contracts
        )

    @property
    def state(self) -> State:
        """Where decisions are kept."""
        return State(self.home)

    def items(self, **wanted: str | None) -> list[Item]:
        """The bad values with these properties, newest first, open ones before decided ones."""
        try:
            return self._items(wanted)
        except duckdb.IOException:
            # a refresh may have packed files between the listing and the reading
            return self._items(wanted)

    def _items(self, wanted: dict[str, str | None]) -> list[Item]:
        given = {name: value for name, value in wanted.items() if value is not None}
        conditions = " and ".join(["true", *(f"{name} = ?" for name in given)])
        names = [field.name for field in fields(Item)]
        with _connection() as con:
            create_quarantine(con, "quarantined_rows", self.home, self.sources, self.contracts)
            rows = con.execute(
                f"select {', '.join(names)} from quarantined_rows where {conditions}"
                " order by status <> 'open', first_seen_at desc, contract_table, file_name, row_number,"
                " quarantine_id",
                list(given.values()),
            ).fetchall()
        return [Item(*row) for row in rows]

    def column(self, item: Item) -> Column | None:
        """The contract column of a bad value; None where it is not one column."""
        table = self.contracts.get(item.contract_table)
        return table.column(item.column_name) if table and item.column_name else None

    def shown(self, item: Item, value: str | None, *, reveal: bool) -> str:
        """A value of the item's column as a screen may show it: masked where it is personal."""
        column = self.column(item)
        if value is None:
            return ""
        return value if reveal or (column and not column.is_personal) else masked(value)

    def row(self, item: Item) -> dict[str, Any]:
        """The contract row of a bad value as it came, by column; of an unreadable record nothing."""
        if item.fate == "rejected":
            return json.loads(item.original_row or "{}")
        if item.fate != "flagged":
            return {}
        (load,) = (load for load in loads(self.home.landing) if load.load_id == item.load_id)
        names = [column.name for column in self.contracts[item.contract_table].columns]
        with _connection() as con:
            found = con.execute(f"select * from {rows_of([load])} where record_key = ?", [item.record_key])
            row = dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))
        return {name: row[name] for name in names if name in row}

    def raw_row(self, item: Item) -> dict[str, Any]:
        """The record as the source wrote it, all columns."""
        if item.fate == "unparsable":
            return {"record": item.original_row}
        raw = self._raw_load(item)
        with _connection() as con:
            found = con.execute(
                f"select * from {raw_rows(raw, set())} where _file = ? and _row = ?",
                [item.file_name, item.row_number],
            )
            row = dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))
        return {name: value for name, value in row.items() if name not in ("_file", "_row")}

    def _raw_load(self, item: Item) -> RawLoad:
        load: Load
        (load,) = (load for load in loads(self.home.landing) if load.load_id == item.load_id)
        known = raw_loads(self.home.raw, item.source_system)
        return next(raw for raw in known if raw.load_id == load.raw_load_id)

    def history(self, item: Item) -> list[tuple[datetime, str, str, str, str | None]]:
        """Every decision about a bad value, oldest first: when, who, what, why, the value given."""
        with _connection() as con:
            return con.execute(
                f"select decided_at, decided_by, decision, why, value from {self.state.every_decision()}"
                " where quarantine_id = ? order by decided_at, decision_id",
                [item.quarantine_id],
            ).fetchall()


def find(items: list[Item], name: str) -> Item:
    """The item whose id begins so; HuaxiangError when there is none, or several."""
    found = (
        [item for item in items if item.quarantine_id.startswith(name.strip().lower())]
        if name.strip()
        else []
    )
    if len(found) == 1:
        return found[0]
    problem = (
        "begins the ids of several bad values; write more of it" if found else "is no bad value that stands"
    )
    raise HuaxiangError(f"'{name}' {problem}. `huaxiang review list` shows them.")


@contextmanager
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        yield con
