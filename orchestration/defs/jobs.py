"""The jobs: refreshing all profiles, and training the models once a month."""

import dagster as dg

from orchestration.scores.catalogue import MODELS
from orchestration.settings import business_settings

_MODELS = dg.AssetSelection.assets(
    *(["scores", f"{model_key}_model"] for model_key in MODELS), ["identity", "identity_learned"]
)
_ZONE = business_settings()["business_timezone"]

refresh_profiles = dg.define_asset_job(
    "refresh_profiles",
    selection=dg.AssetSelection.all() - _MODELS,
    description="One refresh: land, stage, stitch, describe, score, tag, check, publish.",
    executor_def=dg.in_process_executor,
)

train_models = dg.define_asset_job(
    "train_models",
    selection=_MODELS,
    description="Train on the warehouse as it stands; the next refresh scores with what is published.",
    executor_def=dg.in_process_executor,
)

monthly_training = dg.ScheduleDefinition(
    name="monthly_training",
    job=train_models,
    cron_schedule="30 3 1 * *",
    execution_timezone=_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="On the first of the month at half past three, business time, after the night's refresh.",
)
