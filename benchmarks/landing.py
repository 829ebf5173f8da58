"""Rows per second that land, beside a bare DuckDB COPY of the same file to Parquet, and peak memory.

Every measurement is a process of its own. Ten times the rows must not need ten times the memory.

Usage: python -m benchmarks.landing [ROWS …] (default 500000 5000000).
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

SIZES = (500_000, 5_000_000)
# name → how DuckDB writes it; values with quotes in them take the careful reader of CSV
FORMATS = {
    "csv": ("csv", "Teapot large"),
    "csv with quotes": ("csv", 'Teapot "large", blue'),
    "parquet": ("parquet", "Teapot"),
}
WAYS = ("landed", "read into raw", "bare COPY")
_LINES = """
    select 'A' || (number // 3) as order_no, number % 3 + 1 as line_no, 'S-' || (number * 7919 % 5000) as sku,
        case number % 4 when 0 then '青花茶壶 大' when 1 then '{item}' else 'Kettle' end as item,
        1 + number % 5 as qty, (500 + number * 31 % 20000) / 100.0 as price,
        timestamp '2025-01-01' + to_seconds(number * 3) as ordered
    from range({rows}) as numbers (number)
"""
_SOURCE = {
    "source_system": "bench",
    "description": "Order lines.",
    "objects": {"lines": {"files": "lines.*"}},
    "tables": {
        "shop.order_lines": {
            "from": "lines",
            "columns": {
                "order_line_id": "concat(order_no, '-', line_no)",
                "order_id": "order_no",
                "product_id": "sku",
                "quantity": "qty",
                "unit_price": "price",
            },
        }
    },
}


def main(sizes: list[int]) -> None:
    """Print one row per format, size and way."""
    print(f"landing of order lines\n{'':<34}{'rows':>12}{'wall s':>9}{'rows/s':>12}{'peak MiB':>10}")  # noqa: T201
    for kind in FORMATS:
        for rows in sizes:
            for way in WAYS:
                with tempfile.TemporaryDirectory() as folder:
                    _show(kind, rows, way, Path(folder))


def _show(kind: str, rows: int, way: str, folder: Path) -> None:
    _write(kind, rows, folder)
    command = [sys.executable, "-m", "benchmarks.landing", "--one", way, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    seconds = float(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{way} of {kind} failed")
    rate, peak = rows / seconds, usage.ru_maxrss / 1024
    print(f"{kind + ', ' + way:<34}{rows:>12,}{seconds:>9.2f}{rate:>12,.0f}{peak:>10.0f}", flush=True)  # noqa: T201


def _write(kind: str, rows: int, folder: Path) -> None:
    form, item = FORMATS[kind]
    target = folder / f"lines.{form}"
    with duckdb.connect() as con:
        con.execute(f"copy ({_LINES.format(rows=rows, item=item)}) to '{target}' (format {form})")


def _one(way: str, folder: Path) -> float:
    """Seconds of one way, imports and opening not counted."""
    import great_expectations  # noqa: F401 - its import takes seconds, whatever the rows

    from orchestration.home import Home
    from orchestration.ingest.contracts import read_contracts
    from orchestration.ingest.pull import pull
    from orchestration.ingest.sources import parse_source
    from orchestration.settings import DBT_PROJECT_DIR

    contracts = read_contracts(DBT_PROJECT_DIR)
    source = _SOURCE | {"connection": {"kind": "files", "path": str(folder)}}
    (path,) = folder.glob("lines.*")
    started = time.perf_counter()
    if way == "bare COPY":
        with duckdb.connect() as con:
            con.execute(f"copy (select * from '{path}') to '{folder / 'copy.parquet'}' (format parquet)")
    else:
        if way == "read into raw":
            source["tables"] = {
                "shop.order_lines": source["tables"]["shop.order_lines"] | {"where": _NOTHING}
            }
        parsed = parse_source(source, lambda name: None, contracts)
        problems = pull(Home(folder / "home"), parsed, contracts, "Asia/Shanghai").problems
        if problems:
            raise SystemExit(str(problems[0]))
    return time.perf_counter() - started


# leaves every row out, so that what remains is the reading
_NOTHING = [{"name": "nothing", "keep": "false"}]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(_one(sys.argv[2], Path(sys.argv[3])))  # noqa: T201
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
