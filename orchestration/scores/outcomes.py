"""Models of a yes or no within a horizon: trained on past days, scored for the customers of today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ml.outcomes.outcome import Outcome
from ml.outcomes.settings import OutcomeSettings
from orchestration.errors import HuaxiangError
from orchestration.scores.features import require
from orchestration.scores.model import ScoredModel, train_once
from orchestration.scores.store import Current, ModelStore
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
_DAYS = (
    "select min(facts.{day}) as first_on, max(run_context.as_of_on) as as_of_on"
    " from ingest.run_context left join {table} as facts on facts.customer_id is not null"
)


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
        from ml.outcomes.train import train, version_of

        require(warehouse, self.columns)
        settings = self.settings()
        rows = training_frame(warehouse, self.outcome.frame, self.begins, settings.horizon_days)
        version = version_of(rows, self.outcome, settings)
        return train_once(store, self.outcome.key, version, lambda: train(rows, self.outcome, settings))

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
    )


def training_frame(
    warehouse: Warehouse, frame: str, begins: tuple[str, str], horizon_days: int
) -> pd.DataFrame:
    """One row per customer and cut-off whose outcome is known, with features as of then."""
    from ml.cut_offs import cut_offs
    from orchestration.dbt import compiled

    table, day = begins
    days = warehouse.read(_DAYS.format(table=table, day=day)).iloc[0]
    found = [] if pd.isna(days.first_on) else cut_offs(days.first_on, days.as_of_on, horizon_days)
    written = pd.DataFrame({"cut_off_on": pd.Series(found, dtype="object")})
    warehouse.write("ingest.training_cut_offs", written, {"cut_off_on": "date"})
    return warehouse.read(compiled(frame))


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
