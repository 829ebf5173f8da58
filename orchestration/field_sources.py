"""What `huaxiang explain` tells of the fields a customer shows: whence each, by which rule, what lost."""

from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

_WHY = {
    "only_value": "the only value",
    "source": "its source comes first",
    "recency": "changed last",
    "completeness": "its record knows the most",
    "frequency": "most records say so",
    "detail": "it says the most",
    "joins_nobody": "the others join nobody",
    "record_order": "all rules were equal; first by name of the record",
}


def show_field_sources(
    out: Console, con: duckdb.DuckDBPyConnection, customer: dict[str, Any], customer_id: str
) -> None:
    """Print a line per known field of a customer of the snapshot; `customer` is its row of dim_customers."""
    rows = con.execute(
        "select field, source_system || ':' || record_key, contract_table, decided_by, updated_at,"
        " record_count from customers.fct_customer_field_sources where is_winner and customer_id = ?",
        [customer_id],
    ).fetchall()
    lost = _lost(con, customer_id)
    order = {field: place for place, field in enumerate(customer)}
    table = Table(title="Whence each value came, masked 字段来源", title_justify="left", box=None)
    for name in ("field", "shown", "record", "changed", "why", "other values"):
        table.add_column(name)
    for field, record, contract_table, rule, updated_at, count in sorted(
        rows, key=lambda row: (order.get(row[0], len(order)), row[0])
    ):
        also = f" and {count - 1} more" if count > 1 else ""
        changed = f"{updated_at:%Y-%m-%d}" if updated_at else "–"
        shown = customer.get(field)
        table.add_row(
            field,
            escape(str(shown)) if shown is not None else "[dim]hidden[/dim]",
            escape(f"{record} ({contract_table}){also}"),
            changed,
            _WHY[rule],
            lost.get(field, "–"),
        )
    if rows:
        out.print(table)


def _lost(con: duckdb.DuckDBPyConnection, customer_id: str) -> dict[str, str]:
    """Per field how many values lost, and in which source systems they stand."""
    rows = con.execute(
        "select field, count(*), string_agg(distinct source_system, ', ' order by source_system)"
        " from customers.fct_customer_field_sources where not is_winner and customer_id = ? group by field",
        [customer_id],
    ).fetchall()
    return {field: f"{count}, of {escape(systems)}" for field, count, systems in rows}
