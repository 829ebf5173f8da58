"""What keeps profiles alive: sensors for new extracts and for stale profiles, and a refresh every night."""

import json

import dagster as dg

from orchestration.defs.jobs import refresh_profiles
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.requests import listing, request
from orchestration.settings import Settings, business_settings
from orchestration.staleness import Situation, look, read_sources

_SECONDS = Settings.from_environment().sensor_seconds
_Answer = dg.RunRequest | dg.SkipReason


@dg.sensor(
    job=refresh_profiles,
    minimum_interval_seconds=_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for one refresh when resting extracts lie there that no published snapshot holds.",
)
def new_extracts(context: dg.SensorEvaluationContext) -> _Answer:
    """A backlog is one refresh: it reads all that lies there."""
    found = _look(context)
    if isinstance(found, dg.SkipReason):
        return found
    if not found.has_new_extracts:
        return dg.SkipReason("No new extracts.")
    return request(context.instance, _home(), found.cause)


@dg.sensor(
    job=refresh_profiles,
    minimum_interval_seconds=_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for one refresh when published profiles no longer say what a refresh would say.",
)
def stale_profiles(context: dg.SensorEvaluationContext) -> _Answer:
    """Due by time, landed but not published, other definitions, or too old."""
    found = _look(context)
    if isinstance(found, dg.SkipReason):
        return found
    if found.has_new_extracts:
        return dg.SkipReason("There are new extracts; the sensor new_extracts sees to them.")
    if not found.is_published:
        return dg.SkipReason("Nothing is published yet, and no extract lies there. Run `huaxiang run`.")
    if not found.stale_because:
        return dg.SkipReason("Profiles are fresh.")
    return request(context.instance, _home(), found.cause)


@dg.schedule(
    name="daily_refresh",
    job=refresh_profiles,
    cron_schedule="30 2 * * *",
    execution_timezone=business_settings()["business_timezone"],
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at half past two, business time, unless the day has had its refresh.",
)
def daily_refresh(context: dg.ScheduleEvaluationContext) -> _Answer:
    """Confirms tags and observes history even on a day on which nothing else happens."""
    try:
        found = look(Settings.from_environment())
    except HuaxiangError as error:
        return dg.SkipReason(str(error))
    if found.is_seen:
        return dg.SkipReason("Nothing new.")
    return request(context.instance, _home(), found.cause)


def _look(context: dg.SensorEvaluationContext) -> Situation | dg.SkipReason:
    """The home's situation, once its extracts have not changed between two looks; the cursor remembers."""
    settings = Settings.from_environment()
    try:
        listed, newest = listing(read_sources(settings))
        before = json.loads(context.cursor)["listing"] if context.cursor else None
        context.update_cursor(json.dumps({"listing": listed}))
        if listed != before:
            return dg.SkipReason(f"Extracts came or still grow (newest: {newest}); waiting until they rest.")
        return look(settings)
    except (HuaxiangError, OSError) as error:
        return dg.SkipReason(str(error))


def _home() -> Home:
    return Home(Settings.from_environment().home)
