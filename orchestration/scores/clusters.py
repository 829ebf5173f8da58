"""Clusters: customers that buy alike, with keys and names that stay."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ml.clusters.model import ClusterSettings
from orchestration.errors import HuaxiangError
from orchestration.scores.features import read_features
from orchestration.scores.model import MODEL, Figure, ScoredModel, figures_of, train_carried
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

KEY = "clusters"
_ONE_CLOUD = "one cloud"


def cluster_settings(decided: Mapping[str, Any]) -> ClusterSettings:
    """Of definitions/settings.yml; HuaxiangError for a range that is none."""
    if decided["cluster_least"] > decided["cluster_most"]:
        raise HuaxiangError(
            f"dbt_project/definitions/settings.yml: cluster_least is {decided['cluster_least']}, cluster_most"
            f" {decided['cluster_most']}; write a range."
        )
    return ClusterSettings(
        min_customers=decided["cluster_min_customers"],
        k_min=decided["cluster_least"],
        k_max=decided["cluster_most"],
        min_cluster_share=decided["cluster_min_share"],
        max_moved_share=decided["cluster_max_moved_share"],
    )


def _columns() -> tuple[str, ...]:
    from ml.clusters.features import COLUMNS

    return tuple(COLUMNS)


def _train(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Fit on the customers of the warehouse; clusters in use keep their keys and names where they hold."""
    from ml.clusters.fit import fit, made_from

    settings = cluster_settings(business_settings())
    features = read_features(warehouse, _columns())
    source = made_from(features, settings)
    return train_carried(
        store, KEY, source, lambda previous: fit(features, previous, settings), afresh=afresh
    )


def _score(fitted: Any, features: pd.DataFrame, _: Warehouse) -> dict[str, pd.DataFrame]:
    from ml.clusters.score import score

    return {
        "int_scores__clusters": score(fitted, features),
        "int_scores__cluster_names": pd.DataFrame(_name(fitted, key) for key in fitted.keys),
    }


def _name(fitted: Any, key: str) -> dict[str, str]:
    name, sentence = fitted.names[key], fitted.cards[key]["sentence"]
    return {
        "cluster_key": key,
        "name_zh": name["zh"],
        "name_en": name["en"],
        "sentence_zh": sentence["zh"],
        "sentence_en": sentence["en"],
    }


def _figures(card: Mapping[str, Any]) -> list[Figure]:
    told = dict(card.get("figures", {}))
    one_cloud = {"silhouette": told.pop("one_cloud_silhouette", None)}
    return list(figures_of({MODEL: told, _ONE_CLOUD: one_cloud}))


def _told(card: Mapping[str, Any]) -> list[str]:
    if "figures" not in card:
        return []
    figures = card["figures"]
    clusters = [
        f"{found['name']['zh']} {found['name']['en']}: {found['sentence']['en']}"
        for found in card.get("clusters", {}).values()
    ]
    return [
        f"{figures['cluster_count']} clusters, silhouette {figures['silhouette']:.3f} (one cloud"
        f" {figures['one_cloud_silhouette']:.3f}), stability {figures['stability']:.2f}",
        *clusters,
    ]


CLUSTERS = ScoredModel(
    key=KEY,
    name_zh="客户聚类",
    name_en="Clusters",
    description="The fitted clusters in use, or why there are none; keys and names carried from fit to fit.",
    reads="fct_customer_features",
    columns=_columns,
    train=_train,
    tables={
        "int_scores__clusters": {"customer_id": "varchar", "cluster_key": "varchar", "score": "double"},
        "int_scores__cluster_names": {
            "cluster_key": "varchar",
            "name_zh": "varchar",
            "name_en": "varchar",
            "sentence_zh": "varchar",
            "sentence_en": "varchar",
        },
    },
    score=_score,
    headline=("silhouette", _ONE_CLOUD),
    figures=_figures,
    told=_told,
)
