"""Demand: whether methods beat the naive ones on sales of shops, and what a large shop costs.

python -m benchmarks.demand           Online Retail and AdventureWorks; part of `make evaluate`
python -m benchmarks.demand million   5,000 products in 20 categories, three years; part of `make bench`
"""

import resource
import sys
import time
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.orders import online_retail_lines, real_data
from ml.demand.score import score
from ml.demand.settings import WEEK, DemandSettings
from ml.demand.train import train

AS_OF_ON = date(2011, 12, 10)
WEEKS, PRODUCTS, CATEGORIES = 156, 5_000, 20
SEGMENTS = ("active", "new", "unknown", "won_back")


def main() -> None:
    """Print the verdict on Online Retail and on AdventureWorks, a week and four weeks ahead."""
    for name, sold, as_of_on in (("Online Retail", *gift_shop()), ("AdventureWorks", *bicycles())):
        for days in (7, 28):
            fitted = train(sold, as_of_on, DemandSettings(horizon_days=days))
            say(f"{name}, {days} days {fitted.reason}")
            for level, told in fitted.card.get("levels", {}).items():
                say(f"  {level}, {told['series']:,} series: {told['verdict']}")
                say(f"    intervals hold {told['test_coverage']}; tried before: {told['choosing_wape']}")


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
    say(
        f"{len(sold):,} rows, {units.sum():,} units: tried and fitted in {trained:.0f} s,"
        f" {len(found):,} series forecast in {time.perf_counter() - began:.1f} s;"
        f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB"
    )


def say(text: str) -> None:
    """Show a line at once."""
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    million() if sys.argv[1:] == ["million"] else main()
