"""Churn: trained on past months, scored for everyone with an order."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ml.churn.settings import ChurnSettings
from orchestration.errors import HuaxiangError
from orchestration.scores.features import require
from orchestration.scores.model import ScoredModel, train_once
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

KEY = "churn"
_DAYS = (
    "select min(orders.ordered_on) as first_on, max(run_context.as_of_on) as as_of_on"
    " from ingest.run_context left join customers.fct_orders as orders on orders.customer_id is not null"
)


def churn_settings(decided: Mapping[str, Any]) -> ChurnSettings:
    """Of definitions/settings.yml; HuaxiangError for bands that are none."""
    try:
        return ChurnSettings(
            horizon_days=decided["churn_horizon_days"],
            medium_from=decided["churn_medium_from"],
            high_from=decided["churn_high_from"],
            min_rows=decided["churn_min_rows"],
            min_per_class=decided["churn_min_per_class"],
            min_cut_offs=decided["churn_min_cut_offs"],
        )
    except ValueError as error:
        raise HuaxiangError(f"dbt_project/definitions/settings.yml: {error}") from error


def _columns() -> tuple[str, ...]:
    from ml.churn.inputs import COLUMNS

    return COLUMNS


def _train(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Train on the facts of the warehouse; `afresh` means nothing, for no fit depends on the one before."""
    from ml.churn.train import train, version_of

    require(warehouse, _columns())
    settings = churn_settings(business_settings())
    frame = training_frame(warehouse, settings.horizon_days)
    version = version_of(frame, settings)
    return train_once(store, KEY, version, lambda: train(frame, settings))


def training_frame(warehouse: Warehouse, horizon_days: int) -> pd.DataFrame:
    """One row per customer and cut-off whose outcome is known, with features as of then."""
    from ml.churn.labels import cut_offs
    from orchestration.dbt import compiled

    days = warehouse.read(_DAYS).iloc[0]
    found = [] if pd.isna(days.first_on) else cut_offs(days.first_on, days.as_of_on, horizon_days)
    frame = pd.DataFrame({"cut_off_on": pd.Series(found, dtype="object")})
    warehouse.write("ingest.training_cut_offs", frame, {"cut_off_on": "date"})
    return warehouse.read(compiled("training_features"))


def _score(fitted: Any, features: pd.DataFrame, _: Warehouse) -> dict[str, pd.DataFrame]:
    from ml.churn.score import score

    return {"int_scores__churn": score(fitted, features, churn_settings(business_settings()))}


def _told(card: Mapping[str, Any]) -> list[str]:
    if "figures" not in card:
        return []
    model, baseline, recency = card["figures"].values()
    low, high = model["auc_interval"]
    lead_low, lead_high = baseline["auc_difference_interval"]
    bands = ", ".join(
        f"{band} {found['customer_count']:,} customers promised {found['mean_score']:.0%} left"
        f" {found['churned_share']:.0%}"
        for band, found in card["bands"].items()
        if found["customer_count"]
    )
    return [
        f"test from {card['test']['cut_offs'][0]} on, {card['horizon_days']} days, {card['test']['rows']:,}"
        f" customers: AUC {model['auc']:.3f} ({low:.3f} to {high:.3f})",
        f"recency and frequency {baseline['auc']:.3f}, recency alone {recency['auc']:.3f};"
        f" lead over the former {baseline['auc_difference']:+.4f} ({lead_low:+.4f} to {lead_high:+.4f})",
        f"calibration error {model['calibration_error']:.3f}; {bands}",
    ]


CHURN = ScoredModel(
    key=KEY,
    name_zh="流失预测",
    name_en="Churn",
    description="The fitted churn model in use, or why there is none: past months teach, later ones test.",
    reads="training_features",
    columns=_columns,
    train=_train,
    tables={
        "int_scores__churn": {
            "customer_id": "varchar",
            "score": "double",
            "band": "varchar",
            "reasons_zh": "varchar",
            "reasons_en": "varchar",
        }
    },
    score=_score,
    headline=("auc", "recency and frequency"),
    told=_told,
    horizon_days=lambda: business_settings()["churn_horizon_days"],
)
