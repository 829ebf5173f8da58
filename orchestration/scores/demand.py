"""Demand: what will be bought, forecast from what was sold week by week."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ml.demand.settings import DemandSettings
from orchestration.errors import HuaxiangError
from orchestration.scores.features import day_of_run
from orchestration.scores.model import Figure, ScoredModel, figures_of, train_once
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

KEY = "demand"
_HISTORY = "demand_history"
# the level whose figure is the headline: what stock is held of
_HEADLINE = "product"
# level → how it is told
LEVELS = {"category": "category", "segment_category": "segment and category", "product": "product"}


def demand_settings(decided: Mapping[str, Any]) -> DemandSettings:
    """Of definitions/settings.yml; HuaxiangError for a horizon that is none."""
    try:
        return DemandSettings(
            horizon_days=decided["demand_horizon_days"], min_quantity=decided["demand_min_quantity"]
        )
    except ValueError as error:
        raise HuaxiangError(f"dbt_project/definitions/settings.yml: {error}") from error


def _sold(warehouse: Warehouse) -> pd.DataFrame:
    from orchestration.dbt import compiled

    return warehouse.read(compiled(_HISTORY))


def _train(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Train on the sales of the warehouse; `afresh` means nothing, for no fit depends on another."""
    from ml.demand.train import train, version_of

    sold, today, settings = _sold(warehouse), day_of_run(warehouse), demand_settings(business_settings())
    return train_once(store, KEY, version_of(sold, today, settings), lambda: train(sold, today, settings))


def _score(fitted: Any, _: pd.DataFrame, warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    from ml.demand.score import score

    return {"int_scores__demand": score(fitted, _sold(warehouse), demand_settings(business_settings()))}


def _headline(card: Mapping[str, Any]) -> tuple[str, str]:
    level = card.get("levels", {}).get(_HEADLINE)
    return f"{_HEADLINE}_wape", level["baseline"] if level else "the best naive baseline"


def _figures(card: Mapping[str, Any]) -> list[Figure]:
    """Those of each level under its name, and how many outcomes its intervals held."""
    found = [
        figure._replace(figure=f"{level}_{figure.figure}")
        for level, by_name in card.get("figures", {}).items()
        for figure in figures_of(by_name)
    ]
    kept = {f"{level}_coverage": told["test_coverage"] for level, told in card.get("levels", {}).items()}
    return [*found, *figures_of({"model": kept})]


def _withheld(card: Mapping[str, Any]) -> list[str]:
    return [f"{LEVELS[level]}: {why}" for level, why in card.get("withheld", {}).items()]


def _told(card: Mapping[str, Any]) -> list[str]:
    if "levels" not in card:
        return []
    lines = [f"test from {card['test']['cut_offs'][0]} on, periods of {card['horizon_days']} days"]
    return lines + [
        f"by {LEVELS[level]} ({told['series']:,} series): {told['verdict']}"
        + ("" if told["test_coverage"] is None else f" Intervals hold {told['test_coverage']:.0%}.")
        for level, told in card["levels"].items()
    ]


DEMAND = ScoredModel(
    key=KEY,
    name_zh="需求预测",
    name_en="Demand",
    description="How demand is forecast, and how well that did on past days beside naive forecasts.",
    reads=_HISTORY,
    columns=lambda: (),
    train=_train,
    tables={
        "int_scores__demand": {
            **dict.fromkeys(("level", "segment_key", "category", "product_id"), "varchar"),
            **dict.fromkeys(
                ("expected_quantity", "least_quantity", "most_quantity", "sold_quantity"), "double"
            ),
            **dict.fromkeys(
                ("foreseen_quantity", "foreseen_least_quantity", "foreseen_most_quantity"), "double"
            ),
            "is_falling": "boolean",
            "method": "varchar",
            "is_baseline": "boolean",
        }
    },
    score=_score,
    headline=_headline,
    told=_told,
    figures=_figures,
    withheld=_withheld,
    horizon_days=lambda: business_settings()["demand_horizon_days"],
)
