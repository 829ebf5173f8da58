"""What scoring hands to dbt: scores, clusters, their names, and what is known of each model."""

from datetime import datetime
from typing import Any

import pandas as pd

from orchestration.scores.settings import churn_settings
from orchestration.scores.store import CHURN, CLUSTERS, MODEL_KEYS, Current, ModelStore
from orchestration.settings import business_settings

TYPES = {
    "int_scores__churn": {
        "customer_id": "varchar",
        "score": "double",
        "band": "varchar",
        "reasons_zh": "varchar",
        "reasons_en": "varchar",
    },
    "int_scores__clusters": {"customer_id": "varchar", "cluster_key": "varchar", "score": "double"},
    "int_scores__cluster_names": {
        "cluster_key": "varchar",
        "name_zh": "varchar",
        "name_en": "varchar",
        "sentence_zh": "varchar",
        "sentence_en": "varchar",
    },
    "int_scores__models": {
        "model_key": "varchar",
        "name_zh": "varchar",
        "name_en": "varchar",
        "status": "varchar",
        "model_version": "varchar",
        "horizon_days": "bigint",
        "reason": "varchar",
        "trained_at": "timestamp",
        "trained_on_count": "bigint",
        "test_cut_off_on": "date",
        "test_customer_count": "bigint",
        "auc": "double",
        "auc_low": "double",
        "auc_high": "double",
        "baseline_auc": "double",
        "recency_auc": "double",
        "auc_difference_low": "double",
        "auc_difference_high": "double",
        "calibration_error": "double",
        "cluster_count": "bigint",
        "silhouette": "double",
        "one_cloud_silhouette": "double",
        "stability": "double",
    },
}
NAMES = {CHURN: ("流失预测", "Churn"), CLUSTERS: ("客户聚类", "Clusters")}


def tables(store: ModelStore, features: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Table → rows, for `features` (fct_customer_features) and the models in use."""
    models = pd.DataFrame([_model_row(store, model_key) for model_key in MODEL_KEYS])
    usable = models.set_index("model_key")["model_version"].dropna()
    found = {name: pd.DataFrame(columns=list(types)) for name, types in TYPES.items()}
    found["int_scores__models"] = models
    if CHURN in usable:
        from ml.churn.score import score

        fitted = store.fitted(CHURN, usable[CHURN])
        found["int_scores__churn"] = score(fitted, features, churn_settings(business_settings()))
    if CLUSTERS in usable:
        from ml.clusters.score import score

        fitted = store.fitted(CLUSTERS, usable[CLUSTERS])
        found["int_scores__clusters"] = score(fitted, features)
        found["int_scores__cluster_names"] = pd.DataFrame(_cluster_name(fitted, key) for key in fitted.keys)
    return found


def _cluster_name(fitted: Any, key: str) -> dict[str, str]:
    name, sentence = fitted.names[key], fitted.cards[key]["sentence"]
    return {
        "cluster_key": key,
        "name_zh": name["zh"],
        "name_en": name["en"],
        "sentence_zh": sentence["zh"],
        "sentence_en": sentence["en"],
    }


def _model_row(store: ModelStore, model_key: str) -> dict[str, Any]:
    """A row of int_scores__models; figures that a model does not have are None."""
    current = store.current(model_key)
    card = store.card(model_key, current.told_version)
    reason = _why_not(model_key, current, card)
    is_usable = bool(current.version) and not _is_for_another_horizon(model_key, card)
    row = dict.fromkeys(TYPES["int_scores__models"]) | {
        "model_key": model_key,
        "name_zh": NAMES[model_key][0],
        "name_en": NAMES[model_key][1],
        "status": "published" if is_usable else "not_published",
        "model_version": current.version if is_usable else None,
        "reason": reason or None,
        "trained_at": datetime.fromisoformat(current.trained_at),
    }
    return row | (_churn_figures(card) if model_key == CHURN else _cluster_figures(card))


def _is_for_another_horizon(model_key: str, card: dict[str, Any]) -> bool:
    return model_key == CHURN and card["horizon_days"] != business_settings()["churn_horizon_days"]


def _why_not(model_key: str, current: Current, card: dict[str, Any]) -> str:
    if current.version and _is_for_another_horizon(model_key, card):
        return (
            f"Fit {current.version} looks {card['horizon_days']} days ahead, the settings ask for"
            f" {business_settings()['churn_horizon_days']}. `huaxiang train` trains for them."
        )
    return current.reason


def _churn_figures(card: dict[str, Any]) -> dict[str, Any]:
    found = {"horizon_days": card["horizon_days"], "trained_on_count": card["data"]["rows"]}
    if "figures" not in card:
        return found
    model, baseline, recency = card["figures"].values()
    return found | {
        "test_cut_off_on": card["test"]["cut_offs"][0],
        "test_customer_count": card["test"]["rows"],
        "auc": model["auc"],
        "auc_low": model["auc_interval"][0],
        "auc_high": model["auc_interval"][1],
        "baseline_auc": baseline["auc"],
        "recency_auc": recency["auc"],
        "auc_difference_low": baseline["auc_difference_interval"][0],
        "auc_difference_high": baseline["auc_difference_interval"][1],
        "calibration_error": model["calibration_error"],
    }


def _cluster_figures(card: dict[str, Any]) -> dict[str, Any]:
    figures = card.get("figures", {})
    names = ("cluster_count", "silhouette", "one_cloud_silhouette", "stability")
    return {name: figures.get(name) for name in names} | {
        "trained_on_count": card["customer_with_order_count"]
    }
