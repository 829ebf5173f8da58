"""Dagster's daemon alone keeps a home alive: it refreshes for new extracts and for days that pass."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import dagster as dg
import pytest

from orchestration.run import prepare_dagster
from tests.end_to_end.company import CUSTOMERS, FIRST_DAY, LINES, NEXT_DAY, ORDERS, Company, Said

PATIENCE_SECONDS = 240
MISSING_COLUMN = "column placed is not in orders-1.csv"
FAILED_TOO_OFTEN = "the refresh failed 3 times"


@dataclass(frozen=True)
class Kept:
    """A company whose home a daemon keeps, and what Dagster has noted of it."""

    company: Company
    instance: dg.DagsterInstance

    def runs(self, status: dg.DagsterRunStatus | None = None) -> list[dg.DagsterRun]:
        """Newest first."""
        return self.instance.get_runs(dg.RunsFilter(statuses=[status] if status else None))

    def said(self, sensor: str) -> list[str]:
        """Why the sensor asked for nothing, newest first."""
        states = [state for state in self.instance.all_instigator_state() if state.name == sensor]
        ticks = [
            tick
            for state in states
            for tick in self.instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=100)
        ]
        return [tick.skip_reason for tick in ticks if tick.skip_reason]

    def wait(self, what: str, until: Callable[[], bool]) -> None:
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while not until():
            notes = [self.said("new_extracts")[:3], self.said("stale_profiles")[:3], self.runs()]
            assert time.monotonic() < give_up_at, f"no {what}: {notes}"
            time.sleep(0.3)

    def succeeded(self, count: int) -> Callable[[], bool]:
        return lambda: len(self.runs(dg.DagsterRunStatus.SUCCESS)) >= count

    def rests(self, sensor: str, words: str) -> None:
        """Wait until the sensor has looked again and says these words."""
        before = len(self.said(sensor))
        self.wait(words, lambda: len(self.said(sensor)) > before and words in self.said(sensor)[0])


@contextmanager
def daemon(company: Company, as_of: str) -> Iterator[Kept]:
    settings = {"HUAXIANG_AS_OF": as_of, "HUAXIANG_SENSOR_SECONDS": "1"}
    kept = replace(company, settings=company.settings | settings)
    prepare_dagster(company.home)
    with (
        company.dagster() as instance,
        (company.folder / f"daemon-{as_of}.log").open("w") as log,
    ):
        # Dagster makes its tables when they are first read; two processes must not do so at once
        instance.all_instigator_state()
        process = kept.start(
            "daemon", program=("-m", "orchestration.dev"), start_new_session=True, stdout=log, stderr=log
        )
        try:
            yield Kept(kept, instance)
        finally:
            # its code server is of its group
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def copied_slowly(company: Company, name: str, lines: list[str], seconds: float) -> None:
    """A copy that is still growing when the sensors look."""
    with (company.extracts / name).open("w") as file:
        for line in lines:
            file.write(line)
            file.flush()
            time.sleep(seconds / len(lines))


@dataclass(frozen=True)
class Story:
    """What one home went through, moment by moment."""

    failed: list[dg.DagsterRun]
    gave_up_saying: str
    status_when_failed: Said
    while_copied: list[str]
    mended: list[dg.DagsterRun]
    orders_when_mended: list[tuple]
    raw_orders: int
    next_day: list[dg.DagsterRun]
    status_at_last: Said
    company: Company


@pytest.fixture(scope="module")
def story(project, tmp_path_factory) -> Story:
    company = Company(project, tmp_path_factory.mktemp("kept"), sources="corner_shop")
    company.exports(
        {
            "corner_shop/customers-1.csv": CUSTOMERS,
            "corner_shop/lines-1.csv": LINES,
            # no first load can be made of it, so the refresh fails
            "corner_shop/orders-1.csv": ORDERS.replace("placed", "when"),
        }
    )
    with daemon(company, FIRST_DAY) as kept:
        kept.wait("giving up", lambda: any(FAILED_TOO_OFTEN in said for said in kept.said("new_extracts")))
        gave_up_saying = kept.said("new_extracts")[0]
        failed, status_when_failed = kept.runs(), kept.company.call("status")
        (company.extracts / "corner_shop" / "orders-1.csv").unlink()
        copied_slowly(company, "corner_shop/orders-9.csv", ORDERS.splitlines(True), 12)
        while_copied = kept.said("new_extracts")
        kept.wait("mended run", kept.succeeded(1))
        kept.rests("stale_profiles", "Profiles are fresh")
        mended, orders = kept.runs(), company.rows("select order_id from customers.fct_orders order by all")
        raw_orders = len(list(company.home.raw.glob("corner_shop/orders/load_id=*")))
    with daemon(company, NEXT_DAY) as kept:
        kept.wait("run of the next day", kept.succeeded(2))
        kept.rests("stale_profiles", "Profiles are fresh")
        next_day, status_at_last = kept.runs(), kept.company.call("status")
    return Story(
        failed,
        gave_up_saying,
        status_when_failed,
        while_copied,
        mended,
        orders,
        raw_orders,
        next_day,
        status_at_last,
        kept.company,
    )


def test_a_refresh_that_fails_is_asked_for_three_times_and_not_again(story):
    assert [run.status for run in story.failed] == [dg.DagsterRunStatus.FAILURE] * 3
    assert len({run.tags["huaxiang/cause"] for run in story.failed}) == 1
    assert [run.tags["huaxiang/attempt"] for run in story.failed] == ["3", "2", "1"]


def test_status_says_why_it_failed_and_that_nobody_asks_again(story):
    said = story.status_when_failed

    assert said.status == 3
    assert "attempt 3 of 3" in said.out
    assert MISSING_COLUMN in said.out
    assert MISSING_COLUMN in story.gave_up_saying


def test_a_growing_file_is_left_alone_until_it_rests(story):
    assert "waiting until they rest" in story.while_copied[0]
    assert "orders-9.csv" in story.while_copied[0]
    # the one that failed, and the whole one
    assert story.raw_orders == 2


def test_dropped_extracts_lead_to_one_refresh_and_a_snapshot(story):
    (run,) = story.mended[: len(story.mended) - len(story.failed)]

    assert run.tags["dagster/sensor_name"] == "new_extracts"
    assert run.tags["huaxiang/attempt"] == "1"
    assert story.orders_when_mended == [(f"corner_shop:A{number}",) for number in (1, 2, 3, 4)]


def test_a_day_that_changes_profiles_leads_to_one_refresh_of_stale_profiles(story):
    (run,) = story.next_day[: len(story.next_day) - len(story.mended)]

    assert run.tags["dagster/sensor_name"] == "stale_profiles"
    assert story.company.rows("select max(as_of_on)::varchar from marts.mart_customer_profiles") == [
        (NEXT_DAY,)
    ]
    assert len(list(story.company.home.published.glob("profiles-*.duckdb"))) == 2


def test_after_all_that_profiles_are_fresh(story):
    assert "Profiles are stale" not in story.status_at_last.out
