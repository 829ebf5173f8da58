"""Uplift: what the next message would change, for everyone who is sent messages."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from ml.uplift.settings import UpliftSettings
from ml.uplift.spec import INPUTS, KIND
from orchestration.scores.features import require
from orchestration.scores.model import Figure, ScoredModel, figures_of, train_once
from orchestration.scores.outcomes import SCORED
from orchestration.scores.store import Current, ModelStore
from orchestration.scores.training import training_frame
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

KEY = "uplift"
_FRAME = "training_uplift"
_COLUMNS = ("message_count_365d", *(name for name in INPUTS.columns if name != KIND))
_BY_LOT = "drawn by lot"
_LATEST_KIND = (
    "select messages.campaign_kind from customers.fct_messages as messages cross join ingest.run_context"
    " where messages.campaign_kind is not null and messages.sent_at < run_context.as_of"
    " order by messages.sent_at desc, messages.campaign_kind limit 1"
)


def _settings() -> UpliftSettings:
    decided = business_settings()
    return UpliftSettings(
        response_days=decided["uplift_response_days"],
        min_per_arm=decided["uplift_min_per_arm"],
        min_responses=decided["uplift_min_responses"],
        worth_from=decided["uplift_worth_from"],
        sure_from=decided["uplift_sure_from"],
    )


def _train(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Train on the messages of the warehouse; `afresh` means nothing, for no fit depends on another."""
    from ml.uplift.contest import contested
    from ml.uplift.train import train, version_of

    require(warehouse, _COLUMNS)
    settings = _settings()
    frame = training_frame(warehouse, _FRAME, _COLUMNS)
    against = partial(contested, frame, settings)
    return train_once(store, KEY, version_of(frame, settings), lambda: train(frame, settings), against)


def _score(fitted: Any, features: pd.DataFrame, warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    from ml.uplift.score import score

    kinds = warehouse.read(_LATEST_KIND)["campaign_kind"].tolist()
    return {f"int_scores__{KEY}": score(fitted, features, kinds[0] if kinds else None, _settings())}


def _figures(card: Mapping[str, Any]) -> list[Figure]:
    """Those of the card, and the baseline by lot, whose Qini coefficient is 0 by definition."""
    told = list(figures_of(card.get("figures", {})))
    leads = [figure for figure in told if (figure.scored_by, figure.figure) == ("model", "qini")]
    return [
        *told,
        *(Figure(_BY_LOT, "qini", 0.0) for _ in leads),
        *(lead._replace(scored_by=_BY_LOT, figure="qini_difference") for lead in leads),
    ]


def _told(card: Mapping[str, Any]) -> list[str]:
    if "figures" not in card:
        return []
    lines = [
        f"test from {card['test']['cut_offs'][0]} on, {card['horizon_days']} days, {card['test']['rows']:,}"
        " messages"
    ]
    for scored_by, found in card["figures"].items():
        told = (
            f"{name.replace('_', ' ')} {value:+.4f} ({low:+.4f} to {high:+.4f})"
            for name, value in found.items()
            if not name.endswith("_interval")
            for low, high in [found[f"{name}_interval"]]
        )
        lines.append(f"{scored_by}: {', '.join(told)}")
    return lines


UPLIFT = ScoredModel(
    key=KEY,
    name_zh="营销增益",
    name_en="Uplift",
    description="The fitted uplift model in use, or why there is none: what messages changed.",
    reads=_FRAME,
    columns=lambda: _COLUMNS,
    train=_train,
    tables={f"int_scores__{KEY}": SCORED},
    score=_score,
    headline=("qini", _BY_LOT),
    told=_told,
    figures=_figures,
    horizon_days=lambda: business_settings()["uplift_response_days"],
    concerns=lambda features: features["message_count_365d"] > 0,
)
