"""Next products on Online Retail: 60 days, beside what is popular and what was bought before.

Usage: python -m benchmarks.evaluate next_products
       python -m benchmarks.next_products             fit and score of a million made-up customers
"""

import resource
import time
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks.evaluated import Aim, Evaluated, beside, refused
from benchmarks.orders import online_retail_lines, real_data
from ml.next_products.purchases import Purchases, day_number, purchases_of
from ml.next_products.score import score
from ml.next_products.settings import NextProductSettings
from ml.next_products.train import POPULARITY, REPEATS, train

_NAMES = {"Customer ID": "customer_id", "StockCode": "product_id", "InvoiceDate": "ordered_on"}
# figure → what it is set beside, and the aim
BASELINES = {"recall": REPEATS, "recall_new": POPULARITY, "coverage": POPULARITY}
AIMS = {"recall": Aim(at_least=0.155), "recall_new": Aim(at_least=0.055), "coverage": Aim(at_least=0.2)}
_END = date(2011, 12, 10)
_CUSTOMERS, _PRODUCTS, _LINES_EACH = 1_000_000, 5_000, 12


def evaluated() -> list[Evaluated]:
    """Recall at ten of all products and of those new to the customer, and coverage."""
    return _rows(online_retail_lines(real_data()), "online_retail, last 60 days", AIMS)


def evaluated_small() -> list[Evaluated]:
    """The same of a third of the customers; the aims are those of the whole."""
    lines = online_retail_lines(real_data())
    some = lines[lines["Customer ID"] % 3 == 0]
    return _rows(some, "online_retail, a third of the customers, last 60 days", {})


def _rows(lines: pd.DataFrame, data: str, aims: Mapping[str, Aim]) -> list[Evaluated]:
    lines = lines.rename(columns=_NAMES)
    bought = purchases_of(lines.assign(ordered_on=lines["ordered_on"].dt.normalize()))
    card = train(bought, _END, NextProductSettings(horizon_days=60)).card
    if "figures" not in card:
        return [refused("next_products", data, figure, card["verdict"]) for figure in BASELINES]
    why = "" if card["is_published"] else card["verdict"]
    return [
        beside(("next_products", data), card["figures"], figure, baseline, aims.get(figure), why)
        for figure, baseline in BASELINES.items()
    ]


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


if __name__ == "__main__":
    million()
