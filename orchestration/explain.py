"""`huaxiang explain`: the portrait of a customer, as the page tells it, and what only the home knows.

What people decided, what cleaning changed and which records are alike are not in the snapshot: they come from
`state/`, `landing/` and `identity/`."""

from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.identity.evidence import show_evidence
from orchestration.publish.snapshot import published_snapshot
from orchestration.repairs import show_repairs
from orchestration.settings import Settings
from orchestration.state import State
from portrait.customer import Customer, find
from portrait.inputs import Ask
from portrait.parts import Part
from portrait.whole import whole
from portrait.words import Words

_SHOWN = 12


def show_customer(out: Console, settings: Settings, customer: str, words: Words, *, is_whole: bool) -> None:
    """Print one customer; HuaxiangError when nothing is published or nobody has that id.

    Of long parts the first 12 rows, unless `is_whole`.
    """
    home = Home(settings.home)
    with duckdb.connect(str(published_snapshot(home)), read_only=True) as con:
        ask = asking(con)
        found = Customer(ask, _resolve(ask, customer))
        out.print(f"[bold]{words.say('客户', 'Customer')} {found.customer_id}[/bold]")
        for part in whole(found, words):
            show_part(out, part, most=None if is_whole else _SHOWN)
        show_evidence(out, con, home, found.customer_id)
        show_repairs(out, con, settings, found.customer_id)
        _show_decisions(out, con, State(home), found)
    out.print(f"[dim]snapshot {found.profile['snapshot_id']}, as of {found.profile['as_of_on']}[/dim]")


def asking(con: duckdb.DuckDBPyConnection) -> Ask:
    """Questions to a snapshot, answered with rows by column."""

    def ask(sql: str, parameters: Any) -> list[dict[str, Any]]:
        cursor = con.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return ask


def show_part(out: Console, part: Part, most: int | None = None) -> None:
    """Words as a table, sentences as lines; at most so many rows."""
    out.print(f"[bold]{escape(part.title)}[/bold]")
    if not part.rows:
        out.print(f"  {escape(part.none)}")
    elif part.is_wide:
        for row in part.rows[:most]:
            _show_line(out, part, row)
    else:
        table = Table(box=None, pad_edge=False)
        for title in part.columns.values():
            table.add_column(escape(title), overflow="fold")
        for row in part.rows[:most]:
            table.add_row(*(escape(row[key]) for key in part.columns))
        out.print(table)
    if most is not None and len(part.rows) > most:
        out.print(f"  … {len(part.rows) - most} more with --all")
    if part.note:
        out.print(f"  [cyan]← {escape(part.note)}[/cyan]")


def _show_line(out: Console, part: Part, row: dict[str, str]) -> None:
    out.print(f"  [bold]{escape(row[next(iter(part.columns))])}[/bold]")
    for key in part.said(row):
        out.print(f"    [dim]{escape(part.columns[key])}[/dim] {escape(row[key])}")


def _resolve(ask: Ask, customer: str) -> str:
    found = find(ask, customer)
    if len(found) == 1:
        return found[0]
    problem = "belongs to several customers" if found else "is nobody's id"
    raise HuaxiangError(
        f"'{customer}' {problem} in this snapshot. Give a customer_id of marts.mart_customer_profiles,"
        " or a source's own id as <source_system>:<id>."
    )


def _show_decisions(out: Console, con: duckdb.DuckDBPyConnection, state: State, customer: Customer) -> None:
    """Which values of the customer's records a person decided about; not the values, nor why."""
    rows = con.execute(
        "select distinct decided_at, decisions.source_system, decisions.contract_table, decisions.record_key,"
        f" column_name, decision, decided_by from {state.newest_decisions()} as decisions"
        " join identity.dim_identities as records on records.source_system = decisions.source_system"
        " and records.contract_table = decisions.contract_table"
        " and records.record_key = decisions.record_key where customer_id = ? order by all",
        [customer.customer_id],
    ).fetchall()
    profiled_at = customer.profile["profiled_at"]
    for at, source, table, key, column, decision, by in rows:
        when = (
            f"on {at:%Y-%m-%d}" if at <= profiled_at else "since this snapshot; counts from the next run on"
        )
        out.print(
            f"Value [bold]{column}[/bold] of {escape(f'{source}:{key}')} ({table}) was"
            f" [bold]{decision}[/bold] by {escape(by)} {when}"
        )
