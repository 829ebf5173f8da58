"""`huaxiang run`: one refresh of a home, or the news that there is nothing new."""

import logging
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from orchestration.context import run_context
from orchestration.errors import HuaxiangError
from orchestration.fingerprint import fingerprint
from orchestration.home import Home
from orchestration.ingest.contracts import ContractTable, read_contracts
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import SourceSystem, read_source
from orchestration.publish.snapshot import latest_snapshot
from orchestration.run_record import RunRecord, last_attempt, last_run, now
from orchestration.settings import DBT_PROJECT_DIR, Settings, business_settings, notice_webhook
from orchestration.state import State

# no queue: runs wait for each other at the warehouse lock
DAGSTER_YAML = """\
telemetry: {enabled: false}
nux: {enabled: false}
run_coordinator: {module: dagster.core.run_coordinator, class: DefaultRunCoordinator}
run_monitoring: {enabled: true}
storage:
  custom:
    module: orchestration.event_log
    class: Storage
    config: {base_dir: {env: DAGSTER_HOME}}
"""
STEP_WORDS = {
    "handover": "hand contract rows to dbt",
    "sources_to_identifiers": "staging, identifiers",
    "quality__notices": "tell owners of bad values",
    "stitch": "stitch records into customers",
    "identity_to_rfm": "customers, features, RFM",
    "identity__identity_learned": "learn who is nobody",
    "score": "score customers",
    "scores__churn_model": "train churn",
    "scores__clusters_model": "fit clusters",
    "scores_to_marts": "tags, segments, marts",
    "marts__mart_customer_profiles_profile": "check the profiles",
    "quality__report": "write the quality report",
    "publish__profiles": "publish the snapshot",
}
# errors that say themselves what to do
_OURS = ("HuaxiangError", "DagsterAssetCheckFailedError")


class Say(Protocol):
    """Shows a line, or with end="" the beginning of one."""

    def __call__(self, text: str, *, end: str) -> None:
        """Show it."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `is_new` is false when there was nothing to do."""

    is_new: bool
    record: RunRecord


def run(settings: Settings, as_of: str | None, *, full: bool, say: Say) -> Outcome:
    """Refresh the home. Whatever happens is in the returned record; nothing half is published."""
    as_of = as_of or settings.as_of
    home = Home(settings.home)
    contracts = read_contracts(DBT_PROJECT_DIR)
    # read before the home is claimed: a misspelt name must not become part of it
    sources = [read_source(name, settings.variable, contracts) for name in settings.sources]
    home.claim(settings.sources)
    asked = [source for source in sources if source.is_polled]
    if not full and not asked and (record := _nothing_new(home, sources, contracts, as_of)):
        _deliver_waiting(home, say)
        return Outcome(False, record)
    from orchestration.warehouse import warehouse_lock

    with warehouse_lock(home):
        _ask(home, asked, contracts, as_of, say)
        # whoever held the lock may have done this run's work
        if not full and (record := _nothing_new(home, sources, contracts, as_of)):
            _deliver_waiting(home, say)
            return Outcome(False, record)
        if full:
            # refuse a day that has passed before anything is removed
            run_context(as_of, State(home))
            _remove_warehouse(home)
        settings.export()
        prepare_dagster(home)
        say("Loading …", end="\n")
        config = {"refresh": {"config": {"ask": False} | ({"as_of": as_of} if as_of else {})}}
        return Outcome(True, _recorded(home, execute_job("refresh_profiles", config, say)))


def _ask(
    home: Home,
    sources: list[SourceSystem],
    contracts: dict[str, ContractTable],
    as_of: str | None,
    say: Say,
) -> None:
    """Land what is new in the systems that have to be asked: only then can be said whether anything is."""
    # refuse a day that has passed before anything is landed
    run_context(as_of, State(home))
    for source in sources:
        say(f"Asking {source.name} …", end="\n")
        pull(home, source, contracts, business_settings()["business_timezone"])


def _nothing_new(
    home: Home, sources: list[SourceSystem], contracts: dict[str, ContractTable], as_of: str | None
) -> RunRecord | None:
    """The last complete run, if a new one would see exactly what it saw."""
    context = run_context(as_of, State(home))
    record = last_run(home)
    if record is None or latest_snapshot(home.published) is None or not home.warehouse.exists():
        return None
    seen = fingerprint(home, sources, contracts, context.as_of_on)
    return record if seen == record.fingerprint else None


