"""Reading the demo world's extracts as they lie there."""

import datetime
import json
from pathlib import Path

import pandas as pd

from demo.world.rhythm import Span

END_ON = datetime.date(2026, 3, 1)
SPAN = Span(END_ON, 730)
PERSONS = 300
CONTACTS = {"sep": ";", "encoding": "gb18030"}


def contents(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def read_text(path: Path, **options) -> pd.DataFrame:
    """Every row as text; of a line cut off the later columns are empty."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, on_bad_lines="error", **options)


def read_objects(path: Path) -> tuple[list[dict], int]:
    """The objects of a file of JSON lines, and how many lines are none."""
    objects, broken = [], 0
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            objects.append(json.loads(line))
        except json.JSONDecodeError:
            broken += 1
    return objects, broken


def in_beijing(milliseconds: pd.Series) -> pd.Series:
    """Naive Beijing stamps of milliseconds of the epoch."""
    return pd.to_datetime(milliseconds + 8 * 3600 * 1000, unit="ms")


def person_of(truth: dict[str, pd.DataFrame], table: str) -> pd.Series:
    """person_id by record key of a contract table."""
    records = truth["records"]
    return records[records["contract_table"] == table].set_index("record_key")["person_id"]
