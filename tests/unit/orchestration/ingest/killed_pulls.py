"""Kills a pull before its writes in turn, mends it by another, and tells what is read after both.

Usage: killed_pulls.py FOLDER. Writes one JSON object per line to standard output: {"was_killed": …,
"half": state, "mended": state}; the last one is of the pull that nobody killed.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas  # noqa: F401 - else DuckDB imports it in every child

from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.manifests import current_loads, loads, raw_loads
from orchestration.ingest.pull import pull, standing_problems
from orchestration.ingest.sources import SourceSystem, parse_source
from orchestration.settings import DBT_PROJECT_DIR

WRITES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}
CONTRACTS = {
    name: replace(table, columns=tuple(replace(column, expectations=()) for column in table.columns))
    for name, table in read_contracts(DBT_PROJECT_DIR).items()
}
HEADER = "id,customer,ordered_at\n"
BEFORE = {"orders.csv": HEADER + "A,K1,2026-03-01\n", "visits_1.jsonl": '{"id": "v1", "at": "2026-03-01"}\n'}
AFTER = {
    "orders.csv": HEADER + "A,K2,2026-03-01\nB,K2,never\nC,K3,2026-03-02\nC,K3,2026-03-02\nD\n",
    "visits_2.jsonl": '{"id": "v2", "at": "2026-03-02"}\nbroken\n',
    "visits_3.jsonl": "",
}


def source(folder: Path) -> SourceSystem:
    """A shop with a snapshot that two tables are made of, and increments."""
    attributes = {
        "source_system": "desk",
        "description": "A shop on a desk.",
        "connection": {"kind": "files", "path": str(folder)},
        "objects": {
            "orders": {"files": "orders.csv", "full_snapshot": True},
            "visits": {"files": "visits_*"},
        },
        "tables": {
            "shop.orders": {
                "from": "orders",
                "columns": {"order_id": "id", "customer_id": "customer", "ordered_at": "ordered_at"},
            },
            "shop.customers": {
                "from": "orders",
                "one_row_per": ["customer"],
                "columns": {"customer_id": "customer"},
            },
            "web.events": {
                "from": "visits",
                "columns": {"event_id": "id", "event_name": "'view'", "occurred_at": '"at"'},
            },
        },
    }
    return parse_source(attributes, lambda name: None, CONTRACTS)


def put(root: Path, files: dict[str, str]) -> None:
    """Lay files into the folder of extracts."""
    (root / "extracts").mkdir(exist_ok=True)
    for name, content in files.items():
        (root / "extracts" / name).write_text(content)


def pulled(root: Path) -> None:
    """Pull once."""
    pull(Home(root / "home"), source(root / "extracts"), CONTRACTS, "Asia/Shanghai")


def state(root: Path) -> dict[str, object]:
    """What staging would read, and what people would be told."""
    import duckdb

    home, shop = Home(root / "home"), source(root / "extracts")
    current = current_loads(loads(home.landing), [shop])
    return {
        "raw": [load.load_id for load in raw_loads(home.raw, "desk")],
        "loads": [load.load_id for load in current],
        "is_conserved": all(load.is_conserved for load in current),
        "keys": {
            load.load_id: duckdb.connect()
            .sql(f"select record_key from '{load.folder}/rows.parquet' order by all")
            .fetchall()
            for load in current
        },
        "problems": [str(problem) for problem in standing_problems(home, "desk")],
        "left_over": sorted(path.name for path in home.root.rglob(".*")),
    }


def child(work: Callable[[], None]) -> int:
    """Run in a process of its own; returns how it ended."""
    process = os.fork()
    if not process:
        work()
        os._exit(0)
    return os.waitpid(process, 0)[1]


def told(work: Callable[[], dict[str, object]]) -> dict[str, object]:
    """What another process found; this one stays free of threads, so that it can be forked."""
    read, write = os.pipe()
    child(lambda: os.write(write, json.dumps(work()).encode()))
    os.close(write)
    with os.fdopen(read, "rb") as end:
        return json.loads(end.read())


def killed_pull(root: Path, number: int) -> None:
    """Pull, but die before the write of that number."""
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        is_write = event in WRITES or (event == "open" and "w" in str(arguments[1] or ""))
        if is_write and str(root) in str(arguments[0]):
            if seen == number:
                (root / "killed").touch()
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

    sys.addaudithook(hook)
    pulled(root)


def main(folder: Path) -> None:
    """Kill before every second write in turn until a pull ends by itself."""
    prepared = folder / "prepared"
    prepared.mkdir()
    put(prepared, BEFORE)
    child(lambda: pulled(prepared))
    put(prepared, AFTER)
    number, was_killed = 0, True
    while was_killed:
        root = folder / "root"
        shutil.copytree(prepared, root)
        was_killed = child(lambda root=root, number=number: killed_pull(root, number)) == signal.SIGKILL
        seen = told(lambda root=root: {"half": state(root), "mended": pulled(root) or state(root)})
        sys.stdout.write(json.dumps({"was_killed": was_killed, **seen}) + "\n")
        sys.stdout.flush()
        shutil.rmtree(root)
        number += 2


if __name__ == "__main__":
    main(Path(sys.argv[1]))
