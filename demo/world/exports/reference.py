"""What the company buys of others: provinces with their figures, rates of the day, holidays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.world import abroad
from demo.world.exports.desk import Desk
from demo.world.writing import taken

RATES = """
select
    strftime(day, '%d/%m/%Y') as "Date",
    "currency" as "Currency",
    if(awkward = 'zero_rate', 0, cast(rate as decimal(12, 4))) as "CNY per unit"
from rows
"""


def write(desk: Desk) -> None:
    """regions.csv, rates.csv with days as in Hong Kong, holidays.csv."""
    span = desk.world.span
    _write(desk, "regions", ["code", "name", "name_en", "gdp", "income"], abroad.regions())
    days = np.arange(-7, span.days)
    days = days[(span.opening + days).astype("datetime64[D]").astype(int) % 7 != 2]  # no rates on Saturdays
    currency = np.tile([1, 2], len(days))
    day = np.repeat(days, 2)
    rows = {
        "day": (span.opening + day).astype("datetime64[s]"),
        "currency": np.array(abroad.CURRENCIES)[currency],
        "rate": abroad.rate(span, day, currency),
    }
    take, cases = desk.awkward.rows(desk.draw("rates"), "rates", len(day))
    desk.scribe.csv(taken(rows, take, awkward=cases), RATES, desk.path("reference", "rates", "csv"))
    _write(desk, "holidays", ["day", "name", "working"], abroad.holidays(span))


def _write(desk: Desk, name: str, columns: list[str], rows: list) -> None:
    table = pa.table({column: [str(row[place]) for row in rows] for place, column in enumerate(columns)})
    desk.scribe.csv(table, "select * from rows", desk.path("reference", name, "csv"))
