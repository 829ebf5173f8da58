"""Two runs at once on one home: one works, the other says for whom it waits and finds nothing left to do."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from orchestration.settings import business_settings
from tests.end_to_end.company import GOOD, Company, Said, ended


@pytest.fixture(scope="module")
def clean(project, tmp_path_factory) -> Company:
    """Extracts without a bad row, and no home yet."""
    return Company(project, tmp_path_factory.mktemp("clean")).exports(GOOD)


@pytest.fixture(scope="module")
def at_once(clean) -> tuple[dict[int, Said], Said, Said]:
    """By process id what both said; then who worked, then who waited."""
    today = datetime.now(ZoneInfo(business_settings()["business_timezone"])).date()
    started = [clean.start("run", "--as-of", str(today)) for _ in range(2)]
    said = {process.pid: ended(process) for process in started}
    waited = [each for each in said.values() if "Waiting for the warehouse" in each.err]
    assert len(waited) == 1, [each.all for each in said.values()]
    (worked,) = (each for each in said.values() if each is not waited[0])
    return said, worked, waited[0]


def test_both_succeed(at_once):
    assert [each.status for each in at_once[0].values()] == [0, 0]


def test_the_waiting_one_names_the_holder(at_once):
    said, worked, waited = at_once
    (holder,) = (pid for pid, each in said.items() if each is worked)

    assert f"held by process {holder} (cli.py run" in waited.err


def test_the_work_is_done_once(at_once, clean):
    _, worked, waited = at_once

    assert "Published snapshot" in worked.out
    assert "Nothing new since" in waited.out
    assert len(list(clean.home.published.glob("profiles-*.duckdb"))) == 1
    assert len(list(clean.home.state.glob("history/run=*"))) == 1


def test_status_is_well_when_all_is_fresh_and_whole(at_once, clean):
    said = clean.call("status")

    assert (said.status, said.err) == (0, "")
    # so small a company has too few customers to learn from: worth a word, not a fault
    noted = [line for line in said.out.splitlines() if line.startswith("!")]
    assert [line for line in noted if "Model" not in line or "not published" not in line] == []
    assert "✗" not in said.out
