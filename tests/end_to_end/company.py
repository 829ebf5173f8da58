"""A made-up company with two systems, small enough to know every row: what they export, and its home."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.home import Home

HUAXIANG = ("-m", "orchestration.cli")
FIRST_DAY, NEXT_DAY = "2024-03-11", "2024-03-12"
# the bookkeeping: what may differ between two runs that see the same world
BOOKKEEPING = {"loaded_at", "profiled_at", "scored_at", "trained_at", "snapshot_id", "run_id"}

CUSTOMERS = """\
id,name,email,phone,born
1,Ada Lovelace,ada@example.org,+86 138 0000 1111,
2,Grace Hopper,grace@example.org,,1906-12-09
3,Katherine Johnson,katherine@example.org,13900002222,
"""
# A1 was placed 90 days before the first day, 91 before the next
ORDERS = """\
order_no,customer,placed,currency
A1,1,2023-12-12 09:00,CNY
A2,1,2023-11-20 09:00,CNY
A3,1,2024-03-01 09:00,CNY
A4,2,2023-11-05 12:00,CNY
"""
LINES = """\
line_no,order_no,article,quantity,price
1,A1,tea,2,10.50
2,A2,tea,1,10.50
3,A3,cup,1,30
4,A4,cup,1,30
"""
BAD_CUSTOMERS = """\
4,Emmy Noether,emmy@example.org,,1982-23-03
"""
BAD_ORDERS = """\
A5,3,2024-31-31 12:00,CNY
A6,2,2024-01-15 12:00,CNY
A6,2,2024-01-16 12:00,CNY
A7,2,2024-02-20 12:00,QQQ
"""
BAD_LINES = """\
5,A5,tea,1,10.50
6,A6,tea,4,10.50
7,A7,tea,1,10.50
8,A3,discount,1,-5
"""
BUYERS = """\
{"id": 1, "name": "A. Lovelace", "mail": "ADA@example.org"}
{"id": 2, "name": "Alan Turing", "mail": "alan@example.org"}
"""
RECEIPTS = """\
{"no": "A1", "line": 1, "buyer": 2, "at": "2024-03-05T10:00+08:00", "item": "tea", "qty": 1, "each": 9.9}
{"no": "A1", "line": 2, "buyer": 2, "at": "2024-03-05T10:00+08:00", "item": "cup", "qty": 2, "each": 25}
{"no": "A2", "line": 1, "buyer": 1, "at": "2024-03-06T10:00+08:00", "item": "tea", "qty": 1, "each": 9.9}
"""
# names, addresses and numbers that nobody may read outside the home
PERSONAL = (
    *("Lovelace", "Hopper", "Katherine", "Noether", "Turing"),
    *("ada@", "ADA@", "grace@", "katherine@", "emmy@", "alan@"),
    *("13800001111", "138 0000 1111", "13900002222", "1906-12-09", "1982-23-03"),
)
GOOD = {
    "corner_shop/customers-1.csv": CUSTOMERS,
    "corner_shop/orders-1.csv": ORDERS,
    "corner_shop/lines-1.csv": LINES,
    "market_stall/buyers.jsonl": BUYERS,
    "market_stall/receipts.jsonl": RECEIPTS,
}
WITH_BAD_ROWS = GOOD | {
    "corner_shop/customers-1.csv": CUSTOMERS + BAD_CUSTOMERS,
    "corner_shop/orders-1.csv": ORDERS + BAD_ORDERS,
    "corner_shop/lines-1.csv": LINES + BAD_LINES,
}


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it wrote to the screen."""

    status: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


@dataclass(frozen=True)
class Company:
    """Extracts and home lie in `folder`; `project` is a copy of ours that knows the company's systems."""

    project: Path
    folder: Path
    sources: str = "corner_shop,market_stall"
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    @property
    def extracts(self) -> Path:
        return self.folder / "extracts"

    def exports(self, files: dict[str, str | bytes]) -> "Company":
        """Put extracts where the source systems look."""
        for name, content in files.items():
            path = self.extracts / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def copied_to(self, folder: Path) -> "Company":
        shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True)
        return Company(self.project, folder, self.sources, self.settings)

    @contextmanager
    def dagster(self) -> Iterator[dg.DagsterInstance]:
        """Dagster's records of this home."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DAGSTER_HOME", str(self.home.dagster))
            with dg.DagsterInstance.get() as instance:
                yield instance

    @property
    def environment(self) -> dict[str, str]:
        """Names this home and no other; the screen is wide, so that no message is broken into lines."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUAXIANG_")}
        return inherited | {
            "PYTHONPATH": str(self.project),
            "EXTRACTS": str(self.extracts),
            "HUAXIANG_HOME": str(self.home.root),
            "HUAXIANG_SOURCES": self.sources,
            "COLUMNS": "1000",
            **self.settings,
        }

    def start(self, *arguments: str, program: tuple[str, ...] = HUAXIANG, **options: Any) -> subprocess.Popen:
        """Start a command of ours on this home, in a process of its own, as people do."""
        return subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=self.project,
            env=self.environment,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options},
        )

    def call(self, *arguments: str) -> Said:
        return ended(self.start(*arguments))

    def refreshed(self, *arguments: str, as_of: str = FIRST_DAY) -> Said:
        """Run a refresh that has to publish without a complaint about a file."""
        said = self.call("run", "--as-of", as_of, *arguments)
        assert said.status == 0, said.all
        return said

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer of the published snapshot."""
        return rows(self.home, sql)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every published table as sorted rows, columns first, without bookkeeping."""
        return published_tables(self.home)


def ended(process: subprocess.Popen) -> Said:
    out, err = process.communicate(timeout=300)
    return Said(process.returncode, out, err)


def rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.published / "profiles.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def published_tables(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    columns = rows(
        home,
        "select table_schema || '.' || table_name, list(column_name order by ordinal_position)"
        " from information_schema.columns where table_schema <> 'publish' group by all",
    )
    tables = {}
    for table, names in columns:
        compared = [name for name in names if name not in BOOKKEEPING]
        listed = ", ".join(f'"{name}"' for name in compared)
        tables[table] = [tuple(compared), *rows(home, f"select {listed} from {table} order by all")]
    return tables


def differences(found: dict[str, list], expected: dict[str, list]) -> dict[str, tuple[list, list]]:
    """Per table that is not equal: rows only found, rows only expected."""
    return {
        table: (
            [row for row in found.get(table, []) if row not in expected.get(table, [])],
            [row for row in expected.get(table, []) if row not in found.get(table, [])],
        )
        for table in found.keys() | expected.keys()
        if found.get(table) != expected.get(table)
    }
