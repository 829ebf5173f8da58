"""What a refit keeps of the fit before: keys and names."""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from ml.clusters import names
from ml.clusters.cards import cluster_card
from ml.clusters.effects import effects
from ml.clusters.model import ClusterSettings, Fitted
from ml.clusters.space import forming, nearest, place


def named(bare: Fitted, rows: pd.DataFrame, previous: Fitted | None, settings: ClusterSettings) -> Fitted:
    """`bare`, which has only centroids, with keys, names and cards: those of `previous` where they hold.

    `rows` is what `customers_with_order` returns.
    """
    points = place(rows, bare.space)
    labels = nearest(forming(points, bare.space), bare.centroids)
    found = effects(rows, points, labels, bare.space["columns"])
    carried = _carried(rows, labels, len(bare.centroids), previous, settings)
    kept = _kept(carried, found, previous, settings)
    meanings = names.choose(found, kept, settings)
    called = {cluster: previous.names[carried[cluster]] for cluster in kept}
    given = list(previous.given_keys) if previous else []
    keys, told = [], {}
    for cluster, size in enumerate(np.bincount(labels, minlength=len(bare.centroids))):
        if cluster not in called:
            called[cluster] = names.unlike(names.words(meanings[cluster]), called.values())
        if cluster not in carried:
            given.append(names.numbered(names.key_of(called[cluster]["en"]), set(given), "_"))
        keys.append(carried[cluster] if cluster in carried else given[-1])
        card = cluster_card(
            called[cluster], found[found["cluster"] == cluster], int(size), len(rows), settings
        )
        told[keys[-1]] = card | {
            "meaning": [list(part) for part in meanings[cluster]],
            "is_new": cluster not in carried,
            "has_turned": cluster in carried and cluster not in kept,
            "previous_name": previous.names[carried[cluster]] if cluster in carried else None,
        }
    by_key = {key: called[cluster] for cluster, key in enumerate(keys)}
    return replace(bare, keys=keys, names=by_key, cards=told, given_keys=given)


def centroids_of(points: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Mean point per label 0 … count − 1, count × features; NaN where no point has the label."""
    sizes = np.bincount(labels, minlength=count)
    sums = [
        np.bincount(labels, weights=points[:, position], minlength=count)
        for position in range(points.shape[1])
    ]
    with np.errstate(invalid="ignore"):
        return np.column_stack(sums) / sizes[:, None]


def matched(centroids: np.ndarray, previous: np.ndarray, reach: float) -> dict[int, int]:
    """Previous cluster by new cluster, for the new ones that are a previous one; all in one space.

    Pairs with the least total distance belong together (Hungarian assignment), unless a cluster wandered
    farther than `reach` of the way from the previous one to that one's nearest other: then it is new.
    """
    apart = cdist(previous, previous)
    np.fill_diagonal(apart, np.inf)
    way = cdist(centroids, previous)
    pairs = zip(*linear_sum_assignment(way), strict=True)
    return {int(new): int(old) for new, old in pairs if way[new, old] <= reach * apart[old].min()}


def _carried(
    rows: pd.DataFrame, labels: np.ndarray, count: int, previous: Fitted | None, settings: ClusterSettings
) -> dict[int, str]:
    """Key by cluster, for the clusters that are one of the previous fit's, seen in that fit's space."""
    if previous is None:
        return {}
    then = centroids_of(forming(place(rows, previous.space), previous.space), labels, count)
    pairs = matched(then, previous.centroids, settings.carry_reach)
    return {cluster: previous.keys[old] for cluster, old in pairs.items()}


def _kept(
    carried: dict[int, str], found: pd.DataFrame, previous: Fitted | None, settings: ClusterSettings
) -> dict[int, names.Meaning]:
    """The previous meaning by cluster, where the cluster still deserves it."""
    meant = {
        cluster: tuple(tuple(part) for part in previous.cards[key]["meaning"])
        for cluster, key in carried.items()
    }
    return {
        cluster: meaning
        for cluster, meaning in meant.items()
        if names.still_means(meaning, found[found["cluster"] == cluster], settings)
    }
