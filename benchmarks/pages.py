"""How long each page of the app takes a reader, in a real browser, and the memory of the server.

Usage: python -m benchmarks.pages HOME: a home that has been refreshed. Each page is opened twice by a new
reader, the first time by the first of all (nothing remembered). The aim is 2 s.
"""

import sys
from pathlib import Path

import duckdb

from benchmarks.browser import PAGES, Reader, browser, serving
from orchestration.home import Home
from orchestration.publish.snapshot import published_snapshot

AIM = 2.0
_BUSIEST = (
    "select customer_id from marts.mart_customer_profiles order by event_count_90d desc, customer_id limit 1"
)


def main(home: Path) -> None:
    """Print a row per page and per part of it."""
    with duckdb.connect(str(published_snapshot(Home(home))), read_only=True) as con:
        ((customers,),) = con.execute("select count(*) from marts.mart_customer_profiles").fetchall()
        ((busiest,),) = con.execute(_BUSIEST).fetchall()
    say(f"{customers:,} customers; the one shown has the most events of late")
    say(f"{'page':<44}{'first s':>9}{'again s':>9}")
    with serving(home) as (address, process), browser() as opened:
        for path in PAGES:
            asked = {"lang": "en"} | ({"id": busiest} if path == "customer" else {})
            first = Reader(opened, address).seconds_to(path, **asked)
            reader = Reader(opened, address)
            _row(path or "overview", first, reader.seconds_to(path, **asked))
            for tab in [tab.inner_text() for tab in reader.page.get_by_role("tab").all()]:
                _row(f"  {tab}", reader.seconds_to_tab(tab))
            if reader.errors:
                raise SystemExit(f"{path}: {reader.errors}")
        say(f"server at most {_peak_mib(process):,.0f} MiB")


def _row(name: str, first: float, again: float | None = None) -> None:
    late = "  over the aim" if max(first, again or 0) > AIM else ""
    say(f"{name:<44}{first:>9.2f}{again or first:>9.2f}{late}")


def _peak_mib(process: int) -> float:
    told = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) / 1024


def say(text: str) -> None:
    """Show a line at once."""
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
