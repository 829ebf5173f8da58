"""`huaxiang metric`: the main figures of the newest snapshot, for everybody or by a dimension."""

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration.compose.wording import nearest
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.publish.snapshot import published_snapshot
from orchestration.upkeep import shown

_ALL = """
select
    metric_key,
    metrics.name_zh || ' ' || metrics.name_en,
    values.metric_value,
    metrics.unit,
    metrics.description
from marts.mart_metrics as values
inner join marts.dim_metrics as metrics using (metric_key)
where values.dimension_key = 'all'
order by metric_key
"""
_BY = """
select
    case when names.name_zh = names.name_en then names.name_zh else names.name_zh || ' ' || names.name_en end,
    values.metric_value,
    values.customer_count
from marts.mart_metrics as values
inner join marts.dim_dimension_values as names using (dimension_key, dimension_value)
where values.metric_key = ? and values.dimension_key = ?
order by dimension_value = 'unknown', values.metric_value desc nulls last, dimension_value
"""


def show_metrics(out: Console, home: Home, key: str | None, by: str | None) -> None:
    """All metrics; one; or one by the values of a dimension. HuaxiangError names the nearest key."""
    with duckdb.connect(str(published_snapshot(home)), read_only=True) as con:
        metrics = {row[0]: row for row in con.execute(_ALL).fetchall()}
        if key is None and by is not None:
            raise HuaxiangError(f"Say which metric: huaxiang metric <metric> --by {by}.")
        if key is not None and key not in metrics:
            raise HuaxiangError(f"There is no metric {key}; {nearest(key, metrics)}.")
        if key is None or by is None:
            _show_everybody(out, list(metrics.values()) if key is None else [metrics[key]])
            return
        names = dict(
            con.execute(
                "select dimension_key, name_zh || ' ' || name_en from marts.dim_dimensions"
            ).fetchall()
        )
        if by not in names:
            raise HuaxiangError(f"There is no dimension {by}; {nearest(by, names)}.")
        _, name, value, unit, told = metrics[key]
        table = _table(f"{name} · {names[by]}", [names[by], "value", "customers"])
        for of, figure, customers in con.execute(_BY, [key, by]).fetchall():
            table.add_row(of, shown(figure, unit), f"{customers:,}")
        table.add_row("all 全部", shown(value, unit), "")
        out.print(table)
        out.print(told, style="dim")


def _show_everybody(out: Console, metrics: list[tuple]) -> None:
    table = _table("Metrics 指标", ["metric", "", "value", "what it says"])
    for key, name, value, unit, told in metrics:
        table.add_row(key, name, shown(value, unit), told)
    out.print(table)


def _table(title: str, columns: list[str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if name in ("value", "customers") else "left")
    return table
