"""Who was who at the end of a past day: the ledger up to then, added up."""

import csv
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ml.identity.ledger import as_of
from ml.identity.stitching import RECORD
from orchestration.context import parse_day
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.ingest.problems import masked
from orchestration.state import State


def past(home: Home, day: str, names: list[str]) -> pd.DataFrame:
    """RECORD + customer_id of every record that had one, or of those of these customers and records.

    HuaxiangError for what is no day, one before the first run, or a name nobody had then.
    """
    on = parse_day(day)
    ledger = State(home).ledger()
    if ledger.empty or on < min(ledger["changed_on"]):
        first = (
            "nobody has been stitched yet"
            if ledger.empty
            else f"the ledger begins {min(ledger['changed_on'])}"
        )
        raise HuaxiangError(f"Who was who on {on} is not known: {first}.")
    held = as_of(ledger, on)
    if not names:
        return held
    called = held["source_system"] + ":" + held["record_key"]
    if unknown := [name for name in names if not ((called == name) | (held["customer_id"] == name)).any()]:
        raise HuaxiangError(
            f"'{unknown[0]}' was nobody's name on {on}. Give a customer_id or <source_system>:<key>."
        )
    wanted = set(held.loc[called.isin(names), "customer_id"]) | set(names)
    return held[held["customer_id"].isin(wanted)]


def show_past(out: Console, held: pd.DataFrame, day: str, *, reveal: bool) -> None:
    """A line per customer and record of a few customers; of many only how many there were."""
    customers = held["customer_id"].nunique()
    out.print(f"At the end of {day}: {customers:,} customers with {len(held):,} records.")
    if len(held) > 100:
        out.print("Name a customer or a record to see it, or give --csv.")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("customer", "contract table", "record"):
        table.add_column(name)
    for row in held.sort_values(["customer_id", *RECORD]).itertuples():
        key = row.record_key if reveal else masked(row.record_key)
        table.add_row(row.customer_id, row.contract_table, escape(f"{row.source_system}:{key}"))
    out.print(table)


def write_past(path: Path, held: pd.DataFrame) -> int:
    """Write all of it; how many lines."""
    held[[*RECORD, "customer_id"]].to_csv(path, index=False, encoding="utf-8-sig", quoting=csv.QUOTE_MINIMAL)
    return len(held)
