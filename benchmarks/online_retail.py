"""The real order export: from empty, with nothing new, and with only the day moved."""

import tempfile
from pathlib import Path

from benchmarks.measure import HEADER, measure, show

# run → day it looks from, seconds it should take at most
RUNS = {
    "from empty": ("2011-12-10", 120),
    "nothing new": ("2011-12-10", 10),
    "only the day moved": ("2011-12-11", 60),
}


def main() -> None:
    """Print one row per kind of run."""
    print(f"online_retail\n{HEADER}")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        for name, (as_of, aim) in RUNS.items():
            measured = measure(Path(folder) / "home", "run", "--sources", "online_retail", "--as-of", as_of)
            show(name, measured, aim)


if __name__ == "__main__":
    main()
