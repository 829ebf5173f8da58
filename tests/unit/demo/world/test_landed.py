"""What the loader makes of the demo world: every awkward row meets its fate, and no other row has one."""

import duckdb
import pytest

from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.made_up import standing, write_made_up
from orchestration.ingest.manifests import current_loads, loads
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import read_source
from orchestration.injected import injected_faults
from orchestration.quoting import parquet_rows
from orchestration.settings import DBT_PROJECT_DIR, DEFAULT_SOURCES, Settings
from tests.unit.demo.world.files import END_ON


@pytest.fixture(scope="module")
def settings(folder, tmp_path_factory):
    """A home whose systems hold the world."""
    home = tmp_path_factory.mktemp("landed")
    (home / "extracts").mkdir()
    (home / "extracts" / "demo").symlink_to(folder)
    return Settings(home, DEFAULT_SOURCES)


@pytest.fixture(scope="module")
def landed(settings):
    """The raw and the current loads of all systems, by source system and raw object."""
    home, contracts, found = Home(settings.home), read_contracts(DBT_PROJECT_DIR), {}
    for name in DEFAULT_SOURCES:
        source = read_source(name, settings.variable, contracts)
        # the systems share one world, which is there
        write_made_up(source, END_ON)
        with standing(source, settings.variable, contracts) as up:
            pulled = pull(home, up, contracts, "Asia/Shanghai")
        assert [problem for problem in pulled.problems if problem.severity == "error"] == []
        current = current_loads(loads(home.landing), [source])
        for raw_load in pulled.raw_loads:
            assert (name, raw_load.raw_object) not in found, "an extract came twice"
            of = [load for load in current if load.raw_object == raw_load.raw_object]
            found[name, raw_load.raw_object] = raw_load, *of
    return found


@pytest.fixture(scope="module")
def rows(landed):
    """Ask the landed rows of one extract."""

    def ask(name, raw_object, expression):
        _, load = landed[name, raw_object]
        with duckdb.connect() as con:
            con.execute("set TimeZone = 'UTC'")
            return con.execute(
                f"select {expression} from {parquet_rows([load.folder / 'rows.parquet'])}"
            ).fetchall()

    return ask


def test_every_contract_table_is_filled_and_no_load_is_blocked(landed):
    filled = [load.table for _, *current in landed.values() for load in current]
    assert sorted(filled) == sorted(read_contracts(DBT_PROJECT_DIR))


def test_every_record_is_somewhere(landed):
    for name, (raw_load, *current) in landed.items():
        for load in current:
            elsewhere = sum(load.rejected.values()) + sum(load.left_out.values())
            assert load.landed + elsewhere == raw_load.parsed, name


def test_every_awkward_row_meets_its_fate_and_no_other_row_does(landed, settings, folder):
    kinds = injected_faults(Home(settings.home), settings, folder / "truth")
    assert sum(kind.injected for kind in kinds) > 60
    assert [kind for kind in kinds if kind.missed] == []
    assert [kind for kind in kinds if kind.false_alarms] == []


@pytest.mark.parametrize(
    ("extract", "stamp", "hours"),
    [
        pytest.param(
            ("demo_marketing", "messages"), "sent_at", (10, 11), id="messages-go-out-from-ten-to-noon"
        ),
        pytest.param(("demo_service", "tickets"), "opened_at", (9, 23), id="the-desk-is-open-by-day"),
    ],
)
def test_instants_are_in_utc_whatever_the_zone_of_the_export(rows, extract, stamp, hours):
    beijing = f"extract(hour from {stamp} + interval 8 hours)"
    ((first, last),) = rows(*extract, f"min({beijing}), max({beijing})")
    assert hours[0] <= first < last <= hours[1]


def test_no_fact_but_those_of_broken_clocks_is_after_the_end(rows, injected):
    end = f"timestamp '{END_ON}' - interval 8 hours"
    for system, extract, stamp in (
        ("demo_shop", "orders", "ordered_at"),
        ("demo_web", "events", "occurred_at"),
        ("demo_marketing", "redemptions", "redeemed_at"),
    ):
        late = rows(system, extract, f"count(*) filter (where {stamp} >= {end})")
        assert late == [(injected[f"{extract}.in_the_future"],)]
    assert rows("demo_shop", "payments", f"count(*) filter (where paid_at >= {end})") == [(0,)]
