"""The job that refreshes all profiles, and its daily schedule."""

import dagster as dg

from orchestration.settings import business_settings

refresh_profiles = dg.define_asset_job(
    "refresh_profiles",
    selection=dg.AssetSelection.all(),
    description="One refresh: land, stage, stitch, describe, tag, check, publish.",
    executor_def=dg.in_process_executor,
)

daily_refresh = dg.ScheduleDefinition(
    name="daily_refresh",
    job=refresh_profiles,
    cron_schedule="30 2 * * *",
    execution_timezone=business_settings()["business_timezone"],
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at half past two, business time.",
)
