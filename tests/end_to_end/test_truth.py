"""The demo company from nothing to the comparison with its truth, as a newcomer sees it."""

import json

import duckdb
import pytest

from demo.world.traps import TRAPS
from orchestration.compose import read_definition
from orchestration.home import Home
from orchestration.settings import DBT_PROJECT_DIR

PUBLISHED, NEEDS_ATTENTION = 0, 3


@pytest.fixture(scope="module")
def home(huaxiang, tmp_path_factory) -> Home:
    home = tmp_path_factory.mktemp("truth") / "home"
    written = huaxiang("demo", "--persons", 1200, "--end", "2026-03-02", "--home", home)
    assert written.returncode == 0, written.stderr
    done = huaxiang("run", "--as-of", "2026-03-02", "--home", home)
    assert done.returncode in (PUBLISHED, NEEDS_ATTENTION), done.stdout + done.stderr
    return Home(home)


@pytest.fixture(scope="module")
def told(huaxiang, home) -> dict:
    said = huaxiang("truth", "--json", "--home", home.root)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def figures(told):
    return {(row["topic"], row["what"]): row["figure"] for row in told["measures"]}


# what every version has found on worlds of this size, with some room
AT_LEAST = {
    ("identity", "precision, pairs of records"): 0.995,
    ("identity", "recall, pairs of records"): 0.95,
    ("identity", "precision, pairs of CRM and shop registrations"): 0.995,
    ("identity", "recall, pairs of CRM and shop registrations"): 0.95,
    ("identity", "customers that are one person"): 0.98,
    ("churn", "ranking by recency alone (AUC)"): 0.7,
    ("forecast", "order days, rank correlation"): 0.4,
    ("forecast", "order days within the interval"): 0.85,
    ("forecast", "still a customer, ranking (AUC)"): 0.75,
    ("sentiment", "blame told from praise (AUC)"): 0.9,
    ("sentiment", "right where said"): 0.95,
    ("value", "rank correlation"): 0.97,
    ("value", "spend within 1 %, identity right"): 0.98,
    ("price sensitivity", "rank correlation"): 0.7,
    ("category", "usual one is preferred"): 0.93,
    ("hour", "within 2 hours"): 0.75,
    ("persona", "purity of personas"): 0.85,
    ("persona", "customers with a persona"): 0.4,
}


@pytest.mark.parametrize("key", AT_LEAST, ids=" ".join)
def test_the_profile_finds_what_is_there_to_be_found(figures, key):
    assert figures[key] >= AT_LEAST[key]


# share of the pairs of a trap that may be wrong; none where nothing says more
MAY_BE_WRONG = {"mistyped_name": 0.1, "family_phone": 0.1}


@pytest.mark.parametrize("trap", TRAPS)
def test_the_profile_does_not_fall_into_the_trap(told, trap):
    [found] = [row for row in told["traps"] if row["trap"] == trap]

    assert found["pairs"] > 0
    assert found["wrong"] <= MAY_BE_WRONG.get(trap, 0) * found["pairs"]


def test_no_customer_is_larger_than_its_gate(home):
    rules = read_definition(DBT_PROJECT_DIR, "identity")
    with duckdb.connect(home.published / "profiles.duckdb", read_only=True) as con:
        [(most,)] = con.execute(
            "select max(registrations) from"
            " (select count(distinct (source_system, contract_table, record_key)) as registrations"
            " from identity.dim_identities where list_contains(?, contract_table)"
            " and customer_id is not null group by customer_id)",
            [rules["registers"]],
        ).fetchall()

    assert 1 < most <= rules["most_registrations"]


def test_clusters_of_the_demo_are_compared(figures):
    assert figures["persona", "purity"] is not None


def test_young_mothers_are_found(told):
    [found] = [row for row in told["personas"] if row["true_persona"] == "young_mother"]

    assert found["precision"] > 0.85
    assert found["recall"] > 0.4


def test_little_is_spent_namelessly(figures):
    assert 0 < figures["value", "spend without a customer"] < 0.06
