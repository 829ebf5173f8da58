"""Goals and freshness of tags as `huaxiang status` shows them, and tags that want to be looked at again."""

from datetime import date

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

_GOALS = """
select name_zh || ' ' || name_en, goal_unit, actual, wanted, direction, by_on, course,
    compared_on, moved, owner
from marts.mart_goals order by is_reached, by_on, goal_key
"""
# the snapshot tells of its own day; days have passed since
_STALE = """
select watched_key, weakest_table, days_old + $passed, target_days from marts.mart_freshness
where watched_type = 'tag' and days_old + $passed > target_days order by all
"""
_EXPIRED = """
select tag_key, count(*) from tags.fct_customer_tags
where valid_to_on is null and expires_on <= $today group by tag_key order by all
"""
_MOST_TOLD = 8
_COURSES = {
    "reached": "[green]reached[/green]",
    "on_course": "on course",
    "off_course": "[yellow]off course[/yellow]",
    "unknown": "not reached",
}


def show_goals(out: Console, con: duckdb.DuckDBPyConnection) -> None:
    """A line per goal: the number, what is wanted by when, and where it is going."""
    rows = con.execute(_GOALS).fetchall()
    if not rows:
        return
    table = Table(title="Goals 目标", title_justify="left", box=None, pad_edge=False)
    for name in ("goal", "actual", "wanted", "by", "since then", ""):
        table.add_column(name)
    for name, unit, actual, wanted, direction, by_on, course, compared_on, moved, owner in rows:
        sign = "≥" if direction == "at_least" else "≤"
        trend = f"{shown(moved, unit, signed=True)} since {compared_on}" if compared_on else "–"
        state = f"{_COURSES[course]}{'' if course == 'reached' else f' · {escape(owner)}'}"
        table.add_row(name, shown(actual, unit), f"{sign} {shown(wanted, unit)}", str(by_on), trend, state)
    out.print(table)


def show_tag_freshness(out: Console, con: duckdb.DuckDBPyConnection, today: date) -> bool:
    """Which tags rest on data past its target, and which are held past their time to live; whether any is."""
    ((as_of_on, count),) = con.execute(
        "select (select as_of_on from publish.dim_snapshots), (select count(*) from tags.dim_tags)"
    ).fetchall()
    passed = max((today - as_of_on).days, 0)
    stale = con.execute(_STALE, {"passed": passed}).fetchall()
    expired = con.execute(_EXPIRED, {"today": today}).fetchall()
    if not stale and not expired:
        out.print(f"[green]✓[/green] Tags 标签: all {count} are as fresh as they should be")
        return False
    if stale:
        key, weakest_table, age, target = max(stale, key=lambda row: (row[2] - row[3], row[0]))
        told = f"{len(stale)} of {count} tags rest on data past its target"
        worst = f"{key}: {weakest_table} is {age} days old, {target} are allowed"
        out.print(f"[yellow]![/yellow] Tags 标签: {told}; the most: {escape(worst)}")
    if expired:
        named = ", ".join(f"{key} ({held:,})" for key, held in expired[:_MOST_TOLD])
        more = f" and {len(expired) - _MOST_TOLD} more" if len(expired) > _MOST_TOLD else ""
        out.print(f"[yellow]![/yellow] Expired and not acting 已过期: {escape(named)}{more}")
    return True


def waiting_tags(con: duckdb.DuckDBPyConnection, days: int) -> list[str]:
    """The tags that want to be looked at more often than every so many days."""
    rows = con.execute(
        "select tag_key from tags.dim_tags where fresh_days < ? order by all", [days]
    ).fetchall()
    return [key for (key,) in rows]


def shown(value: float | None, unit: str, *, signed: bool = False) -> str:
    """A figure as people read it; a share in per cent, a dash for what is not known."""
    if value is None:
        return "–"
    sign = "+" if signed else ""
    return f"{value:{sign}.1%}" if unit == "share" else f"{value:{sign},.4g}"
