"""What `huaxiang explain` says of a customer's forecast: numbers with intervals, and what they rest on."""

from collections.abc import Iterator
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape

_ROW = """
select forecasts.*, features.order_day_count, features.days_since_first_order, features.days_since_last_order,
    features.purchase_cycle_days,
    cast(features.lifetime_spend_amount as double) / nullif(features.order_day_count
        * (1 - features.unconverted_order_count / nullif(features.order_count, 0)), 0) as day_amount,
    models.name_zh || ' ' || models.name_en as name, models.withheld
from scores.fct_customer_forecasts as forecasts
inner join features.fct_customer_features as features using (customer_id)
inner join scores.dim_models as models on models.model_key = 'value'
where customer_id = ?
"""


def show_forecast(out: Console, con: duckdb.DuckDBPyConnection, customer_id: str) -> None:
    """Print the forecast; nothing for a customer without an order, and while no value model is published."""
    cursor = con.execute(_ROW, [customer_id])
    names = [column[0] for column in cursor.description]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        out.print(f"{row['name']}, within {row['horizon_days']} days [dim]model {row['model_version']}[/dim]")
        for line in _expected(row):
            out.print(f"  {line}")
        for line in reasons(row):
            out.print(f"  [cyan]← {escape(line)}[/cyan]")
        if row["withheld"]:
            out.print(f"  [dim]withheld {escape(row['withheld'])}[/dim]")


def _expected(row: dict[str, Any]) -> Iterator[str]:
    """The numbers that are told; those withheld are null."""
    told = []
    if row["expected_order_days"] is not None:
        told.append(
            f"[bold]{row['expected_order_days']:.1f}[/bold] order days"
            f" ({row['least_order_days']} to {row['most_order_days']})"
        )
    told += [
        f"{what} [bold]{row[f'expected_{what}_amount']:,.0f}[/bold] {row['currency_code'] or ''}"
        f" ({row[f'least_{what}_amount']:,.0f} to {row[f'most_{what}_amount']:,.0f})"
        for what in ("spend", "margin")
        if row[f"expected_{what}_amount"] is not None
    ]
    if told:
        yield "expected 预计: " + ", ".join(told)
    if row["alive_probability"] is not None:
        yield f"still a customer 仍是客户: [bold]{row['alive_probability']:.0%}[/bold]"
    if row["next_order_on"] is not None:
        ends = f"{row['next_order_from_on']} to {row['next_order_until_on'] or 'maybe never'}"
        yield f"next order 下次下单: about [bold]{row['next_order_on']}[/bold] ({ends})"


def reasons(row: dict[str, Any]) -> list[str]:
    """What the forecast rests on, in Chinese and in English.

    `row` has order_day_count, days_since_first_order, days_since_last_order, and, null where unknown,
    purchase_cycle_days (mean days between order days), day_amount (spend per order day) and currency_code.
    """
    days, first, last = (
        row[name] for name in ("order_day_count", "days_since_first_order", "days_since_last_order")
    )
    zh = [f"首单在 {first} 天前，共 {days} 个下单日，最近一次在 {last} 天前"]
    en = [f"first order {first} days ago, {days} order days in all, the latest {last} days ago"]
    cycle = row["purchase_cycle_days"]
    if cycle:
        zh.append(f"平均每 {cycle:.0f} 天下单一次，{_quiet_zh(last, cycle)}")
        en.append(f"usually every {cycle:.0f} days, {_quiet_en(last, cycle)}")
    else:
        zh.append("只有一个下单日，节奏按全体客户估计")
        en.append("one order day alone: its rhythm is that of all customers")
    if row["day_amount"] is not None:
        currency = row["currency_code"] or ""
        zh.append(f"每个下单日平均消费 {row['day_amount']:,.0f} {currency}".rstrip())
        en.append(f"an order day is worth {row['day_amount']:,.0f} {currency}".rstrip())
    return ["；".join(zh), "; ".join(en)]


def _quiet_zh(last: int, cycle: float) -> str:
    if last <= cycle:
        return "仍在周期内"
    return f"已沉默 {last / cycle:.1f} 个周期"


def _quiet_en(last: int, cycle: float) -> str:
    if last <= cycle:
        return "still within that"
    return f"silent for {last / cycle:.1f} times as long"
