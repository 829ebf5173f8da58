"""Which cluster a customer is in, and how surely."""

import numpy as np
import pandas as pd

from ml.clusters.features import customers_with_order
from ml.clusters.model import Fitted
from ml.clusters.space import distances, forming, place, significant


def score(fitted: Fitted, features: pd.DataFrame) -> pd.DataFrame:
    """customer_id, cluster_key, score, by customer_id: customers with an order; no row if nothing was fitted.

    score is the membership of fuzzy c-means with fuzzifier 2 (Bezdek 1981): the nearest cluster's share of
    the inverse squared distances to all centroids; 1 on the centroid, 1 / number of clusters when equally far
    from all. Rounded to 9 significant digits. Raises ValueError when a column is missing.
    """
    rows = customers_with_order(features)
    if not fitted.keys:
        rows = rows.iloc[:0]
    labels, membership = memberships(fitted, rows)
    return pd.DataFrame(
        {
            "customer_id": rows.index,
            "cluster_key": np.array(fitted.keys, dtype="object")[labels],
            "score": membership,
        }
    ).astype({"customer_id": "str", "cluster_key": "str"})


def memberships(fitted: Fitted, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Row of the centroid, and membership, per row of `customers_with_order`."""
    if rows.empty:
        return np.array([], dtype=int), np.array([])
    squared = distances(forming(place(rows, fitted.space), fitted.space), fitted.centroids)
    labels = squared.argmin(axis=1)
    least = squared[np.arange(len(rows)), labels]
    # on the centroid itself both sides are zero, and the share is one
    shares = np.divide(least[:, None], squared, out=np.ones_like(squared), where=squared > 0)
    return labels, significant(1.0 / shares.sum(axis=1))
