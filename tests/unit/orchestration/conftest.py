"""A source system on a desk: its folder, its YAML, its home, and what became of its files."""

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.home import Home
from orchestration.ingest.contracts import ContractTable, read_contracts
from orchestration.ingest.landed_rows import rows_of
from orchestration.ingest.manifests import Load, RawLoad, current_loads, loads, raw_loads
from orchestration.ingest.pull import Pulled, pull, standing_problems
from orchestration.ingest.sources import SourceSystem, parse_source
from orchestration.ingest.verdict import Verdict, reading_problems, verdicts
from orchestration.quoting import parquet_rows
from orchestration.settings import DBT_PROJECT_DIR

BUSINESS_TIMEZONE = "Asia/Shanghai"


@dataclass
class Desk:
    """Put files into the folder, pull, and look. `objects` and `tables` are the YAML of the source system."""

    root: Path
    contracts: dict[str, ContractTable]
    objects: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    time_zone: str | None = None
    country: str | None = None
    day_first: bool | None = None

    @property
    def folder(self) -> Path:
        return self.root / "extracts"

    @property
    def home(self) -> Home:
        return Home(self.root / "home")

    def put(self, name: str, content: str | bytes | pa.Table) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, pa.Table):
            pq.write_table(content, path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def source(self) -> SourceSystem:
        attributes = {
            "source_system": "desk",
            "description": "A shop on a desk.",
            "connection": {"kind": "files", "path": str(self.folder)},
            "objects": self.objects,
            "tables": self.tables,
            "time_zone": self.time_zone,
            "country": self.country,
            "day_first": self.day_first,
        }
        return parse_source(attributes, lambda name: None, self.contracts)

    def pull(self) -> Pulled:
        return pull(self.home, self.source(), self.contracts, BUSINESS_TIMEZONE)

    def raw_loads(self) -> list[RawLoad]:
        return raw_loads(self.home.raw, "desk")

    def loads(self, table: str | None = None) -> list[Load]:
        return [load for load in loads(self.home.landing) if table in (None, load.table)]

    def current(self, table: str | None = None) -> list[Load]:
        return current_loads(self.loads(table), [self.source()])

    def rows(self, table: str, columns: str) -> list[tuple]:
        """The current version of each record, in the order of arrival: what staging selects."""
        read = self.current(table)
        if not read:
            return []
        newest = (
            "row_number() over (partition by record_key order by load_sequence desc, _file desc, _row desc)"
        )
        return (
            duckdb.connect()
            .sql(
                f"select {columns} from {rows_of(read)} qualify {newest} = 1 and not _is_deleted"
                " order by load_sequence, _file, _row"
            )
            .fetchall()
        )

    def aside(self, table: str, kind: str, columns: str) -> list[tuple]:
        """Rows of `rejected`, `left_out` or `flagged` of the current loads."""
        files = [load.folder / f"{kind}.parquet" for load in self.current(table)]
        files = [file for file in files if file.exists()]
        return (
            duckdb.connect().sql(f"select {columns} from {parquet_rows(files)}").fetchall() if files else []
        )

    def unparsable(self) -> list[tuple[str, int, str]]:
        """File, row and reason of every record that could not be read."""
        files = sorted(self.home.raw.glob("desk/*/load_id=*/unparsable-*.parquet"))
        if not files:
            return []
        return (
            duckdb.connect()
            .sql(f"select _file, _row, reason from {parquet_rows(files)} order by all")
            .fetchall()
        )

    def verdict(self, table: str) -> Verdict:
        """What the asset check of the table says."""
        found, current = self.loads(), self.current()
        problems = standing_problems(self.home, "desk") + reading_problems(self.raw_loads(), found, current)
        return verdicts([table], found, [load for load in current if load.table == table], problems)[table]


@pytest.fixture(scope="session")
def contracts() -> dict[str, ContractTable]:
    """The project's contract tables."""
    return read_contracts(DBT_PROJECT_DIR)


@pytest.fixture(scope="session")
def unchecked(contracts) -> dict[str, ContractTable]:
    """The contract tables without checks on arrival, for tests that need no Great Expectations."""
    return {
        name: replace(table, columns=tuple(replace(column, expectations=()) for column in table.columns))
        for name, table in contracts.items()
    }


def _desk(root: Path, contracts: dict[str, ContractTable]) -> Desk:
    desk = Desk(root, contracts)
    desk.folder.mkdir()
    desk.objects = {"orders": {"files": "orders*", "full_snapshot": True}}
    desk.tables = {
        "shop.orders": {
            "from": "orders",
            "columns": {
                "order_id": "id",
                "customer_id": "customer",
                "email": "email",
                "ordered_at": "ordered_at",
                "currency_code": "currency",
            },
        }
    }
    return desk


@pytest.fixture
def desk(tmp_path, unchecked) -> Desk:
    """A shop whose orders*.… are full snapshots of shop.orders; without Great Expectations."""
    return _desk(tmp_path, unchecked)


@pytest.fixture
def checked_desk(tmp_path, contracts) -> Desk:
    """The same with the checks on arrival."""
    return _desk(tmp_path, contracts)


@pytest.fixture
def new_desk(tmp_path_factory, unchecked):
    """Makes desks, for tests that need several."""
    return lambda: _desk(tmp_path_factory.mktemp("desk"), unchecked)


@pytest.fixture
def project_dir(tmp_path):
    """A dbt project that holds a small company's definitions."""
    definitions = Path(__file__).parent / "compose_definitions"
    shutil.copytree(definitions, tmp_path / "dbt_project" / "definitions")
    return tmp_path / "dbt_project"
