"""When the sensors ask for a refresh, and when they leave it: one run per cause, told in words."""

import shutil
import time
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import dagster as dg
import duckdb
import pytest

from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import read_source
from orchestration.quoting import no_rows
from orchestration.requests import CAUSE, JOB
from orchestration.settings import DBT_PROJECT_DIR, Settings
from orchestration.state import State
from orchestration.state_types import HISTORY
from orchestration.warehouse import warehouse_lock
from tests.conftest import SAMPLE_AS_OF

FAILURE, SUCCESS = dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS


class Watch:
    """A home with its sensors' memory and Dagster's notes of runs."""

    def __init__(self, home: Home, instance: dg.DagsterInstance) -> None:
        self.home, self.instance = home, instance
        self.cursors: dict[str, str | None] = {}

    @property
    def extracts(self):
        return self.home.root / "extracts" / "sample"

    def drop(self, name: str, line: str) -> None:
        with (self.extracts / name).open("a", encoding="utf-8") as file:
            file.write(line)

    def tick(self, name: str) -> dg.RunRequest | str:
        """What the sensor asks for, or why it does not."""
        from orchestration.defs import sensors

        context = dg.build_sensor_context(self.instance, cursor=self.cursors.get(name))
        answer = getattr(sensors, name)(context)
        self.cursors[name] = context.cursor
        return answer.skip_message if isinstance(answer, dg.SkipReason) else answer

    def rested(self, name: str) -> dg.RunRequest | str:
        """The answer to a second look, when no extract has changed since the first."""
        self.tick(name)
        return self.tick(name)

    def ran(self, tags: dict[str, str], status: dg.DagsterRunStatus) -> dg.DagsterRun:
        run = dg.DagsterRun(job_name=JOB, run_id=str(uuid4()), tags=tags, status=status)
        return self.instance.add_run(run)

    def pulled(self) -> None:
        settings, contracts = Settings.from_environment(), read_contracts(DBT_PROJECT_DIR)
        pull(self.home, read_source("sample", settings.variable, contracts), contracts, "Asia/Shanghai")


@pytest.fixture
def watch(sample_home, tmp_path, monkeypatch):
    shutil.copytree(sample_home.root, tmp_path / "home", symlinks=True)
    monkeypatch.setenv("HUAXIANG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HUAXIANG_SOURCES", "sample")
    monkeypatch.setenv("HUAXIANG_AS_OF", SAMPLE_AS_OF)
    with dg.DagsterInstance.ephemeral() as instance:
        yield Watch(Home(tmp_path / "home"), instance)


@pytest.fixture
def local(tmp_path):
    """Schedules take no instance that lies in memory."""
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        yield instance


def events(watch: Watch) -> str:
    """A line that makes the extract another one."""
    return (watch.extracts / "events.jsonl").read_text(encoding="utf-8").splitlines(True)[0]


def test_a_home_just_refreshed_is_left_alone(watch):
    assert watch.rested("new_extracts") == "No new extracts."
    assert watch.rested("stale_profiles") == "Profiles are fresh."


def test_a_file_is_asked_for_when_it_rests(watch):
    watch.rested("new_extracts")
    for _ in range(2):
        watch.drop("events.jsonl", events(watch))
        assert "waiting until they rest" in watch.tick("new_extracts")
    request = watch.tick("new_extracts")

    assert request.tags[CAUSE]
    assert request.run_key == f"{request.tags[CAUSE]}-1"


def test_a_stale_home_too_is_not_refreshed_while_a_file_grows(watch, monkeypatch):
    monkeypatch.setenv("HUAXIANG_AS_OF", "2026-06-01")
    watch.rested("stale_profiles")
    watch.drop("events.jsonl", events(watch))

    assert "waiting until they rest" in watch.tick("stale_profiles")


def test_a_backlog_is_one_request_of_one_sensor(watch):
    for name in ("events.jsonl", "products.jsonl"):
        watch.drop(name, (watch.extracts / name).read_text(encoding="utf-8").splitlines(True)[0])
    request = watch.rested("new_extracts")
    assert "new_extracts sees to them" in watch.rested("stale_profiles")
    watch.ran(request.tags, dg.DagsterRunStatus.NOT_STARTED)

    assert watch.tick("new_extracts") == "A refresh is on its way."


