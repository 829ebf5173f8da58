"""The job that refreshes all profiles."""

import dagster as dg

refresh_profiles = dg.define_asset_job(
    "refresh_profiles",
    selection=dg.AssetSelection.all(),
    description="One refresh: land, stage, stitch, describe, tag, check, publish.",
    executor_def=dg.in_process_executor,
)
