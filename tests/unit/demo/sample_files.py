"""Reading the sample's extracts as they lie there."""

import csv
import datetime
import io
import json
from collections import Counter
from pathlib import Path

from demo import sample

END_ON = datetime.date(2026, 3, 1)
FAULTS = sample.faults()
EXTRACTS = {
    "contacts.csv",
    "customers.csv",
    "products.jsonl",
    "orders.csv",
    "order_lines.parquet",
    "returns.csv",
    "events.jsonl",
}


def read_csv(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> tuple[list[dict], list[list[str]]]:
    """The whole records of a CSV file, and those of another width than its header."""
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(encoding)), delimiter=delimiter))
    header, body = rows[0], rows[1:]
    whole = [dict(zip(header, row, strict=True)) for row in body if len(row) == len(header)]
    return whole, [row for row in body if len(row) != len(header)]


def is_json(line: str) -> bool:
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True


def repeats(rows: list[dict], key: str) -> tuple[int, int]:
    """How many rows repeat an earlier one wholly, and how many keys come with different content."""
    distinct = {tuple(row.items()) for row in rows}
    keys = Counter(dict(row)[key] for row in distinct if dict(row)[key])
    return len(rows) - len(distinct), sum(count > 1 for count in keys.values())


def digits(phone: str) -> str:
    return "".join(filter(str.isdigit, phone))[-11:]
