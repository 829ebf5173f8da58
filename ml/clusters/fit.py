"""Fit the clusters: choose how many, place them, keep keys and names; or say why there are none to use."""

import json
from dataclasses import asdict, replace

import numpy as np
import pandas as pd

from ml.clusters.cards import model_card
from ml.clusters.carry import centroids_of, named
from ml.clusters.choose import Trial, pick, refine, try_all
from ml.clusters.features import customers_with_order, sample
from ml.clusters.model import ClusterSettings, Fitted
from ml.clusters.score import memberships
from ml.clusters.space import fit_space, forming, forming_columns, nearest, place, significant
from ml.drift import described
from ml.registry import fingerprint, source_of


def fit(features: pd.DataFrame, previous: Fitted | None, settings: ClusterSettings) -> Fitted:
    """Clusters of the customers with an order in `features` (fct_customer_features of one as_of).

    `previous` is the fit in service: its number of clusters, keys and names stay where they still hold. A fit
    that must not be used comes back with is_published False and the reason; then `previous` stays in service.
    Equal rows, in any order, give an equal fit. Raises ValueError when a column is missing.
    """
    rows = customers_with_order(features)
    if previous is not None and not previous.keys:
        previous = None
    version = _version(rows, previous, settings)
    about = {
        "model_key": "clusters",
        "model_version": version,
        "previous_version": previous.model_version if previous else None,
        "as_of_on": str(pd.Timestamp(features["as_of_on"].max()).date()) if len(rows) else None,
        "customer_count": len(features),
        "data": {"rows": len(rows)},
    }
    if len(rows) < settings.min_customers:
        reason = f"Clusters need {settings.min_customers} customers with an order; there are {len(rows)}."
        return _abstained(about | model_card({}, [], None, settings), reason)
    space = fit_space(sample(rows, settings.fit_rows))
    if len(forming_columns(space)) < 2:
        reason = f"Clusters need two features that vary; there are {len(forming_columns(space))}."
        return _abstained(about | model_card(space, [], None, settings), reason)
    trials, chosen, centroids = _clusters(rows, space, previous, settings)
    watched = described({name: rows[name].to_numpy() for name in rows})
    card = about | model_card(space, trials, chosen, settings) | {"watched": watched}
    if chosen is None:
        return _abstained(card, _why_none_holds(trials, settings))
    bare = Fitted(version, [], {}, {}, True, "", card, space, centroids, [])
    return _judged(named(bare, rows, previous, settings), rows, previous, settings)


def made_from(features: pd.DataFrame, settings: ClusterSettings) -> str:
    """Fingerprint of customers and numbers, settings and code, whatever fit came before."""
    return _version(customers_with_order(features), None, settings)


def _clusters(
    rows: pd.DataFrame, space: dict, previous: Fitted | None, settings: ClusterSettings
) -> tuple[list[Trial], Trial | None, np.ndarray]:
    """All trials, the chosen one, and its centroids placed with more rows, the largest cluster first."""
    some = sample(rows, settings.choice_rows)
    points = forming(place(some, space), space)
    start = _start(some, points, previous, settings)
    trials = try_all(points, start, settings)
    chosen = pick(trials, start is not None, settings)
    if chosen is None:
        return trials, None, np.empty((0, points.shape[1]))
    points = forming(place(sample(rows, settings.fit_rows), space), space)
    centroids = significant(refine(points, chosen.centroids), digits=12)
    sizes = np.bincount(nearest(points, centroids), minlength=chosen.k)
    return trials, chosen, centroids[np.lexsort((*centroids.T, -sizes))]


def _start(
    some: pd.DataFrame, points: np.ndarray, previous: Fitted | None, settings: ClusterSettings
) -> np.ndarray | None:
    """Where the previous clusters lie among the new points; None if one is empty or so many are not tried."""
    if previous is None or not settings.k_min <= len(previous.keys) <= settings.k_max:
        return None
    centroids = centroids_of(points, memberships(previous, some)[0], len(previous.keys))
    return None if np.isnan(centroids).any() else centroids


def _judged(fitted: Fitted, rows: pd.DataFrame, previous: Fitted | None, settings: ClusterSettings) -> Fitted:
    """The fit with its verdict: held back if it places too many customers otherwise than `previous` does."""
    card = fitted.card | {"clusters": fitted.cards, "is_published": True, "verdict": "published"}
    if previous is None:
        return replace(fitted, card=card)
    now, before = (np.array(model.keys)[memberships(model, rows)[0]] for model in (fitted, previous))
    moved = float((now != before).mean())
    card["figures"] = card["figures"] | {"moved_beyond_previous_share": round(moved, 4)}
    if moved <= settings.max_moved_share:
        return replace(fitted, card=card)
    reason = (
        f"Held back: the new fit places {moved:.1%} of the customers otherwise than the one in service would "
        f"today; at most {settings.max_moved_share:.1%} are allowed. Fit {previous.model_version} stays in "
        "service. To accept new clusters, with new keys and names, fit without the previous one."
    )
    return replace(fitted, is_published=False, reason=reason, card=card | _refused(reason))


def _why_none_holds(trials: list[Trial], settings: ClusterSettings) -> str:
    near = max(trials, key=lambda t: min(t.stability, settings.min_stability) + t.silhouette - t.cloud)
    lead = max(settings.min_lead, 1.96 * near.silhouette_error)
    return (
        f"No number of clusters from {settings.k_min} to {settings.k_max} holds. The nearest is {near.k}: "
        f"stability {near.stability:.2f} (at least {settings.min_stability:.2f} is asked); silhouette "
        f"{near.silhouette:.3f}, one cloud without clusters gives {near.cloud:.3f} (a lead of {lead:.3f} is "
        f"asked); smallest cluster {near.smallest_size} customers, {near.smallest_share:.1%} of those looked "
        f"at ({settings.min_cluster_size} and {settings.min_cluster_share:.1%} are asked)."
    )


def _abstained(card: dict, reason: str) -> Fitted:
    card = card | _refused(reason)
    return Fitted(card["model_version"], [], {}, {}, False, reason, card, {}, np.empty((0, 0)), [])


def _refused(reason: str) -> dict:
    return {"is_published": False, "verdict": reason}


def _version(rows: pd.DataFrame, previous: Fitted | None, settings: ClusterSettings) -> str:
    """Fingerprint of what the fit depends on: customers and their numbers, previous fit, settings, code."""
    made_with = [asdict(settings), previous.model_version if previous else None]
    return fingerprint(
        "\n".join(rows.index).encode(),
        np.ascontiguousarray(rows.to_numpy()).tobytes(),
        json.dumps(made_with, sort_keys=True).encode(),
        source_of("ml.clusters"),
    )
