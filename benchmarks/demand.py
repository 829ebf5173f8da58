"""Demand: whether methods beat the naive ones on sales of shops, and what a large shop costs.

Usage: python -m benchmarks.evaluate demand   Online Retail and AdventureWorks, a week and four weeks ahead
       python -m benchmarks.demand            5,000 products in 20 categories, three years
"""

import resource
import time
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.evaluated import Evaluated, beside, refused
from benchmarks.orders import online_retail_lines, real_data
from ml.demand.score import score
from ml.demand.settings import WEEK, DemandSettings
from ml.demand.train import train

AS_OF_ON = date(2011, 12, 10)
WEEKS, PRODUCTS, CATEGORIES = 156, 5_000, 20
SEGMENTS = ("active", "new", "unknown", "won_back")


def evaluated() -> list[Evaluated]:
    """A row per shop, horizon and level, beside the best naive method."""
    shops = (("online_retail", *gift_shop()), ("adventureworks", *bicycles()))
    return [row for name, *sales in shops for days in (7, 28) for row in _rows(name, *sales, days)]


def evaluated_small() -> list[Evaluated]:
    """AdventureWorks a week ahead."""
    return _rows("adventureworks", *bicycles(), 7)


def _rows(name: str, sold: pd.DataFrame, as_of_on: date, days: int) -> list[Evaluated]:
    """WAPE of the method chosen before the test, and how many outcomes of the test its intervals held."""
    fitted, data = train(sold, as_of_on, DemandSettings(horizon_days=days)), f"{name}, {days} days ahead"
    if not fitted.is_published:
        return [refused("demand", data, "wape", fitted.reason)]
    rows = []
    # these shops tell no segments apart
    for level in sorted(fitted.levels.keys() & {"category", "product"}):
        told = fitted.card["levels"][level]
        of, is_naive = (f"demand: {level}", data), fitted.levels[level].is_baseline
        why = f"Not used: {told['verdict']}" if is_naive else ""
        rows.append(beside(of, told["figures"], "wape", told["baseline"], refused=why))
        if told["test_coverage"] is not None:
            rows.append(Evaluated(*of, "held by the interval of 90 %", told["test_coverage"]))
    return rows


def gift_shop() -> tuple[pd.DataFrame, date]:
    """Online Retail: products only, thirteen months."""
    lines = online_retail_lines(real_data())
    frame = {"on": lines["InvoiceDate"], "product_id": lines["StockCode"], "quantity": lines["Quantity"]}
    return _weekly(pd.DataFrame(frame).assign(category=None), AS_OF_ON), AS_OF_ON


def bicycles() -> tuple[pd.DataFrame, date]:
    """AdventureWorks, an invented company: products and their subcategories, two and a half years."""
    lines = pd.read_parquet(real_data() / "adventureworks/sales.parquet")
    products = pd.read_parquet(real_data() / "adventureworks/products.parquet").set_index("ProductKey")
    frame = pd.DataFrame(
        {
            "on": pd.to_datetime(lines["OrderDate"], format="%m/%d/%Y"),
            "product_id": lines["ProductKey"].astype(str),
            "category": lines["ProductKey"].map(products["ProductSubcategoryKey"]).astype(str),
            "quantity": lines["OrderQuantity"],
        }
    )
    as_of_on = (frame["on"].max() + pd.Timedelta(days=1)).date()
    return _weekly(frame, as_of_on), as_of_on


def _weekly(lines: pd.DataFrame, as_of_on: date) -> pd.DataFrame:
    """Units per whole week before a day, category and product."""
    days = (pd.Timestamp(as_of_on) - pd.to_datetime(lines["on"]).dt.normalize()).dt.days
    lines = lines.assign(week=(days - 1) // WEEK)[(days - 1) // WEEK < days.max() // WEEK]
    keys = ["week", "category", "product_id"]
    sold = lines.groupby(keys, as_index=False, dropna=False)["quantity"].sum()
    return sold.assign(segment_key="unknown", quantity=sold["quantity"].astype("float64"))


def million() -> None:
    """Print what training and forecasting take: a million customers come to so many weeks and products."""
    random = np.random.default_rng(1)
    shape = (WEEKS, len(SEGMENTS), PRODUCTS)
    pace = random.gamma(0.7, 6, PRODUCTS)[None, None, :] * np.array([0.6, 0.2, 0.1, 0.1])[None, :, None]
    units = random.poisson(np.broadcast_to(pace, shape))
    week, segment, product = np.nonzero(units)
    sold = pd.DataFrame(
        {
            "week": week,
            "segment_key": np.array(SEGMENTS, dtype=object)[segment],
            "category": np.char.add("category ", (product % CATEGORIES).astype(str)).astype(object),
            "product_id": np.char.add("product ", product.astype(str)).astype(object),
            "quantity": units[week, segment, product].astype("float64"),
        }
    )
    settings, began = DemandSettings(), time.perf_counter()
    fitted = train(sold, AS_OF_ON, settings)
    trained, began = time.perf_counter() - began, time.perf_counter()
    found = score(fitted, sold, settings)
    print(  # noqa: T201
        f"{len(sold):,} rows, {units.sum():,} units: tried and fitted in {trained:.0f} s,"
        f" {len(found):,} series forecast in {time.perf_counter() - began:.1f} s;"
        f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB"
    )


if __name__ == "__main__":
    million()
