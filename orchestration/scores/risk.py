"""Risk watch: a scorecard of who falls behind with payments, in homes that use the pack finance."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ml.risk.scorecard import Points
from ml.risk.spec import RISK as OUTCOME
from orchestration.errors import HuaxiangError
from orchestration.scores.features import require
from orchestration.scores.model import MODEL, Figure, ScoredModel, figures_of, train_once
from orchestration.scores.outcomes import Wiring, outcome_model
from orchestration.scores.store import Current, ModelStore
from orchestration.scores.training import look_back, training_frame
from orchestration.settings import business_settings
from orchestration.warehouse import Warehouse

PACK = "finance"
_POINTS = "int_scores__risk_points"
_KNOWN = "select count(*) as known from features.int_features__overdues"


def points_scale(decided: Mapping[str, Any]) -> Points:
    """Of definitions/settings.yml; HuaxiangError for a scale that is none."""
    try:
        return Points(
            base=float(decided["risk_points_base"]),
            odds=float(decided["risk_points_odds"]),
            to_double=float(decided["risk_points_to_double"]),
        )
    except ValueError as error:
        raise HuaxiangError(f"dbt_project/definitions/settings.yml: risk: {error}") from error


@dataclass(frozen=True)
class _Wiring(Wiring):
    """An outcome like others, with points, and with a word of its own where nobody ever fell behind."""

    def train(self, warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
        """Train on the facts of the warehouse; `afresh` means nothing, for no fit depends on another."""
        from ml.outcomes.train import version_of
        from ml.risk.train import train

        require(warehouse, self.columns)
        settings, points = self.settings(), points_scale(business_settings())
        look_back(warehouse, self.begins, settings.horizon_days)
        rows = training_frame(warehouse, OUTCOME.frame, self.columns)
        version = version_of(rows, OUTCOME, settings)
        is_known = warehouse.read(_KNOWN)["known"].iloc[0] > 0
        return train_once(
            store, OUTCOME.key, version, lambda: _told(train(rows, settings, points), is_known=is_known)
        )

    def score(self, fitted: Any, features: pd.DataFrame, warehouse: Warehouse) -> dict[str, pd.DataFrame]:
        """The tables handed to dbt: scores, and the points of the bins."""
        from ml.risk.scorecard import points_table

        scale = points_scale(business_settings())
        table = points_table(fitted.scorer.model, fitted.scorer.input_names, scale)
        return super().score(fitted, features, warehouse) | {_POINTS: table}


def _told(fitted: Any, *, is_known: bool) -> Any:
    """A fit that says it where no fact tells of anybody behind, instead of asking for more customers."""
    if is_known or fitted.is_published:
        return fitted
    why = (
        "Not trained: no fact says that anybody fell behind: no order of a system that tells of payments was"
        " left unpaid, and no contact had an outcome of risk_told_outcomes. A source of payments or contacts"
        " mends this."
    )
    return replace(fitted, reason=why, card=fitted.card | {"verdict": why})


_POINT_COLUMNS = {
    "input_key": "varchar",
    "place": "bigint",
    "from_value": "double",
    "to_value": "double",
    "points": "bigint",
    "row_count": "bigint",
    "happened_rate": "double",
}
_MODEL = outcome_model(
    _Wiring(OUTCOME, begins=("customers.fct_orders", "ordered_on")),
    names=("逾期风险", "Risk watch"),
    description="The fitted risk scorecard in use, or why there is none: who fell behind with payments.",
)


def _figures(card: Mapping[str, Any]) -> list[Figure]:
    """Those of the test, and the range of points that anybody can have."""
    span = {f"points_{end}": card["points"][end] for end in ("least", "most")} if "points" in card else {}
    return [*figures_of(card.get("figures", {})), *figures_of({MODEL: span})]


RISK: ScoredModel = replace(_MODEL, tables={**_MODEL.tables, _POINTS: _POINT_COLUMNS}, figures=_figures)
