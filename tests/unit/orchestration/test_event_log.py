"""Dagster's records through connections that stay open: as Dagster's own storage writes them."""

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from orchestration.event_log import EventLog
from orchestration.home import Home
from orchestration.run import prepare_dagster


@dg.asset
def shelf() -> int:
    """An asset to write events about."""
    return 1


@dg.asset_check(asset=shelf)
def is_full() -> dg.AssetCheckResult:
    """A check to write events about."""
    return dg.AssetCheckResult(passed=True)


@pytest.fixture
def instance(tmp_path, monkeypatch):
    home = Home(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(home.dagster))
    prepare_dagster(home)
    with dg.DagsterInstance.get() as instance:
        yield instance


def test_a_home_uses_it(instance):
    assert isinstance(instance.event_log_storage, EventLog)


def test_dagster_reads_what_it_wrote(instance):
    job = dg.Definitions(assets=[shelf], asset_checks=[is_full], jobs=[dg.define_asset_job("fill")])
    # more runs than files stay open
    runs = [job.resolve_job_def("fill").execute_in_process(instance=instance) for _ in range(6)]
    theirs = SqliteEventLogStorage(instance.event_log_storage._base_dir)
    for run in runs:
        assert theirs.get_logs_for_run(run.run_id) == instance.all_logs(run.run_id)
        kinds = [event.event_type for event in run.all_events]
        entries = theirs.get_logs_for_run(run.run_id)
        stored = [entry.dagster_event.event_type for entry in entries if entry.dagster_event]
        assert [kind for kind in stored if kind in kinds] == kinds
    key = dg.AssetKey("shelf")
    assert len(theirs.fetch_materializations(key, limit=10).records) == 6
    check = dg.AssetCheckKey(key, "is_full")
    assert theirs.get_asset_check_execution_history(check, limit=10)[0].run_id == runs[-1].run_id
    assert len(instance.event_log_storage._open) <= 4
