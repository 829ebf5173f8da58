"""The demo company in two sizes: its extracts written, a refresh from empty, nothing new, the next two days.

On the first of them nothing happens; on the second one customer in a hundred orders and comes by, if large.
Then the seconds of each page of the app, the same features by hand (floor) and, in part, by pandas; of the
small one also fifty readers while snapshots are published.

Usage: python -m benchmarks.demo [PERSONS …] (default 5000 1000000).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import HEADER, measure, show
from benchmarks.next_day import add_a_day

SIZES = (5_000, 1_000_000)
_LARGE = 100_000
END, NEXT_DAY, BUSY_DAY, AFTER_IT = "2026-03-02", "2026-03-03", "2026-03-03", "2026-03-04"


def main(sizes: list[int]) -> None:
    """Print one row per size and kind of run."""
    for persons in sizes:
        print(f"demo, {persons:,} persons\n{HEADER}")  # noqa: T201
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            written = measure(home, "demo", "--persons", str(persons), "--end", END)
            show("extracts written", written)
            show("from empty", measure(home, "run", "--as-of", END))
            show("nothing new", measure(home, "run", "--as-of", END))
            show("only the day moved", measure(home, "run", "--as-of", NEXT_DAY))
            _show_due(home)
            extracts = home / "extracts" / "demo"
            if (extracts / "web" / "events-001.parquet").exists():
                brought = add_a_day(extracts, BUSY_DAY)
                show("1 % of customers came", measure(home, "run", "--as-of", AFTER_IT))
                print(f"    {brought}", flush=True)  # noqa: T201
                _show_due(home)
                show("the same, whole", measure(home, "run", "--as-of", AFTER_IT, "--full"))
            _show_volume(home)
            # fifty readers over twenty snapshots: of a million each would take minutes
            others = ("pages", "by_pandas", "floor", *(("readers",) if persons < _LARGE else ()))
            for other in others:
                subprocess.run([sys.executable, "-m", f"benchmarks.{other}", str(home)], check=True)  # noqa: S603


def _show_due(home: Path) -> None:
    """Whose features were computed, and why."""
    import duckdb

    sql = (
        "select due_by, count(*), count(*) / (select count(*) from customers.dim_customers)"
        " from features.int_features__spine group by all order by all"
    )
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        for due_by, count, share in con.execute(sql).fetchall():
            print(f"    customers due by {due_by:<28}{count:>12,}{share:>8.1%}", flush=True)  # noqa: T201


def _show_volume(home: Path) -> None:
    import duckdb

    with duckdb.connect(str(home / "published" / "profiles.duckdb"), read_only=True) as con:
        for table in ("dim_customers", "fct_orders", "fct_order_lines", "fct_web_events", "fct_messages"):
            count = con.execute(f"select count(*) from customers.{table}").fetchall()[0][0]
            print(f"    rows of {table:<37}{count:>12,}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
