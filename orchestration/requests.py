"""Asking Dagster for a refresh: one run per cause, again only after it failed, and not for ever."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import dagster as dg

from orchestration.home import Home
from orchestration.ingest.arrivals import listed
from orchestration.ingest.pull import asked_at
from orchestration.ingest.sources import SourceSystem
from orchestration.refresh import ATTEMPT
from orchestration.run_record import MOST_ATTEMPTS, last_attempt
from orchestration.warehouse import is_locked

CAUSE = "huaxiang/cause"
JOB = "refresh_profiles"
POLL_JOB = "poll_sources"
# what the polls have brought is not asked for a second time
_NOT_ASKING = {"resources": {"refresh": {"config": {"ask": False}}}}
_UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
# a run takes the lock as soon as it has started
_GRACE = timedelta(minutes=1)


def request(instance: dg.DagsterInstance, home: Home, cause: str) -> dg.RunRequest | dg.SkipReason:
    """A refresh for this cause, unless one is on its way or done, or it has failed too often."""
    if is_locked(home):
        return dg.SkipReason("A refresh is running.")
    if waiting := _unfinished(instance):
        return dg.SkipReason(waiting)
    runs = instance.get_runs(dg.RunsFilter(tags={CAUSE: cause}))
    failed = [run for run in runs if run.status == dg.DagsterRunStatus.FAILURE]
    if len(failed) < len(runs):
        return dg.SkipReason("A refresh for this cause was made, or stopped by a person.")
    if len(failed) >= MOST_ATTEMPTS:
        return dg.SkipReason(
            f"Profiles are stale: the refresh failed {len(failed)} times and is not asked for again until an"
            f" extract, a definition or the day changes, or by `huaxiang run`. {_why(home)}"
        )
    attempt = len(failed) + 1
    tags = {CAUSE: cause, ATTEMPT: str(attempt)}
    return dg.RunRequest(run_key=f"{cause}-{attempt}", tags=tags, run_config=_NOT_ASKING)


def poll_request(
    instance: dg.DagsterInstance, home: Home, sources: Iterable[SourceSystem]
) -> dg.RunRequest | dg.SkipReason:
    """A poll of the systems whose `poll_minutes` have passed since they were asked, by whomever."""
    if is_locked(home):
        return dg.SkipReason("A refresh is running.")
    if waiting := _unfinished(instance, POLL_JOB):
        return dg.SkipReason(waiting)
    failed = instance.get_run_records(
        dg.RunsFilter(job_name=POLL_JOB, statuses=[dg.DagsterRunStatus.FAILURE]), limit=1
    )
    tried_at = failed[0].create_timestamp if failed else datetime.min.replace(tzinfo=UTC)
    due = []
    for source in sources:
        before = max(asked_at(home, source.name) or tried_at, tried_at)
        if source.is_polled and datetime.now(UTC) - before >= timedelta(
            minutes=source.connection.poll_minutes
        ):
            due.append(dg.AssetKey(["ingest", source.name]))
    return dg.RunRequest(asset_selection=due) if due else dg.SkipReason("No system is due to be asked.")


def listing(sources: Iterable[SourceSystem]) -> tuple[str, str]:
    """A hash of names, sizes and times of all extracts that lie there, and the name of the newest."""
    digest, newest = hashlib.sha256(), (0, "")
    for source in sources:
        for raw_object in source.file_objects:
            for file in listed(source, raw_object)[0]:
                digest.update(f"{source.folder}\0{file.name}\0{file.stamp}\n".encode())
                newest = max(newest, (file.written_ns, f"{source.name}: {PurePosixPath(file.name).name}"))
    return digest.hexdigest(), newest[1]


def _unfinished(instance: dg.DagsterInstance, job: str = JOB) -> str | None:
    """What is said of a run that has not ended; one whose process died is marked as failed."""
    what = "refresh" if job == JOB else "poll"
    for record in instance.get_run_records(dg.RunsFilter(job_name=job, statuses=_UNFINISHED)):
        started = record.start_time and datetime.fromtimestamp(record.start_time, UTC)
        if not started or datetime.now(UTC) - started < _GRACE:
            return f"A {what} is on its way."
        # nobody holds the lock, so nobody works on it
        instance.report_run_failed(record.dagster_run, "The process of this run died.")
        return f"A {what} died; the next look asks again."
    return None


def _why(home: Home) -> str:
    """What the last attempt said: the checks that stopped it, or else the errors."""
    attempt = last_attempt(home)
    if attempt is None or not attempt.errors:
        return "Its process died."
    stopped_by = [m for check in attempt.checks if check.severity == "error" for m in check.messages]
    return " ".join(stopped_by or attempt.errors)
