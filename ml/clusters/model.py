"""What a fit of the clusters is made with, and what it is."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ClusterSettings:
    """Every number the fit depends on. Shares lie between 0 and 1, effects are in standard deviations.

    min_customers: customers with an order, below which nothing is fitted. k_min, k_max: numbers of clusters
    tried. choice_rows, silhouette_rows, fit_rows: sizes of the samples that choose the number, measure the
    silhouette, place the centroids. bootstraps: resamples behind a stability.

    min_stability: mean adjusted Rand index between the clusters and those found in a resample. min_lead: how
    far the silhouette must lie above that of one cloud. min_cluster_share, min_cluster_size: the smallest
    cluster allowed. separation_share: of the best silhouette, what a larger number of clusters must reach;
    keep_share: what the previous number must reach to stay.

    carry_reach: how far a cluster may wander and keep its key, as a share of the way to the nearest other
    one. max_moved_share: customers a refit may place otherwise than the previous model does. name_effect:
    what earns a phrase in a name; name_share: of the cluster, what must not lie on the other side of the
    median of all; turned_effect: below it the phrase no longer holds; card_effect: what earns a line on the
    card; max_p_value: for all comparisons together.
    """

    seed: int = 0
    min_customers: int = 200
    k_min: int = 2
    k_max: int = 8
    choice_rows: int = 5_000
    silhouette_rows: int = 3_000
    fit_rows: int = 50_000
    bootstraps: int = 20
    min_stability: float = 0.85
    min_lead: float = 0.02
    min_cluster_share: float = 0.02
    min_cluster_size: int = 20
    # of 36 made-up populations of 2 to 6 kinds, 0.9 found the number of 31 and overshot none; 0.8: 25 and 9
    separation_share: float = 0.9
    keep_share: float = 0.7
    carry_reach: float = 0.5
    max_moved_share: float = 0.10
    name_effect: float = 0.4
    # 0.76 of a cluster of Online Retail bought longer ago than half of all, yet one in nine within 30 days:
    # nobody would call those long absent
    name_share: float = 0.8
    turned_effect: float = 0.2
    card_effect: float = 0.2
    max_p_value: float = 0.01


@dataclass(frozen=True)
class Fitted:
    """A fit, good or not: `reason` says in words why it is not published, and is empty when it is.

    keys: cluster_key per row of `centroids` (clusters × forming features, in the space described by `space`).
    names: {key: {"zh", "en"}}. cards: {key: what the cluster is}. given_keys: every key ever given, so that
    none is given twice. card: the model's card. Only arrays, dicts, lists and plain values, so that skops can
    hold it.
    """

    model_version: str
    keys: list[str]
    names: dict
    cards: dict
    is_published: bool
    reason: str
    card: dict
    space: dict
    centroids: np.ndarray
    given_keys: list[str]
