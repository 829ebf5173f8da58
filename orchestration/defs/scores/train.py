"""Training: each model an asset of the job `train_models`, which alone changes a home's learned models."""

import dagster as dg

from orchestration.dbt import Translator, ensure_manifest
from orchestration.refresh import Training
from orchestration.scores.catalogue import MODELS
from orchestration.scores.model import ScoredModel
from orchestration.scores.store import Current

_NODES = ensure_manifest()["nodes"] | ensure_manifest()["sources"]


def _read(model: ScoredModel) -> list[dg.AssetKey]:
    """What training reads: a table, or the tables that an analysis is made of."""
    node = next(node for node in _NODES.values() if node["name"] == model.reads)
    found = node["depends_on"]["nodes"] if node["resource_type"] == "analysis" else [node["unique_id"]]
    return [Translator().get_asset_key(_NODES[name]) for name in found]


def _fitted(model: ScoredModel) -> dg.AssetsDefinition:
    @dg.asset(
        key=["scores", f"{model.key}_model"],
        deps=_read(model),
        group_name="scores",
        kinds={"python", "scikit-learn"},
        description=model.description,
    )
    def fitted(training: Training) -> dg.MaterializeResult:
        training.models.forget_outdated(model.key)
        current = model.train(training.warehouse, training.models, afresh=training.afresh)
        return dg.MaterializeResult(metadata=metadata_of(current))

    return fitted


def metadata_of(current: Current) -> dict[str, str]:
    """What Dagster shows of a training."""
    return {
        "version_in_use": current.version or "none",
        "fitted_version": current.fitted_version,
        "reason": current.reason or "published",
    }


fitted_models = [_fitted(model) for model in MODELS.values()]
