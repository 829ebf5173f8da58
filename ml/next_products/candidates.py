"""What might be shown to each customer, and what is known of each of these products and customers."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ml.arrays import distinct
from ml.next_products.purchases import Purchases
from ml.next_products.settings import NextProductSettings
from ml.next_products.similar import Similar, best_of

AGAIN, NEW = "again", "new"
INPUTS = (
    "is_own",
    "own_times",
    "own_silence",
    "own_due",
    "near_by_basket",
    "near_by_customer",
    "popularity",
    "buyer_days",
    "buyer_kinds",
    "buyer_silence",
)
# what lies longer back weighs half as much
_HALF_LIFE = 180.0


@dataclass(frozen=True)
class Candidates:
    """One entry per customer and product: places, INPUTS."""

    customer: np.ndarray
    product: np.ndarray
    inputs: np.ndarray

    @property
    def is_own(self) -> np.ndarray:
        """Whether the customer bought it before."""
        return self.inputs[:, 0] > 0

    @property
    def own_silence(self) -> np.ndarray:
        """Days since the customer bought it; infinite for what is new."""
        days = np.rint(np.expm1(self.inputs[:, INPUTS.index("own_silence")]))
        return np.where(self.is_own, days, np.inf)

    def where(self, kept: np.ndarray) -> "Candidates":
        """The entries that a mask or places keep."""
        return Candidates(self.customer[kept], self.product[kept], self.inputs[kept])


@dataclass(frozen=True)
class Owned:
    """One entry per customer and product bought: how often, and on which days first and last."""

    customer: np.ndarray
    product: np.ndarray
    times: np.ndarray
    first: np.ndarray
    last: np.ndarray


def owned_by(bought: Purchases, customers: np.ndarray) -> Owned:
    """What these customers have bought; entries name a customer by its place in `customers`."""
    place = np.full(len(bought.customers), -1)
    place[customers] = np.arange(len(customers))
    kept = bought.where(place[bought.customer] >= 0)
    # entries are in the order of customer, product and day
    pair = kept.customer * len(kept.products) + kept.product
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    ends = np.append(starts[1:], len(pair))
    return Owned(
        place[kept.customer[starts]],
        kept.product[starts],
        ends - starts,
        kept.day[starts],
        kept.day[ends - 1] if len(starts) else starts,
    )


def candidates(
    bought: Purchases,
    customers: np.ndarray,
    as_of: int,
    similar: Similar,
    popularity: np.ndarray,
    settings: NextProductSettings,
) -> Candidates:
    """Own, similar and popular products of these customers (places), from what was bought before `as_of`."""
    own = owned_by(bought, customers)
    shape = (len(customers), len(bought.products))
    weight = np.exp2(-(as_of - own.last) / _HALF_LIFE).astype("float32")
    weighed = sparse.csr_matrix((weight, (own.customer, own.product)), shape=shape)
    near = [(weighed @ matrix).tocsr() for matrix in (similar.by_basket, similar.by_customer)]
    is_own = sparse.csr_matrix((np.ones(len(own.times), "float32"), (own.customer, own.product)), shape=shape)
    known = _picked(own, near, is_own, popularity, settings, as_of)
    inputs = _inputs(known, own, near, popularity, as_of, shape)
    return Candidates(known[0], known[1], inputs)


def popular_products(bought: Purchases, as_of: int, days: int) -> np.ndarray:
    """Share of the buyers of the last days who bought each product."""
    recent = bought.where((bought.day < as_of) & (bought.day >= as_of - days))
    pairs = distinct(recent.customer * len(bought.products) + recent.product)
    counts = np.bincount(pairs % len(bought.products), minlength=len(bought.products))
    return counts / max(len(distinct(recent.customer)), 1)


def _picked(
    own: Owned,
    near: list[sparse.csr_matrix],
    is_own: sparse.csr_matrix,
    popularity: np.ndarray,
    settings: NextProductSettings,
    as_of: int,
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs: own products bought last, new ones nearest to them by basket or customer, popular ones."""
    mine = best_of(own.customer, own.times / (as_of - own.last + 30.0), own.product, settings.own)
    nearest = [_nearest_new(matrix.tocoo(), is_own, settings.similar) for matrix in near]
    most = np.lexsort((np.arange(len(popularity)), -popularity))[: settings.popular]
    customers = np.repeat(np.arange(is_own.shape[0]), len(most))
    rows = np.concatenate([own.customer[mine], *(found[0] for found in nearest), customers])
    columns = [own.product[mine], *(found[1] for found in nearest), np.tile(most, is_own.shape[0])]
    pairs = distinct(rows.astype("int64") * is_own.shape[1] + np.concatenate(columns))
    return pairs // is_own.shape[1], pairs % is_own.shape[1]


