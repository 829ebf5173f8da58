"""Scoring: the models in use, applied to the customers of this refresh."""

from collections.abc import Iterator

import dagster as dg
import pandas as pd

from orchestration.dbt import ensure_manifest
from orchestration.defs.scores.train import metadata_of
from orchestration.refresh import Refresh
from orchestration.scores.catalogue import MODELS
from orchestration.scores.features import read_features
from orchestration.scores.tables import TYPES, tables
from orchestration.settings import business_settings

_ABOUT_MODELS = dg.AssetKey(["scores", "int_scores__models"])
_DRIFT = dg.AssetKey(["scores", "int_scores__drift"])
_DESCRIPTIONS = {
    node["name"]: node["description"]
    for node in ensure_manifest()["sources"].values()
    if node["schema"] == "scores"
}


@dg.multi_asset(
    name="score",
    specs=[
        dg.AssetSpec(
            ["scores", table],
            deps=[
                dg.AssetKey(["features", "fct_customer_features"]),
                dg.AssetKey(["customers", "int_customers__foretold"]),
                *(dg.AssetKey(["scores", f"{model_key}_model"]) for model_key in MODELS),
            ],
            group_name="scores",
            kinds={"python", "scikit-learn"},
            description=_DESCRIPTIONS[table],
        )
        for table in TYPES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "published",
            asset=_ABOUT_MODELS,
            description="Every model is in use, in all its parts; if one is not, why it is not.",
        ),
        dg.AssetCheckSpec(
            "drift", asset=_DRIFT, description="Customers look like those that the models in use learnt from."
        ),
        dg.AssetCheckSpec(
            "came_true",
            asset=_DRIFT,
            description="What was foretold is what came: share and order, of the newest day that is over.",
        ),
    ],
)
def score(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[dg.MaterializeResult]:
    """Score with the models in use.

    A home that never had a model trains it first, so that it has scores; so does one whose fit is of an
    earlier release and cannot be read.
    """
    for model in MODELS.values():
        if outdated := refresh.models.forget_outdated(model.key):
            context.log.warning(f"{model.key} is trained anew. {outdated}")
        if refresh.models.current(model.key) is None:
            current = model.train(refresh.warehouse, refresh.models)
            context.log_event(
                dg.AssetMaterialization(["scores", f"{model.key}_model"], metadata=metadata_of(current))
            )
    read = [column for model in MODELS.values() for column in model.columns()]
    features = read_features(refresh.warehouse, read)
    for table, rows in tables(refresh.models, features, refresh.warehouse):
        refresh.warehouse.write(f"scores.{table}", rows, TYPES[table])
        yield dg.MaterializeResult(
            asset_key=["scores", table],
            metadata={"dagster/row_count": len(rows)},
            check_results=[check(rows) for check in _CHECKS.get(table, ())],
        )


def _published(models: pd.DataFrame) -> dg.AssetCheckResult:
    refused = models[models["status"] != "published"]
    messages = [f"- {row.model_key}: {row.reason}" for row in refused.itertuples()]
    partly = models[models["withheld"].notna()]
    messages += [f"- {row.model_key} withholds {row.withheld}" for row in partly.itertuples()]
    return _checked("published", _ABOUT_MODELS, messages)


def _drifted(drift: pd.DataFrame) -> dg.AssetCheckResult:
    strong = drift[drift["stability_index"] > business_settings()["drift_strong"]]
    messages = [
        f"- {row.model_key}: {row.watched} has moved (PSI {row.stability_index:.2f})"
        for row in strong.itertuples()
    ]
    return _checked("drift", _DRIFT, messages)


def _checked(name: str, asset: dg.AssetKey, messages: list[str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not messages,
        check_name=name,
        asset_key=asset,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"messages": dg.MetadataValue.md("\n".join(messages))},
    )


def _came_true(drift: pd.DataFrame) -> dg.AssetCheckResult:
    """Of the newest day of each model; what is past cannot be mended."""
    outcomes = drift[(drift["kind"] == "outcome") & drift["low"].notna() & drift["said"].notna()]
    newest = outcomes.groupby("model_key")["observed_on"].transform("max")
    gap = business_settings()["drift_outcome_gap"]
    messages = [
        f"- {row.model_key}, foretold on {row.observed_on} of {row.customer_count:,} customers: {row.watched}"
        f" {row.said:.3f} was said, {row.found:.3f} came ({row.low:.3f} to {row.high:.3f})"
        for row in outcomes[outcomes["observed_on"] == newest].itertuples()
        if not row.low <= row.said <= row.high and abs(row.said - row.found) > gap
    ]
    return _checked("came_true", _DRIFT, messages)


_CHECKS = {"int_scores__models": (_published,), "int_scores__drift": (_drifted, _came_true)}
