"""Training: the warehouse as it stands in, fits and their verdicts out, kept in the home's model store."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from orchestration.run_record import now
from orchestration.scores.features import read_features, require
from orchestration.scores.settings import churn_settings, cluster_settings
from orchestration.scores.store import CHURN, CLUSTERS, Current, ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

_DAYS = (
    "select min(orders.ordered_on) as first_on, max(run_context.as_of_on) as as_of_on"
    " from ingest.run_context left join customers.fct_orders as orders on orders.customer_id is not null"
)


def train_churn(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Train churn on the facts of the warehouse, unless that was done on the same facts and settings.

    A fit that is not published leaves no model in use: that it is no better than its baseline is the newest
    that is known of it. `afresh` means nothing here, for no fit depends on the one before.
    """
    from ml.churn.inputs import COLUMNS
    from ml.churn.train import train, version_of

    require(warehouse, COLUMNS)
    settings = churn_settings(business_settings())
    frame = training_frame(warehouse, settings.horizon_days)
    version = version_of(frame, settings)
    before = store.current(CHURN)
    if before and before.made_from == version:
        return before
    fitted = _fitted(store, CHURN, version, lambda: train(frame, settings))
    return _judged(store, CHURN, fitted, version, fallback=None)


def train_clusters(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Fit clusters on the customers of the warehouse, unless that was done on the same ones and settings.

    The clusters in use keep their keys and names where they hold; a fit that moves too many customers is
    held back and they stay. `afresh` looks at the customers as if there had never been any.
    """
    from ml.clusters.features import COLUMNS
    from ml.clusters.fit import fit, made_from

    settings = cluster_settings(business_settings())
    features = read_features(warehouse, COLUMNS)
    source = made_from(features, settings)
    before = store.current(CLUSTERS)
    if before and before.made_from == source and not (afresh and _has_previous(store, before)):
        return before
    in_use = before.version if before else None
    previous = store.fitted(CLUSTERS, in_use) if in_use and not afresh else None
    fitted = fit(features, previous, settings)
    store.put(CLUSTERS, fitted)
    return _judged(store, CLUSTERS, fitted, source, fallback=in_use)


TRAINERS: dict[str, Callable[..., Current]] = {CHURN: train_churn, CLUSTERS: train_clusters}


def training_frame(warehouse: Warehouse, horizon_days: int) -> pd.DataFrame:
    """One row per customer and cut-off whose outcome is known, with features as of then."""
    from ml.churn.labels import cut_offs
    from orchestration.dbt import compiled

    days = warehouse.read(_DAYS).iloc[0]
    found = [] if pd.isna(days.first_on) else cut_offs(days.first_on, days.as_of_on, horizon_days)
    frame = pd.DataFrame({"cut_off_on": pd.Series(found, dtype="object")})
    warehouse.write("ingest.training_cut_offs", frame, {"cut_off_on": "date"})
    return warehouse.read(compiled("training_features"))


def _has_previous(store: ModelStore, before: Current) -> bool:
    return store.card(CLUSTERS, before.fitted_version)["previous_version"] is not None


def _fitted(store: ModelStore, model_key: str, version: str, fit: Callable[[], Any]) -> Any:
    """The fit of that version, made only if it is not there yet: a killed training is not done twice."""
    if not store.holds(model_key, version):
        store.put(model_key, fit())
    return store.fitted(model_key, version)


def _judged(store: ModelStore, model_key: str, fitted: Any, made_from: str, fallback: str | None) -> Current:
    current = Current(
        version=fitted.model_version if fitted.is_published else fallback,
        fitted_version=fitted.model_version,
        made_from=made_from,
        reason=fitted.reason,
        trained_at=now(),
    )
    store.set_current(model_key, current)
    return current
