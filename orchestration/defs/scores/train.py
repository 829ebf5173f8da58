"""Training: each model an asset of the job `train_models`, which alone changes a home's learned models."""

import dagster as dg

from orchestration.dbt import Translator, ensure_manifest
from orchestration.refresh import Training
from orchestration.scores.store import CHURN, CLUSTERS, Current
from orchestration.scores.training import TRAINERS

_FEATURES = dg.AssetKey(["features", "fct_customer_features"])
_MANIFEST = ensure_manifest()
_ANALYSIS = next(node for node in _MANIFEST["nodes"].values() if node["name"] == "training_features")
_FACTS = [
    Translator().get_asset_key(_MANIFEST["nodes"].get(name) or _MANIFEST["sources"][name])
    for name in _ANALYSIS["depends_on"]["nodes"]
]
_READ = {CHURN: _FACTS, CLUSTERS: [_FEATURES]}
_DESCRIPTIONS = {
    CHURN: "The fitted churn model in use, or why there is none: trained on past months, tested on later.",
    CLUSTERS: "The fitted clusters in use, or why there are none; keys and names carried from fit to fit.",
}


def _model(model_key: str) -> dg.AssetsDefinition:
    @dg.asset(
        key=["scores", f"{model_key}_model"],
        deps=_READ[model_key],
        group_name="scores",
        kinds={"python", "scikit-learn"},
        description=_DESCRIPTIONS[model_key],
    )
    def model(training: Training) -> dg.MaterializeResult:
        current = TRAINERS[model_key](training.warehouse, training.models, afresh=training.afresh)
        return dg.MaterializeResult(metadata=metadata_of(current))

    return model


def metadata_of(current: Current) -> dict[str, str]:
    """What Dagster shows of a training."""
    return {
        "version_in_use": current.version or "none",
        "fitted_version": current.fitted_version,
        "reason": current.reason or "published",
    }


churn_model = _model(CHURN)
clusters_model = _model(CLUSTERS)
