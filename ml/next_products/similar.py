"""Which products go together: cosine between products over baskets, and over customers."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ml.arrays import distinct
from ml.next_products.purchases import Purchases

_AT_ONCE = 2_000


@dataclass(frozen=True)
class Similar:
    """Rows are products: how near the nearest others are (0 to 1), by baskets and by customers in common."""

    by_basket: sparse.csr_matrix
    by_customer: sparse.csr_matrix

    @cached_property
    def of_either(self) -> sparse.csr_matrix:
        """Rows are products: how near they are to those whose neighbours they are, both ways added up."""
        return (self.by_basket + self.by_customer).T.tocsr()


def similar_products(bought: Purchases, min_buyers: int, neighbours: int) -> Similar:
    """The nearest products of each, if it has enough buyers. A basket is what is bought on a day."""
    day = bought.customer.astype("int64") * 1_000_000 + bought.day
    baskets = np.unique(day, return_inverse=True)[1]
    pair = distinct(bought.customer.astype("int64") * len(bought.products) + bought.product)
    buyers = np.bincount(pair % len(bought.products), minlength=len(bought.products))
    keeps = buyers >= min_buyers
    return Similar(
        _similar(baskets, bought.product, keeps, neighbours),
        _similar(pair // len(bought.products), pair % len(bought.products), keeps, neighbours),
    )


def _similar(group: np.ndarray, product: np.ndarray, keeps: np.ndarray, neighbours: int) -> sparse.csr_matrix:
    """Cosine over the groups. Two of three products say more of each other than two of three hundred."""
    kept = keeps[product]
    group, product = group[kept], product[kept]
    sizes = np.bincount(group)
    weight = (1.0 / np.sqrt(sizes[group])).astype("float32")
    shape = (len(sizes), len(keeps))
    columns = sparse.csr_matrix((weight, (group, product)), shape=shape).tocsc()
    length = np.sqrt(np.asarray(columns.multiply(columns).sum(axis=0)).ravel())
    parts = [_nearest(columns, length, first, neighbours) for first in range(0, len(keeps), _AT_ONCE)]
    return sparse.vstack(parts, format="csr")


def _nearest(
    columns: sparse.csc_matrix, length: np.ndarray, first: int, neighbours: int
) -> sparse.csr_matrix:
    """The rows of some products."""
    together = (columns[:, first : first + _AT_ONCE].T @ columns).tocoo()
    rows, others, value = together.row, together.col, together.data
    apart = others != rows + first
    rows, others, value = rows[apart], others[apart], value[apart]
    near = value / (length[rows + first] * length[others])
    kept = best_of(rows, near, others, neighbours)
    shape = (together.shape[0], columns.shape[1])
    return sparse.csr_matrix((near[kept].astype("float32"), (rows[kept], others[kept])), shape=shape)


def best_of(rows: np.ndarray, value: np.ndarray, tie: np.ndarray, most: int) -> np.ndarray:
    """Places of the largest values of each row, at most so many, by row; of equal ones the smaller `tie`."""
    order = np.lexsort((tie, -value, rows))
    ordered = rows[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    rank = np.arange(len(ordered)) - np.repeat(starts, np.diff(np.append(starts, len(ordered))))
    return order[rank < most]
