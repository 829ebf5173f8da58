"""What to show each customer next, with the chance and the reason."""

from collections.abc import Collection, Iterator
from datetime import date

import numpy as np
import pandas as pd

from ml.arrays import distinct
from ml.next_products.candidates import (
    AGAIN,
    NEW,
    Candidates,
    because,
    candidates,
    owned_by,
    popular_products,
)
from ml.next_products.purchases import Purchases, day_number
from ml.next_products.settings import NextProductSettings
from ml.next_products.similar import best_of, similar_products
from ml.next_products.train import Fitted

_CUSTOMERS_AT_ONCE = 20_000
# a product of which nobody knows how soon it is bought again rests that long
_REST_DAYS = 14
_MIN_REPEATS = 5


def score(
    fitted: Fitted,
    every: Purchases,
    as_of_on: date,
    settings: NextProductSettings,
    out_of_stock: Collection[str] = (),
) -> pd.DataFrame:
    """The likeliest products of every customer with a purchase before `as_of_on`, at most `shown` each.

    Columns: customer_id, place (1 is the likeliest), product_id, chance (0 to 1, within the horizon), kind
    (again or new), because_product_id (the own product most often bought together with it; null for none).
    Left out are products out of stock, and own ones until half the time has passed after which they are
    usually bought again.
    ValueError for a fit that is not published.
    """
    if fitted.chance is None:
        raise ValueError(
            f"The next-products fit {fitted.model_version} must not score: {fitted.reason}"
            " Score only published fits."
        )
    as_of = day_number(as_of_on)
    bought = every.before(as_of)
    parts = list(_parts(fitted, bought, as_of, settings, out_of_stock))
    columns = ["customer_id", "place", "product_id", "chance", "kind", "because_product_id"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def rest_days(bought: Purchases) -> np.ndarray:
    """Per product half the median days between two purchases by one customer."""
    own = owned_by(bought, np.arange(len(bought.customers)))
    again = own.times > 1
    cycles = pd.Series((own.last - own.first)[again] / (own.times[again] - 1))
    found = cycles.groupby(own.product[again]).agg(["median", "count"])
    rests = np.full(len(bought.products), float(_REST_DAYS))
    known = found[found["count"] >= _MIN_REPEATS]
    rests[known.index] = known["median"] / 2
    return rests


def _parts(
    fitted: Fitted,
    bought: Purchases,
    as_of: int,
    settings: NextProductSettings,
    out_of_stock: Collection[str],
) -> Iterator[pd.DataFrame]:
    similar = similar_products(bought, settings.min_buyers, settings.neighbours)
    popularity = popular_products(bought, as_of, settings.popular_days)
    rests = rest_days(bought)
    is_out = np.isin(bought.products, list(out_of_stock))
    everyone = distinct(bought.customer)
    for first in range(0, len(everyone), _CUSTOMERS_AT_ONCE):
        customers = everyone[first : first + _CUSTOMERS_AT_ONCE]
        found = candidates(bought, customers, as_of, similar, popularity, settings)
        found = found.where(~is_out[found.product] & (found.own_silence >= rests[found.product]))
        chance = fitted.chance.of(found)
        kept = best_of(found.customer, chance, found.product, settings.shown)
        shown = found.where(kept)
        yield _told(shown, chance[kept], because(shown, bought, customers, similar), bought, customers)


def _told(
    shown: Candidates,
    chance: np.ndarray,
    because_of: np.ndarray,
    bought: Purchases,
    customers: np.ndarray,
) -> pd.DataFrame:
    starts = np.flatnonzero(np.diff(shown.customer, prepend=-1))
    sizes = np.diff(np.append(starts, len(shown.customer)))
    names = np.append(bought.products, None)
    return pd.DataFrame(
        {
            "customer_id": bought.customers[customers[shown.customer]],
            "place": np.arange(len(shown.customer)) - np.repeat(starts, sizes) + 1,
            "product_id": bought.products[shown.product],
            "chance": chance,
            "kind": np.where(shown.is_own, AGAIN, NEW),
            "because_product_id": names[because_of],
        }
    )
