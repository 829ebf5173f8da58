"""What the app was started with: `app.py -- FOLDER [--reader=…]… [--home=HOME] [--reviewer=…]…`."""

import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Started:
    """The folder of snapshots; who may look once they sign in; the home, where people may decide, and who."""

    folder: Path
    readers: tuple[str, ...]
    home: Path | None
    reviewers: tuple[str, ...]


def started() -> Started:
    """Read it from the command line."""
    parser = ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=Path("published"))
    parser.add_argument("--reader", action="append", default=[])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--reviewer", action="append", default=[])
    given = parser.parse_args(sys.argv[1:])
    return Started(given.folder, tuple(given.reader), given.home, tuple(given.reviewer))
