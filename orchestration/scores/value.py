"""Value and rhythm: learnt from past months, told of everyone with an order."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from orchestration.errors import HuaxiangError
from orchestration.scores.features import require
from orchestration.scores.model import MODEL, Figure, ScoredModel, figures_of, train_once
from orchestration.scores.store import Current, ModelStore
from orchestration.scores.training import look_back, training_frame
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

if TYPE_CHECKING:
    from ml.value.settings import ValueSettings

KEY = "value"
# part → how it is told
PARTS = {
    "order_days": "order days",
    "spend": "spend and margin",
    "next_order": "next order day",
    "alive": "probability alive",
}

# whether what the test was promised came true
_KEPT = ("order_days_coverage", "spend_coverage", "due_and_ordered_by_then")


def value_settings(decided: Mapping[str, Any]) -> "ValueSettings":
    """Of definitions/settings.yml; HuaxiangError for horizons that are none."""
    from ml.value.settings import ValueSettings

    try:
        return ValueSettings(
            horizon_days=decided["value_horizon_days"],
            next_order_within_days=decided["value_next_order_within_days"],
            min_rows=decided["value_min_rows"],
            min_repeat=decided["value_min_repeat"],
            min_ordered=decided["value_min_ordered"],
        )
    except ValueError as error:
        raise HuaxiangError(f"dbt_project/definitions/settings.yml: {error}") from error


def _columns() -> tuple[str, ...]:
    from ml.value.rows import COLUMNS

    return COLUMNS


def _train(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Train on the facts of the warehouse; `afresh` means nothing, for no fit depends on the one before."""
    from ml.value.contest import contested
    from ml.value.train import train, version_of

    require(warehouse, _columns())
    settings = value_settings(business_settings())
    look_back(warehouse, ("customers.fct_orders", "ordered_on"), settings.horizon_days, with_today=True)
    frame = training_frame(warehouse, "training_value", _columns())
    against = partial(contested, frame, settings)
    return train_once(store, KEY, version_of(frame, settings), lambda: train(frame, settings), against)


def _score(fitted: Any, features: pd.DataFrame, _: Warehouse) -> dict[str, pd.DataFrame]:
    from ml.value.score import score

    return {"int_scores__value": score(fitted, features, value_settings(business_settings()))}


def _headline(card: Mapping[str, Any]) -> tuple[str, str]:
    """The figure of the first part that is told, and the naive baseline that was best by it."""
    from ml.value.evaluate import best
    from ml.value.train import JUDGED_BY

    told = [part for part in JUDGED_BY if part not in card.get("withheld", ())]
    part = next(iter(told), next(iter(JUDGED_BY)))
    figure = JUDGED_BY[part]
    found = card.get("figures", {}).get(part)
    return f"{part}_{figure}", best(found, figure) if found else "the best naive baseline"


def _figures(card: Mapping[str, Any]) -> list[Figure]:
    """Those of each part under its name; whether intervals kept their promise beside them."""
    parts = card.get("figures", {})
    found = [
        figure._replace(figure=f"{part}_{figure.figure}")
        for part, by_name in parts.items()
        for figure in figures_of(by_name)
    ]
    kept = {name: card["test"].get(name) for name in _KEPT} if parts else {}
    return [*found, *figures_of({MODEL: kept})]


def _withheld(card: Mapping[str, Any]) -> list[str]:
    return [f"{PARTS[part]}: {why}" for part, why in card.get("withheld", {}).items()]


def _told(card: Mapping[str, Any]) -> list[str]:
    if "figures" not in card:
        return []
    test, fitted = card["test"], card["fitted"]
    return [
        f"test from {test['cut_offs'][0]} on, {card['horizon_days']} days, {test['rows']:,} customers,"
        f" {test['order_days']:,} order days; {fitted['model']}, worth of a day: {fitted['worth']['name']}",
        *card["verdicts"].values(),
        f"intervals hold {_share(test['order_days_coverage'])} of the order days,"
        f" {_share(test['spend_coverage'])} of the spends; {_share(test['due_and_ordered_by_then'])} of those"
        " due had ordered by their day",
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


VALUE = ScoredModel(
    key=KEY,
    name_zh="价值与节奏预测",
    name_en="Value and rhythm",
    description="The fitted value model in use, or why there is none: order days, spend and what comes next.",
    reads="training_value",
    columns=_columns,
    train=_train,
    tables={
        "int_scores__value": {
            "customer_id": "varchar",
            "expected_order_days": "double",
            "least_order_days": "bigint",
            "most_order_days": "bigint",
            "expected_spend_amount": "double",
            "least_spend_amount": "double",
            "most_spend_amount": "double",
            "expected_margin_amount": "double",
            "least_margin_amount": "double",
            "most_margin_amount": "double",
            "alive_probability": "double",
            "next_order_on": "date",
            "next_order_from_on": "date",
            "next_order_until_on": "date",
        }
    },
    score=_score,
    headline=_headline,
    figures=_figures,
    withheld=_withheld,
    told=_told,
    horizon_days=lambda: business_settings()["value_horizon_days"],
)
