"""Models of a yes or no within a horizon: trained on past days, scored for the customers of today."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from ml.outcomes.outcome import Outcome
from ml.outcomes.settings import OutcomeSettings
from orchestration.errors import HuaxiangError
from orchestration.scores.features import require
from orchestration.scores.model import ScoredModel, train_once
from orchestration.scores.store import Current, ModelStore
from orchestration.scores.training import look_back, training_frame
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

SCORED = {
    "customer_id": "varchar",
    "score": "double",
    "band": "varchar",
    "reasons_zh": "varchar",
    "reasons_en": "varchar",
}
_OWN, _SHARED = ("horizon_days", "medium_from", "high_from"), ("min_rows", "min_per_class", "min_cut_offs")


def outcome_settings(key: str, decided: Mapping[str, Any]) -> OutcomeSettings:
    """Of definitions/settings.yml: its own, and what holds for all outcomes; HuaxiangError for no bands."""
    own = {name: decided[f"{key}_{name}"] for name in _OWN}
    try:
        return OutcomeSettings(**own, **{name: decided[f"outcome_{name}"] for name in _SHARED})
    except ValueError as error:
        raise HuaxiangError(f"dbt_project/definitions/settings.yml: {key}: {error}") from error


@dataclass(frozen=True)
class Wiring:
    """Where an outcome finds its facts.

    `begins`: the table and the day of the facts that training looks back on. `beside`: the analysis that
    tells of the customers to score what is no feature, and its columns.
    """

    outcome: Outcome
    begins: tuple[str, str]
    beside: tuple[str, tuple[str, ...]] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The features it reads."""
        told = self.beside[1] if self.beside else ()
        return ("order_count", *(name for name in self.outcome.inputs.columns if name not in told))

    def settings(self) -> OutcomeSettings:
        """What the business decided."""
        return outcome_settings(self.outcome.key, business_settings())

    def train(self, warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
        """Train on the facts of the warehouse; `afresh` means nothing, for no fit depends on another."""
        from ml.outcomes.contest import contested
        from ml.outcomes.train import train, version_of

        require(warehouse, self.columns)
        outcome, settings = self.outcome, self.settings()
        look_back(warehouse, self.begins, settings.horizon_days)
        rows = training_frame(warehouse, outcome.frame, self.columns)
        return train_once(
            store,
            outcome.key,
            version_of(rows, outcome, settings),
            lambda: train(rows, outcome, settings),
            partial(contested, rows, outcome, settings),
        )

    def score(self, fitted: Any, features: pd.DataFrame, warehouse: Warehouse) -> dict[str, pd.DataFrame]:
        """The table handed to dbt."""
        from ml.outcomes.score import score
        from orchestration.dbt import compiled

        if self.beside:
            features = features.merge(warehouse.read(compiled(self.beside[0])), on="customer_id")
        return {f"int_scores__{self.outcome.key}": score(fitted, features, self.outcome, self.settings())}


def outcome_model(wiring: Wiring, names: tuple[str, str], description: str) -> ScoredModel:
    """The model of an outcome, named in Chinese and English."""
    outcome = wiring.outcome
    return ScoredModel(
        key=outcome.key,
        name_zh=names[0],
        name_en=names[1],
        description=description,
        reads=outcome.frame,
        columns=lambda: wiring.columns,
        train=wiring.train,
        tables={f"int_scores__{outcome.key}": SCORED},
        score=wiring.score,
        headline=("auc", outcome.baseline),
        told=_told,
        horizon_days=lambda: wiring.settings().horizon_days,
        concerns=outcome.concerns,
        foretells=True,
    )


def _told(card: Mapping[str, Any]) -> list[str]:
    if "figures" not in card:
        return []
    (_, model), (baseline_name, baseline), (plain_name, plain) = card["figures"].items()
    low, high = model["auc_interval"]
    lead_low, lead_high = baseline["auc_difference_interval"]
    bands = ", ".join(
        f"{band} {found['customer_count']:,} customers promised {found['mean_score']:.0%}, true of"
        f" {found['happened_share']:.0%}"
        for band, found in card["bands"].items()
        if found["customer_count"]
    )
    return [
        f"test from {card['test']['cut_offs'][0]} on, {card['horizon_days']} days, {card['test']['rows']:,}"
        f" customers: AUC {model['auc']:.3f} ({low:.3f} to {high:.3f})",
        f"{baseline_name} {baseline['auc']:.3f}, {plain_name} alone {plain['auc']:.3f};"
        f" lead over the former {baseline['auc_difference']:+.4f} ({lead_low:+.4f} to {lead_high:+.4f})",
        f"calibration error {model['calibration_error']:.3f}; {bands}",
    ]
