"""Asking databases and interfaces as often as they want it; the sensor `stale_profiles` sees what came."""

import dagster as dg

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.requests import POLL_JOB, poll_request
from orchestration.settings import Settings
from orchestration.staleness import read_sources

_SETTINGS = Settings.from_environment()
_POLLED = [source.name for source in read_sources(_SETTINGS) if source.is_polled]

if _POLLED:
    poll_sources = dg.define_asset_job(
        POLL_JOB,
        selection=dg.AssetSelection.assets(*(["ingest", name] for name in _POLLED)),
        description="Ask databases and interfaces for what is new, and land it.",
        config={"resources": {"refresh": {"config": {"is_poll": True}}}},
        executor_def=dg.in_process_executor,
    )

    @dg.sensor(
        job=poll_sources,
        minimum_interval_seconds=_SETTINGS.sensor_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Asks each database and interface again after its `poll_minutes`.",
    )
    def due_polls(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """One run for all that are due."""
        settings = Settings.from_environment()
        try:
            return poll_request(context.instance, Home(settings.home), read_sources(settings))
        except (HuaxiangError, OSError) as error:
            return dg.SkipReason(str(error))