def _nearest_new(
    near: sparse.coo_matrix, is_own: sparse.csr_matrix, most: int
) -> tuple[np.ndarray, np.ndarray]:
    new = _at(is_own, near.row, near.col) == 0
    kept = best_of(near.row[new], near.data[new], near.col[new], most)
    return near.row[new][kept], near.col[new][kept]


def _at(matrix: sparse.csr_matrix, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The values at these places; 0 where there is none."""
    width = matrix.shape[1]
    entries = matrix.tocoo()
    keys = entries.row.astype("int64") * width + entries.col
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], entries.data[order]
    wanted = rows.astype("int64") * width + columns
    places = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    if not len(keys):
        return np.zeros(len(wanted), "float32")
    return np.where(keys[places] == wanted, values[places], 0).astype("float32")


def _inputs(
    known: tuple[np.ndarray, np.ndarray],
    own: Owned,
    near: list[sparse.csr_matrix],
    popularity: np.ndarray,
    as_of: int,
    shape: tuple[int, int],
) -> np.ndarray:
    """Entries × INPUTS, on scales on which they add up."""
    rows, columns = known

    def of_own(values: np.ndarray) -> np.ndarray:
        matrix = sparse.csr_matrix((values.astype("float32"), (own.customer, own.product)), shape=shape)
        return _at(matrix, rows, columns)

    times = of_own(own.times)
    silence = of_own(as_of - own.last)
    cycle = (own.last - own.first) / np.maximum(own.times - 1, 1)
    due = of_own((as_of - own.last + 1.0) / (cycle + 1.0)) * (times > 1)
    kinds = np.bincount(own.customer, minlength=shape[0])
    days = np.bincount(own.customer, weights=own.times, minlength=shape[0])
    last = np.zeros(shape[0])
    np.maximum.at(last, own.customer, own.last)
    return np.column_stack(
        [
            times > 0,
            np.log1p(times),
            np.log1p(silence) * (times > 0),
            np.log1p(due),
            *(np.log(_at(matrix, rows, columns) + 0.01) for matrix in near),
            np.log(popularity[columns] + 1e-4),
            np.log1p(days[rows] / np.maximum(kinds[rows], 1)),
            np.log1p(kinds[rows]),
            np.log1p(np.maximum(as_of - last[rows], 0)),
        ]
    )


def because(found: Candidates, bought: Purchases, customers: np.ndarray, similar: Similar) -> np.ndarray:
    """For each entry the product, among those the customer owns, that is nearest to it; -1 for none."""
    own = owned_by(bought, customers)
    owned = sparse.csr_matrix(
        (np.ones(len(own.product), "float32"), (own.customer, own.product)),
        shape=(len(customers), len(bought.products)),
    )
    pairs = similar.of_either[found.product].multiply(owned[found.customer]).tocsr()
    nearest = best_of(
        np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr)), pairs.data, pairs.indices, 1
    )
    told = np.full(len(found.product), -1)
    told[np.diff(pairs.indptr) > 0] = pairs.indices[nearest]
    return told