def test_a_failed_run_is_asked_for_three_times_whatever_it_has_moved(watch):
    watch.drop("events.jsonl", events(watch))
    first = watch.rested("new_extracts")
    watch.ran(first.tags, FAILURE)
    # what a run that fails at publishing leaves behind
    watch.pulled()
    con = duckdb.connect()
    observed = {table: con.sql(no_rows(types)) for table, (_, types) in HISTORY.items()}
    State(watch.home).append_run(observed, {"as_of_on": SAMPLE_AS_OF, "snapshot_id": "x"}, [])
    assert watch.rested("new_extracts") == "No new extracts."
    requests = []
    for _ in range(2):
        requests.append(watch.rested("stale_profiles"))
        watch.ran(requests[-1].tags, FAILURE)

    assert [request.run_key for request in requests] == [f"{first.tags[CAUSE]}-2", f"{first.tags[CAUSE]}-3"]
    assert "the refresh failed 3 times" in watch.tick("stale_profiles")


def test_after_three_failures_other_extracts_are_a_new_cause(watch):
    watch.drop("events.jsonl", events(watch))
    first = watch.rested("new_extracts")
    for _ in range(3):
        watch.ran(first.tags, FAILURE)
    assert "failed 3 times" in watch.tick("new_extracts")
    watch.drop("events.jsonl", events(watch))
    again = watch.rested("new_extracts")

    assert again.tags[CAUSE] != first.tags[CAUSE]
    assert again.run_key.endswith("-1")


@pytest.mark.parametrize("status", [SUCCESS, dg.DagsterRunStatus.CANCELED])
def test_a_cause_that_had_its_run_is_not_asked_for_again(watch, status):
    watch.drop("events.jsonl", events(watch))
    watch.ran(watch.rested("new_extracts").tags, status)

    assert "was made, or stopped" in watch.tick("new_extracts")


def next_change_on(home: Home) -> date:
    with duckdb.connect(str(home.published / "profiles.duckdb"), read_only=True) as con:
        return con.execute("select min(next_change_on) from marts.mart_customer_profiles").fetchone()[0]


def test_the_day_on_which_a_profile_changes_is_asked_for(watch, monkeypatch):
    monkeypatch.setenv("HUAXIANG_AS_OF", str(next_change_on(watch.home)))

    assert watch.rested("new_extracts") == "No new extracts."
    assert watch.rested("stale_profiles").run_key.endswith("-1")


def test_profiles_beyond_their_freshness_are_asked_for(watch, monkeypatch):
    with duckdb.connect(str((watch.home.published / "profiles.duckdb").resolve())) as con:
        con.execute("update marts.mart_customer_profiles set next_change_on = '2099-01-01'")
    answers = {}
    for days in (1, 2):
        monkeypatch.setenv("HUAXIANG_AS_OF", str(date.fromisoformat(SAMPLE_AS_OF) + timedelta(days=days)))
        answers[days] = watch.rested("stale_profiles")

    assert answers[1] == "Profiles are fresh."
    assert answers[2].run_key.endswith("-1")


def test_a_day_already_passed_is_told_in_words(watch, monkeypatch):
    monkeypatch.setenv("HUAXIANG_AS_OF", "2020-01-01")

    assert "history cannot go back" in watch.rested("stale_profiles")


def test_a_missing_folder_asks_for_nothing_more_than_what_is_left(watch):
    shutil.rmtree(watch.extracts)

    assert watch.rested("new_extracts") == "No new extracts."
    assert isinstance(watch.rested("stale_profiles"), dg.RunRequest)


def test_nothing_published_and_nothing_there_asks_for_a_person(watch):
    shutil.rmtree(watch.home.root)

    assert watch.rested("new_extracts") == "No new extracts."
    assert "Run `huaxiang run`" in watch.rested("stale_profiles")


def test_a_refresh_at_work_is_waited_for(watch):
    watch.drop("events.jsonl", events(watch))
    with warehouse_lock(watch.home):
        assert watch.rested("new_extracts") == "A refresh is running."


def test_a_run_whose_process_died_has_failed(watch):
    watch.drop("events.jsonl", events(watch))
    request = watch.rested("new_extracts")
    run = watch.ran(request.tags, dg.DagsterRunStatus.STARTING)
    watch.instance.report_engine_event("", run)
    started = dg.DagsterEvent("PIPELINE_START", JOB)
    watch.instance.report_dagster_event(started, run.run_id, timestamp=time.time() - 120)

    assert "died" in watch.tick("new_extracts")
    assert watch.instance.get_run_by_id(run.run_id).status == FAILURE
    assert watch.tick("new_extracts").run_key == f"{request.tags[CAUSE]}-2"


def test_the_nightly_refresh_shares_causes_with_the_sensors(watch, monkeypatch, local):
    from orchestration.defs.sensors import daily_refresh

    context = dg.build_schedule_context(local, scheduled_execution_time=datetime.now(UTC))
    assert daily_refresh(context).skip_message == "Nothing new."
    monkeypatch.setenv("HUAXIANG_AS_OF", "2026-06-01")
    asked = daily_refresh(context)

    assert asked.tags == watch.rested("stale_profiles").tags