def _deliver_waiting(home: Home, say: Say) -> None:
    """Try again to send notices that no webhook took."""
    if any((home.notices / "outbox").glob("*.json")):
        from orchestration.review.notices import deliver

        for problem in deliver(home, notice_webhook()):
            say(problem, end="\n")


def _recorded(home: Home, result: Any) -> RunRecord:
    """What the steps noted about themselves, with how it ended and how long it took."""
    record = replace(
        last_attempt(home) or RunRecord("", "", now()),
        errors=[] if result.success else list(failure_reasons(result.all_events)),
        seconds_by_step=_seconds_by_step(result.all_events),
        sql_seconds=_sql_seconds(result.all_events),
    )
    record.save(home.last_attempt)
    if result.success:
        record.save(home.last_run)
    return record


def _remove_warehouse(home: Home) -> None:
    """Delete the warehouse; it is a cache of landing and state."""
    for path in home.warehouse.parent.glob("warehouse.duckdb*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def prepare_dagster(home: Home) -> None:
    """Make the home of Dagster's own records, with telemetry off."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    config = home.dagster / "dagster.yaml"
    if not config.exists():
        config.write_text(DAGSTER_YAML)


def execute_job(name: str, resources: dict[str, Any], say: Say) -> Any:
    """Run a job in this process with its resources so configured; Dagster's result, failed or not."""
    warnings.filterwarnings("ignore", module="dagster.*")
    import dagster as dg

    progress = dg.Definitions(loggers={"progress": dg.LoggerDefinition(lambda _: _progress_logger(say))})
    job = dg.Definitions.merge(_definitions(), progress).resolve_job_def(name)
    with dg.DagsterInstance.get() as instance:
        return job.execute_in_process(
            instance=instance,
            run_config={"resources": resources, "loggers": {"progress": {}}},
            raise_on_error=False,
        )


def _definitions() -> Any:
    """Everything Dagster knows; of a definition a person can mend, their message instead of Dagster's."""
    from orchestration.definitions import definitions

    try:
        return definitions()
    except Exception as error:
        cause: BaseException | None = error
        while cause and not isinstance(cause, HuaxiangError):
            cause = cause.__cause__
        if cause:
            raise cause from None
        raise


def _seconds_by_step(events: list[Any]) -> dict[str, float]:
    done = [event for event in events if event.event_type_value == "STEP_SUCCESS"]
    return {event.step_key: round(event.event_specific_data.duration_ms / 1000, 3) for event in done}


def _sql_seconds(events: list[Any]) -> float:
    """Seconds dbt spent in its models and tests; two of them may run at once."""
    spent = 0.0
    for event in events:
        if event.event_type_value == "ASSET_MATERIALIZATION":
            metadata = event.materialization.metadata
        elif event.event_type_value == "ASSET_CHECK_EVALUATION":
            metadata = event.asset_check_evaluation_data.metadata
        else:
            continue
        if "Execution Duration" in metadata:
            spent += float(metadata["Execution Duration"].value)
    return round(spent, 3)


def failure_reasons(events: list[Any]) -> Iterator[str]:
    """Why each failed step did, in words: our own error, else the innermost cause.

    A step skipped for another's failure has none.
    """
    found = False
    for event in events:
        if event.event_type_value not in ("STEP_FAILURE", "PIPELINE_FAILURE"):
            continue
        error = getattr(event.event_specific_data, "error", None)
        if error is None or (found and event.event_type_value == "PIPELINE_FAILURE"):
            continue
        while error.cause and error.cls_name not in _OURS:
            error = error.cause
        found, is_ours = True, error.cls_name in _OURS
        text = error.message.split(": ", 1)[-1].strip() if is_ours else error.to_string()
        yield f"{STEP_WORDS.get(event.step_key, event.step_key or 'start')}: {text}"


def _progress_logger(say: Say) -> logging.Logger:
    logger = logging.Logger("progress")
    logger.addHandler(_ProgressHandler(say))
    return logger


class _ProgressHandler(logging.Handler):
    """Says when a step starts and how long it took."""

    def __init__(self, say: Say) -> None:
        super().__init__()
        self.say = say

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "dagster_event", None)
        if event is None:
            return
        if event.event_type_value == "STEP_START":
            words = STEP_WORDS.get(event.step_key, event.step_key.replace("__", " · "))
            self.say(f"  {words + ' …':<34}", end="")
        elif event.event_type_value == "STEP_SUCCESS":
            self.say(f"{event.event_specific_data.duration_ms / 1000:6.1f} s", end="\n")
        elif event.event_type_value == "STEP_FAILURE":
            self.say("failed", end="\n")
