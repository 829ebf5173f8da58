"""The queue of identity on the screen and as a sheet that a person fills in."""

import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.errors import HuaxiangError
from orchestration.identity.decisions import SPLIT, WORDS, Said
from orchestration.identity.waiting import Waiting
from orchestration.ingest.problems import masked
from orchestration.sheets import decided_lines, write_sheet

COLUMNS = ("decision", "first", "second", "why")
_ABOUT = ("reason", "identifier_type", "probability", "evidence")


def show_waiting(out: Console, items: list[Waiting], *, limit: int, reveal: bool) -> None:
    """A line per item, record keys masked."""
    if not items:
        out.print("[green]✓[/green] Nobody waits for a decision on who is who.")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("id", "first record", "second record", "kept apart for", "by"):
        table.add_column(name, overflow="fold")
    for item in items[:limit]:
        ends = [_shown(record, reveal=reveal) for record in (item.record, item.other)]
        by = item.identifier_type or (
            f"{item.probability:.0%} likely" if item.probability is not None else ""
        )
        table.add_row(item.item_id, *map(escape, ends), item.reason, by)
    out.print(table)
    left = len(items) - limit
    out.print(
        f"{len(items)} wait{f', {left} more with --limit' if left > 0 else ''}: identity link, or never."
    )


def _shown(record: tuple[str, str, str], *, reveal: bool) -> str:
    source, table, key = record
    return f"{table}/{source}:{key if reveal else masked(key)}"


def told_waiting(items: list[Waiting], customers: dict[tuple[str, str, str], str]) -> list[dict[str, object]]:
    """A row per item for programs: record keys masked, the customers that the records are by their ids."""
    return [
        {
            "id": item.item_id,
            "reason": item.reason,
            "identifier_type": item.identifier_type,
            "probability": item.probability,
            "evidence": json.loads(item.evidence or "[]"),
            "first": _shown(item.record, reveal=False),
            "second": _shown(item.other, reveal=False),
            "first_customer_id": customers.get(item.record),
            "second_customer_id": customers.get(item.other),
        }
        for item in items
    ]


def write_queue(path: Path, items: list[Waiting]) -> None:
    """One line per item, with an empty cell for the decision."""
    lines = []
    for item in items:
        ends = ["{1}/{0}:{2}".format(*record) for record in (item.record, item.other)]
        lines.append(["", *ends, "", *(getattr(item, name) for name in _ABOUT)])
    write_sheet(path, [*COLUMNS, *_ABOUT], lines)


def read_decisions(path: Path) -> list[Said]:
    """What a sheet says; lines without a decision are passed over. HuaxiangError names the line."""
    return [
        _said(word, line, place)
        for word, line, place in decided_lines(path, COLUMNS, WORDS, "huaxiang identity review")
    ]


def _said(word: str, line: dict[str, str], place: str) -> Said:
    names = [line[name].strip() for name in ("first", "second")]
    if not all(names):
        raise HuaxiangError(f"{place}: name two customers or records.")
    # of a split the second cell may list several records
    listed = [name.strip() for name in names[1].split(";")] if word == SPLIT else names[1:]
    return Said(word, (names[0], *listed), line["why"])
