"""A run killed anywhere is mended by the next: it ends well, with the tables of a home never killed."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.end_to_end.company import FIRST_DAY, WITH_BAD_ROWS, Company, differences

KILLED_AT = str(Path(__file__).parent / "killed_at.py")


def at_file(when: str, pattern: str) -> Callable[[Company], None]:
    """Kill a run just before or just after a file gets its name."""

    def kill(company: Company) -> None:
        process = company.start("run", "--as-of", FIRST_DAY, program=(KILLED_AT, when, pattern))
        out, err = process.communicate(timeout=300)
        assert process.returncode == -signal.SIGKILL, out + err

    return kill


def at_step(words: str, seconds: float) -> Callable[[Company], None]:
    """Kill a run some time after the screen shows that a step has begun."""

    def kill(company: Company) -> None:
        with company.start("run", "--as-of", FIRST_DAY) as process:
            shown = b""
            while words.encode() not in shown:
                piece = os.read(process.stdout.fileno(), 4096)
                assert piece, f"the run ended without {words!r}: {shown.decode()}"
                shown += piece
            time.sleep(seconds)
            process.kill()
        assert process.returncode == -signal.SIGKILL

    return kill


# what happens to one home, run after run: in every phase and between each two, once
KILLS = {
    "before-customers-are-scored": [
        at_file("before", "*/raw/corner_shop/lines/load_id=*"),
        at_file("after", "*/landing/shop/orders/source_system=corner_shop/load_id=*"),
        at_step("hand contract rows to dbt", 0),
        at_step("staging, identifiers", 0.7),
        at_file("after", "*/state/ledger/*.parquet"),
        at_step("customers, features, RFM", 1),
        at_file("after", "*/models/churn/????????????"),
        at_file("before", "*/models/clusters/current.json"),
    ],
    "before-the-run-is-recorded": [
        at_step("tags, segments, marts", 1),
        at_file("after", "*/state/history/run=*"),
        at_file("before", "*/last_run.json"),
    ],
}


@pytest.fixture(scope="module")
def mended(project, tmp_path_factory) -> dict[str, Company]:
    """A home per row of KILLS: killed run after run, then refreshed once."""

    def suffer(name: str) -> Company:
        company = Company(project, tmp_path_factory.mktemp(name)).exports(WITH_BAD_ROWS)
        for kill in KILLS[name]:
            kill(company)
            # whatever is shown by now is whole
            assert not company.home.published.joinpath("profiles.duckdb").exists() or company.tables()
        company.refreshed()
        return company

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(KILLS, pool.map(suffer, KILLS), strict=True))


@pytest.mark.parametrize("name", KILLS)
def test_the_next_run_gives_the_tables_of_a_home_never_killed(mended, company, name):
    assert differences(mended[name].tables(), company.tables()) == {}


@pytest.mark.parametrize("name", KILLS)
def test_nothing_half_written_stays(mended, name):
    assert list(mended[name].home.root.rglob("*.part*")) == []


@pytest.mark.parametrize("name", KILLS)
def test_and_after_that_there_is_nothing_new(mended, name):
    said = mended[name].refreshed()

    assert "Nothing new since" in said.out
