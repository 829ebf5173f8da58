"""What the screen tells of who is who: what guards kept apart, what waits for a person, what changed."""

import duckdb
from rich.console import Console

_TITLES = {
    "sizes": "Customers 客户规模",
    "rules": "Kept apart 隔离",
    "matching": "Likeness 相似匹配",
    "drift": "Changed on that day 当日变化",
}


def show_identity(out: Console, con: duckdb.DuckDBPyConnection) -> None:
    """A line per topic of marts.mart_identity_health; measures that are 0 are left out."""
    rows = con.execute(
        "select topic, name_en, measure_count from marts.mart_identity_health where measure_count > 0"
        " order by health_measure_key"
    ).fetchall()
    out.print("Who is who 客户识别")
    for topic, title in _TITLES.items():
        told = ", ".join(f"{count:,} {name}" for found, name, count in rows if found == topic)
        out.print(f"  {title}: {told or 'none'}")
    if any(topic == "rules" or "wait" in name for topic, name, _ in rows):
        out.print("  What waits for a person: [bold]huaxiang identity review[/bold]")
