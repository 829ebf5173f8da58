"""Next products on Online Retail: 60 days, beside what is popular and what was bought before.

Usage: python -m benchmarks.next_products [million]: with it, fit and score of a million made-up customers.
"""

import resource
import sys
import time
from datetime import date, timedelta

import numpy as np

from benchmarks.orders import online_retail_lines, real_data
from ml.next_products.purchases import Purchases, day_number, purchases_of
from ml.next_products.score import score
from ml.next_products.settings import NextProductSettings
from ml.next_products.train import train

_NAMES = {"Customer ID": "customer_id", "StockCode": "product_id", "InvoiceDate": "ordered_on"}
_END = date(2011, 12, 10)
_CUSTOMERS, _PRODUCTS, _LINES_EACH = 1_000_000, 5_000, 12


def online_retail() -> None:
    """Recall at ten of all products and of those new to the customer, coverage, verdict."""
    lines = online_retail_lines(real_data()).rename(columns=_NAMES)
    bought = purchases_of(lines.assign(ordered_on=lines["ordered_on"].dt.normalize()))
    fitted = train(bought, _END, NextProductSettings(horizon_days=60))
    print(  # noqa: T201
        f"{'online_retail, last 60 days':<30}{'recall':>8}{'interval':>18}{'new':>8}{'interval':>18}"
        f"{'shown':>8}"
    )
    for scored_by, found in fitted.card.get("figures", {}).items():
        cells = [
            f"{found[name]:>8.4f}{_between(found[f'{name}_interval']):>18}"
            for name in ("recall", "recall_new")
        ]
        print(f"{scored_by:<30}{''.join(cells)}{found['coverage']:>8.1%}")  # noqa: T201
    print(fitted.card["verdict"])  # noqa: T201


def million() -> None:
    """Seconds and peak memory for a million customers with twelve lines each."""
    chance = np.random.default_rng(7)
    size = _CUSTOMERS * _LINES_EACH
    customer = np.repeat(np.arange(_CUSTOMERS), _LINES_EACH)
    group = chance.integers(50, size=_CUSTOMERS)[customer]
    product = np.where(
        chance.random(size) < 0.5,
        group * 100 + chance.integers(100, size=size),
        chance.zipf(1.3, size) % _PRODUCTS,
    )
    day = day_number(_END - timedelta(days=1)) - chance.integers(0, 365, size=size)
    order = np.lexsort((day, product, customer))
    bought = Purchases(
        np.array([f"customer {number}" for number in range(_CUSTOMERS)], dtype=object),
        np.array([f"product {number}" for number in range(_PRODUCTS)], dtype=object),
        customer[order],
        product[order],
        day[order],
    )
    started = time.perf_counter()
    fitted = train(bought, _END, NextProductSettings())
    trained = time.perf_counter()
    print(fitted.card["verdict"])  # noqa: T201
    shown = score(fitted, bought, _END, NextProductSettings())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(  # noqa: T201
        f"{_CUSTOMERS:,} customers, {size:,} lines: fitted in {trained - started:.1f} s,"
        f" {len(shown):,} rows scored in {time.perf_counter() - trained:.1f} s, peak {peak:,.0f} MiB"
    )


def _between(ends: list[float]) -> str:
    return f"{ends[0]:.4f}–{ends[1]:.4f}"


if __name__ == "__main__":
    million() if "million" in sys.argv[1:] else online_retail()
