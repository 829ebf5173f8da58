"""Bad values on the screen, personal ones masked."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.ingest.problems import counted, masked
from orchestration.review.desk import Desk, Item

_COLORS = {"open": "yellow", "accepted": "green", "corrected": "green", "rejected": "dim"}


def show_items(out: Console, desk: Desk, items: list[Item], *, limit: int, reveal: bool) -> None:
    """A line per item."""
    if not items:
        out.print("[green]✓[/green] No bad value of that kind waits for anyone.")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("id", no_wrap=True)
    for name in ("source · table", "record", "column", "value", "fate", "why", "where", "status"):
        table.add_column(name, overflow="fold")
    for item in items[:limit]:
        table.add_row(
            item.quarantine_id,
            escape(f"{item.source_system} · {item.contract_table}"),
            escape(_shown_key(desk, item, reveal=reveal)),
            item.column_name or "",
            escape(desk.shown(item, item.original_value, reveal=reveal)),
            item.fate,
            escape(item.reason),
            escape(f"{item.file_name} row {item.row_number}"),
            f"[{_COLORS[item.status]}]{item.status}[/]",
        )
    out.print(table)
    left = len(items) - limit
    out.print(f"{counted(len(items), 'bad value')}{f', {left} more with --limit' if left > 0 else ''}.")


def told_items(desk: Desk, items: list[Item]) -> list[dict[str, object]]:
    """A row per item for programs, personal values masked."""
    return [
        {
            "id": item.quarantine_id,
            "source_system": item.source_system,
            "contract_table": item.contract_table,
            "record": _shown_key(desk, item, reveal=False),
            "column": item.column_name,
            "value": desk.shown(item, item.original_value, reveal=False),
            "fate": item.fate,
            "reason": item.reason,
            "file": item.file_name,
            "row": item.row_number,
            "status": item.status,
        }
        for item in items
    ]


def _shown_key(desk: Desk, item: Item, *, reveal: bool) -> str:
    """The record key, masked where one of its columns is personal."""
    contract = desk.contracts.get(item.contract_table)
    is_open = contract is not None and not any(contract.column(name).is_personal for name in contract.keys)
    key = item.record_key or ""
    return key if reveal or is_open or not key else masked(key)


def show_item(out: Console, desk: Desk, item: Item, *, reveal: bool) -> None:
    """All that is known of one item."""
    column = desk.column(item)
    out.print(
        f"[bold]{item.quarantine_id}[/bold] [{_COLORS[item.status]}]{item.status}[/] · owner {item.owner}"
    )
    out.print(
        f"  {item.source_system} · {item.contract_table} · {escape(item.file_name)} row {item.row_number}"
    )
    value = escape(desk.shown(item, item.original_value, reveal=reveal)) or "nothing"
    out.print(f"  {item.fate}: {item.column_name or 'record'} [bold]{value}[/bold] — {escape(item.reason)}")
    for rule in column.expectations if column else ():
        if rule["name"] == item.reason and rule.get("advice"):
            out.print(f"  what to do: {escape(rule['advice'])}")
    out.print(
        f"  first seen {item.first_seen_at:%Y-%m-%d %H:%M} UTC, in {counted(item.row_count, 'row')} now"
    )
    _show_row(out, desk, item, reveal=reveal)
    for at, by, decision, why, given in desk.history(item):
        right = f" to [bold]{escape(desk.shown(item, given, reveal=reveal))}[/bold]" if given else ""
        out.print(f"  {at:%Y-%m-%d %H:%M} UTC {escape(by)} {decision}{right}: {escape(why)}")


def _show_row(out: Console, desk: Desk, item: Item, *, reveal: bool) -> None:
    contract = desk.contracts.get(item.contract_table)
    for name, value in desk.row(item).items():
        if value is not None:
            column = contract.column(name) if contract else None
            is_open = reveal or (column is not None and not column.is_personal)
            out.print(f"    {name}: {escape(str(value) if is_open else masked(value))}")
    if reveal:
        out.print("  as the source wrote it:")
        for name, value in desk.raw_row(item).items():
            out.print(f"    {escape(name)}: {'' if value is None else escape(str(value))}")
