"""A source system that is asked, its home, and what became of its rows."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.home import Home
from orchestration.ingest.landed_rows import rows_of
from orchestration.ingest.manifests import RawLoad, current_loads, loads, raw_loads
from orchestration.ingest.pull import Pulled, pull
from orchestration.ingest.sources import SourceSystem, parse_source
from orchestration.quoting import parquet_rows


@dataclass
class Asking:
    """Ask the system that `connection` and `objects` describe; its customers land in shop.customers."""

    root: Path
    contracts: dict
    connection: dict[str, Any] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    time_zone: str | None = None

    @property
    def home(self) -> Home:
        return Home(self.root / "home")

    def source(self) -> SourceSystem:
        attributes = {
            "source_system": "crm",
            "description": "A system that is asked.",
            "connection": self.connection,
            "objects": self.objects,
            "tables": self.tables,
            "time_zone": self.time_zone,
        }
        return parse_source(attributes, self.variables.get, self.contracts)

    def pull(self, *, ask: bool = True) -> Pulled:
        return pull(self.home, self.source(), self.contracts, "Asia/Shanghai", ask=ask)

    def raw_loads(self, name: str | None = None) -> list[RawLoad]:
        return [load for load in raw_loads(self.home.raw, "crm") if name in (None, load.raw_object)]

    def fetched(self, name: str, columns: str = "*") -> list[tuple]:
        """All raw rows of an object, load by load."""
        parts = [path for load in self.raw_loads(name) for path in sorted(load.folder.glob("part-*.parquet"))]
        with duckdb.connect() as con:
            con.execute("set TimeZone = 'UTC'")
            return con.execute(f"select {columns} from {parquet_rows(parts)}").fetchall() if parts else []

    def landed(self, columns: str, table: str = "shop.customers") -> list[tuple]:
        """The newest version of every landed row."""
        current = [
            load for load in current_loads(loads(self.home.landing), [self.source()]) if load.table == table
        ]
        newest = "row_number() over (partition by record_key order by load_sequence desc, _row desc) = 1"
        newest += " and not _is_deleted"
        with duckdb.connect() as con:
            return con.execute(
                f"select {columns} from {rows_of(current)} qualify {newest} order by record_key"
            ).fetchall()


@pytest.fixture
def asking(tmp_path, unchecked) -> Asking:
    """Rows of an object `customers` with id, name and updated_at, not yet connected to anything."""
    tables = {
        "shop.customers": {
            "from": "customers",
            "columns": {"customer_id": "id", "full_name": "name", "updated_at": "updated_at"},
        }
    }
    return Asking(tmp_path, unchecked, tables=tables)
