"""Scoring: the models in use, applied to the customers of this refresh."""

from collections.abc import Iterator

import dagster as dg

from orchestration.dbt import ensure_manifest
from orchestration.defs.scores.train import metadata_of
from orchestration.refresh import Refresh
from orchestration.scores.features import read_features
from orchestration.scores.tables import TYPES, tables
from orchestration.scores.training import TRAINERS

_MODELS = dg.AssetKey(["scores", "int_scores__models"])
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
                *(dg.AssetKey(["scores", f"{model_key}_model"]) for model_key in TRAINERS),
            ],
            group_name="scores",
            kinds={"python", "scikit-learn"},
            description=_DESCRIPTIONS[table],
        )
        for table in TYPES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "published", asset=_MODELS, description="Every model is in use; if one is not, why it is not."
        )
    ],
)
def score(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[dg.MaterializeResult]:
    """Score with the models in use. A home that never had a model trains it first, so that it has scores."""
    from ml.churn.inputs import COLUMNS as CHURN_COLUMNS
    from ml.clusters.features import COLUMNS as CLUSTER_COLUMNS

    for model_key, train in TRAINERS.items():
        if refresh.models.current(model_key) is None:
            current = train(refresh.warehouse, refresh.models)
            context.log_event(
                dg.AssetMaterialization(["scores", f"{model_key}_model"], metadata=metadata_of(current))
            )
    found = tables(refresh.models, read_features(refresh.warehouse, [*CHURN_COLUMNS, *CLUSTER_COLUMNS]))
    for table, types in TYPES.items():
        refresh.warehouse.write(f"scores.{table}", found[table], types)
        yield dg.MaterializeResult(
            asset_key=["scores", table],
            metadata={"dagster/row_count": len(found[table])},
            check_results=[_judged(found[table])] if table == _MODELS.path[1] else [],
        )


def _judged(models) -> dg.AssetCheckResult:
    refused = models[models["status"] != "published"]
    messages = [f"- {row.model_key}: {row.reason}" for row in refused.itertuples()]
    return dg.AssetCheckResult(
        passed=refused.empty,
        check_name="published",
        asset_key=_MODELS,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"messages": dg.MetadataValue.md("\n".join(messages))},
    )
