"""As of when a refresh looks at the world."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from orchestration.errors import HuaxiangError
from orchestration.ingest.expose import RunContext
from orchestration.settings import business_settings
from orchestration.state import State


def parse_as_of(text: str | None, zone: ZoneInfo) -> datetime:
    """An instant from ISO text; a bare date is its first instant in business time; none is now."""
    if not text:
        return datetime.now(UTC)
    try:
        if len(text) == len("2011-12-10"):
            return datetime.combine(date.fromisoformat(text), time.min, zone).astimezone(UTC)
        stamp = datetime.fromisoformat(text)
    except ValueError as error:
        raise HuaxiangError(f"As-of {text!r} is neither a date nor a time. Write 2011-12-10.") from error
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=zone)).astimezone(UTC)


def parse_day(text: str) -> date:
    """A day as written by a person; HuaxiangError for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HuaxiangError(f"'{text}' is no day. Write it like 2026-03-02.") from None


def business_zone() -> ZoneInfo:
    """The zone in which a business day begins."""
    return ZoneInfo(business_settings()["business_timezone"])


def day_start(on: date) -> datetime:
    """The first instant of a business day, in UTC and without zone."""
    return parse_as_of(on.isoformat(), business_zone()).replace(tzinfo=None)


def run_context(as_of_text: str | None, state: State) -> RunContext:
    """As of when a run looks; HuaxiangError for a day before the last run's, for history only goes on."""
    zone = business_zone()
    as_of = parse_as_of(as_of_text, zone)
    as_of_on = as_of.astimezone(zone).date()
    last = state.last_as_of_on()
    if last and as_of_on < last:
        raise HuaxiangError(
            f"This home has already been seen as of {last}; history cannot go back to {as_of_on}."
            " Use --as-of with that day or a later one, or --home with another folder."
        )
    profiled_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return RunContext(
        as_of=as_of.replace(tzinfo=None),
        as_of_on=as_of_on,
        profiled_at=profiled_at,
        snapshot_id=f"{as_of_on:%Y%m%d}-{profiled_at:%Y%m%dT%H%M%S}-{state.last_run_sequence() + 1:04d}",
    )
