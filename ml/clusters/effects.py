"""What distinguishes a cluster from all customers."""

import numpy as np
import pandas as pd
from scipy.stats import ttest_ind_from_stats

from ml.clusters.features import BY_COLUMN


def effects(rows: pd.DataFrame, points: np.ndarray, labels: np.ndarray, columns: list[str]) -> pd.DataFrame:
    """One row per cluster and column: effect, p_value, value, value_of_all, statistic, share_low, share_high.

    effect is the standardised mean difference, (mean of the cluster − mean of all) / deviation of all, on the
    scale the clusters are found in (`points`, customers × columns, unknown NaN). p_value is Welch's test of
    the cluster against the rest, times the number of comparisons (Bonferroni); clusters are made to differ,
    so it only guards against reading much into a few customers. value is what is typical, in the feature's
    unit; share_low and share_high say how many of the cluster do not lie above, or below, the median of all.
    """
    comparisons = len(columns) * (labels.max() + 1)
    found = [
        {"cluster": cluster, "column": column}
        | _difference(points[:, position], labels == cluster, comparisons)
        | _typical(rows[column].to_numpy(), labels == cluster, column)
        for cluster in range(labels.max() + 1)
        for position, column in enumerate(columns)
    ]
    return pd.DataFrame(found)


def _difference(values: np.ndarray, is_inside: np.ndarray, comparisons: int) -> dict:
    is_known = ~np.isnan(values)
    inside, outside = values[is_known & is_inside], values[is_known & ~is_inside]
    if min(len(inside), len(outside)) < 2:
        return {"effect": 0.0, "p_value": 1.0}
    known = values[is_known]
    scale = known.std() or 1.0
    # exactly equal values on one side are no proof of anything, so a side never counts as free of spread
    spread = [max(side.std(ddof=1), 1e-9) for side in (inside, outside)]
    test = ttest_ind_from_stats(
        inside.mean(), spread[0], len(inside), outside.mean(), spread[1], len(outside), equal_var=False
    )
    return {
        "effect": float((inside.mean() - known.mean()) / scale),
        "p_value": min(1.0, float(test.pvalue) * comparisons),
    }


def _typical(values: np.ndarray, is_inside: np.ndarray, column: str) -> dict:
    """Medians; means for rates, and where both medians are the same number."""
    is_known = ~np.isnan(values)
    if not (is_known & is_inside).any():
        nobody = {"share_low": 0.0, "share_high": 0.0}
        return nobody | {"value": np.nan, "value_of_all": np.nan, "statistic": "median"}
    inside, known = values[is_known & is_inside], values[is_known]
    middle = np.median(known)
    shares = {"share_low": (inside <= middle).mean(), "share_high": (inside >= middle).mean()}
    is_rate = BY_COLUMN[column].kind == "rate"
    if not is_rate and np.median(inside) != np.median(known):
        return shares | {"value": np.median(inside), "value_of_all": middle, "statistic": "median"}
    if is_rate:
        inside, known = np.clip(inside, 0, 1), np.clip(known, 0, 1)
    return shares | {"value": inside.mean(), "value_of_all": known.mean(), "statistic": "mean"}
