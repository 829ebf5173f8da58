"""What the screen tells of cleaning: how many values were repaired, and those of one customer."""

from collections import Counter
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape

from orchestration.home import Home
from orchestration.ingest.contracts import Column, read_contracts
from orchestration.ingest.manifests import current_loads, loads
from orchestration.quoting import parquet_rows
from orchestration.settings import DBT_PROJECT_DIR, Settings
from orchestration.staleness import read_sources

_SHOWN = 12


def show_repairs(out: Console, con: duckdb.DuckDBPyConnection, settings: Settings, customer_id: str) -> None:
    """Print what cleaning changed in the records of a customer of the snapshot; personal values veiled."""
    contracts = read_contracts(DBT_PROJECT_DIR)
    told = []
    for load in current_loads(loads(Home(settings.home).landing), read_sources(settings)):
        for key, name, rule, original, result in _repairs(con, load, customer_id) if load.repaired else ():
            column = contracts[load.table].column(name)
            became = _shown(result, column) if result is not None else "nothing"
            told.append(
                f"  {name} of {escape(f'{load.source_system}:{key}')} ({load.table}): "
                f"{_shown(original, column)} → {became} by rule {rule}"
            )
    out.print(f"Repairs 清洗记录 ({len(told)}), personal values veiled" if told else "Repairs: none")
    for line in sorted(told)[:_SHOWN]:
        out.print(line)
    if len(told) > _SHOWN:
        out.print(f"  … {len(told) - _SHOWN} more: quality.fct_repairs in the warehouse")


def show_repair_counts(out: Console, settings: Settings) -> None:
    """Print how many values of the loads that are read cleaning changed, by column."""
    counts: Counter[str] = Counter()
    for load in current_loads(loads(Home(settings.home).landing), read_sources(settings)):
        for label, count in load.repaired.items():
            counts[label.split(": ")[0]] += count
    if counts:
        by_column = ", ".join(f"{name} {count:,}" for name, count in counts.most_common())
        out.print(f"Cleaned 清洗 {counts.total():,} values: {by_column}")


def veiled(text: str) -> str:
    """The text with its letters and digits hidden but for the first and last; of a short one all."""
    shown = [number for number, character in enumerate(text) if character.isalnum()]
    kept = {shown[0], shown[-1]} if len(shown) > 3 else set()
    return "".join(
        character if number in kept or not character.isalnum() else "*"
        for number, character in enumerate(text)
    )


def _repairs(con: duckdb.DuckDBPyConnection, load: Any, customer_id: str) -> list[tuple[Any, ...]]:
    return con.execute(
        "select distinct record_key, column_name, rule, original, result"
        f" from {parquet_rows([load.folder / 'repairs.parquet'])} as repairs"
        " join identity.dim_identities as records using (record_key)"
        " where customer_id = ? and records.source_system = ? and records.contract_table = ?",
        [customer_id, load.source_system, load.table],
    ).fetchall()


def _shown(value: str, column: Column | None) -> str:
    text = veiled(value) if column is None or column.is_personal else value
    return escape(f"'{text}'")
