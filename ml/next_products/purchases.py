"""Who bought what and when, as numbers."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

_COLUMNS = ["customer_id", "product_id", "ordered_on"]


@dataclass(frozen=True)
class Purchases:
    """One entry per customer, product and day: places in `customers` and `products`, a day's number."""

    customers: np.ndarray
    products: np.ndarray
    customer: np.ndarray
    product: np.ndarray
    day: np.ndarray

    def __len__(self) -> int:
        """How many entries."""
        return len(self.day)

    def where(self, kept: np.ndarray) -> "Purchases":
        """The entries that a mask keeps; customers and products keep their places."""
        return Purchases(
            self.customers, self.products, self.customer[kept], self.product[kept], self.day[kept]
        )

    def before(self, day: int) -> "Purchases":
        """What had been bought before a day."""
        return self.where(self.day < day)

    def within(self, day: int, days: int) -> "Purchases":
        """What was bought on a day and the days after it."""
        return self.where((self.day >= day) & (self.day < day + days))


def purchases_of(frame: pd.DataFrame) -> Purchases:
    """From a frame of customer_id, product_id, ordered_on (sale lines); rows without one are left out.

    ValueError for lacking columns.
    """
    if lacking := [column for column in _COLUMNS if column not in frame.columns]:
        raise ValueError(
            f"The purchases have no {', '.join(lacking)}; expected {', '.join(_COLUMNS)} of fct_order_lines."
        )
    rows = frame[_COLUMNS].dropna().drop_duplicates()
    customer, customers = pd.factorize(rows["customer_id"], sort=True)
    product, products = pd.factorize(rows["product_id"], sort=True)
    day = pd.to_datetime(rows["ordered_on"]).to_numpy("datetime64[D]").astype("int64")
    order = np.lexsort((day, product, customer))
    return Purchases(
        np.asarray(customers, dtype=object),
        np.asarray(products, dtype=object),
        customer[order],
        product[order],
        day[order],
    )


def day_number(day: date) -> int:
    """The day as the number that `Purchases.day` holds."""
    return int(np.datetime64(day, "D").astype("int64"))
