"""What the loader makes of the demo world: every awkward row meets its fate, and no other row has one."""

from collections import Counter

import duckdb
import pytest

from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.made_up import standing, write_made_up
from orchestration.ingest.manifests import current_loads, loads
from orchestration.ingest.pull import pull
from orchestration.ingest.quoting import parquet_rows
from orchestration.ingest.sources import read_source
from orchestration.settings import DBT_PROJECT_DIR, DEFAULT_SOURCES
from tests.unit.demo.world.files import END_ON


@pytest.fixture(scope="module")
def landed(folder, tmp_path_factory):
    """The raw and the current loads of all systems, by raw object."""
    home = Home(tmp_path_factory.mktemp("landed"))
    contracts = read_contracts(DBT_PROJECT_DIR)
    found = {}
    for name in DEFAULT_SOURCES:
        variable = {"HUAXIANG_HOME": str(folder.parents[1])}.get
        source = read_source(name, variable, contracts)
        # the systems share one world, which is there
        write_made_up(source, END_ON)
        with standing(source, variable, contracts) as up:
            pulled = pull(home, up, contracts, "Asia/Shanghai")
        assert [problem for problem in pulled.problems if problem.severity == "error"] == []
        for raw_load in pulled.raw_loads:
            current = [
                load
                for load in current_loads(loads(home.landing), [source])
                if load.raw_object == raw_load.raw_object
            ]
            assert raw_load.raw_object not in found, "an extract came twice"
            found[raw_load.raw_object] = raw_load, *current
    return found


@pytest.fixture(scope="module")
def rows(landed):
    """Ask the landed rows of one extract."""

    def ask(raw_object, expression):
        _, load = landed[raw_object]
        with duckdb.connect() as con:
            con.execute("set TimeZone = 'UTC'")
            return con.execute(
                f"select {expression} from {parquet_rows([load.folder / 'rows.parquet'])}"
            ).fetchall()

    return ask


def test_every_extract_lands_and_none_is_blocked(landed):
    extracts = "contacts accounts contact_traits customers products orders order_lines payments returns"
    extracts += " reviews events campaigns messages message_events consents coupons redemptions tickets"
    extracts += " conversations deals calls service_contracts stock article_attributes regions rates holidays"
    extracts += " invitations answers social_interactions contacts groups group_members moment_reactions"
    extracts += " group_messages radar_clicks"
    feeding = {name for name, (_, *current) in landed.items() if current}
    assert feeding == set(extracts.split())
    assert [name for name in feeding if len(landed[name]) != 2] == []


def test_every_awkward_row_meets_its_fate_and_no_other_row_does(landed, truth):
    told = Counter()
    for case in truth["awkward"].itertuples():
        told[case.extract, case.fate] += case.injected
    for name, (raw_load, load) in landed.items():
        fates = {
            "unparsable": raw_load.unparsable,
            "rejected": sum(load.rejected.values()),
            "flagged": sum(load.flagged.values()),
            "left out or merged": sum(load.left_out.values()),
        }
        assert fates == {
            "unparsable": told[name, "unparsable"],
            "rejected": told[name, "rejected"],
            "flagged": told[name, "flagged"],
            "left out or merged": told[name, "left_out"] + told[name, "merged"],
        }, name
        assert load.landed + fates["rejected"] + fates["left out or merged"] == raw_load.parsed, name


@pytest.mark.parametrize(
    ("extract", "stamp", "hours"),
    [
        pytest.param("messages", "sent_at", (10, 11), id="messages-go-out-from-ten-to-noon"),
        pytest.param("tickets", "opened_at", (9, 23), id="the-desk-is-open-by-day"),
    ],
)
def test_instants_are_in_utc_whatever_the_zone_of_the_export(rows, extract, stamp, hours):
    beijing = f"extract(hour from {stamp} + interval 8 hours)"
    ((first, last),) = rows(extract, f"min({beijing}), max({beijing})")
    assert hours[0] <= first < last <= hours[1]


def test_no_fact_but_those_of_broken_clocks_is_after_the_end(rows, injected):
    end = f"timestamp '{END_ON}' - interval 8 hours"
    for extract, stamp in {"orders": "ordered_at", "events": "occurred_at"}.items():
        late = rows(extract, f"count(*) filter (where {stamp} >= {end})")
        assert late == [(injected[f"{extract}.in_the_future"],)]
    assert rows("payments", f"count(*) filter (where paid_at >= {end})") == [(0,)]
