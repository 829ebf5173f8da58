"""Which products are bought by the same customers: cosine between the products' columns of buyers."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ml.next_products.purchases import Purchases

# a pair seen together by chance among few buyers must not look like a sure one
_SHRINK = 10.0
# whoever bought more kinds than that, a reseller, says little about what goes together
_MOST_KINDS = 300
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Similar:
    """Row per product: its nearest products and how near they are (0 to 1)."""

    neighbours: sparse.csr_matrix


def similar_products(bought: Purchases, min_buyers: int, neighbours: int) -> Similar:
    """The nearest products of each; products with few buyers have none."""
    owners = owned(bought)
    kinds = np.asarray(owners.sum(axis=1)).ravel()
    owners = sparse.diags((kinds <= _MOST_KINDS).astype("float32")) @ owners
    buyers = np.asarray(owners.sum(axis=0)).ravel()
    keeps = sparse.diags((buyers >= min_buyers).astype("float32"))
    columns = (owners @ keeps).tocsc()
    parts = [_nearest(columns, buyers, first, neighbours) for first in range(0, columns.shape[1], _AT_ONCE)]
    return Similar(sparse.vstack(parts, format="csr"))


def owned(bought: Purchases) -> sparse.csr_matrix:
    """Customers × products: 1 where it was ever bought."""
    shape = (len(bought.customers), len(bought.products))
    ones = np.ones(len(bought), dtype="float32")
    matrix = sparse.csr_matrix((ones, (bought.customer, bought.product)), shape=shape)
    matrix.data[:] = 1.0
    return matrix


def _nearest(
    columns: sparse.csc_matrix, buyers: np.ndarray, first: int, neighbours: int
) -> sparse.csr_matrix:
    """The rows of some products."""
    together = (columns[:, first : first + _AT_ONCE].T @ columns).tocoo()
    rows, others, count = together.row, together.col, together.data
    apart = others != rows + first
    rows, others, count = rows[apart], others[apart], count[apart]
    near = count / (np.sqrt(buyers[rows + first] * buyers[others]) + _SHRINK)
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
