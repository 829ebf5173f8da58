"""Features by increments equal features computed whole, whatever happened before.

`make fuzz` tries many histories. A failing one is shrunk and kept as a case: commit it with what mends it.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, example, given, settings

from orchestration.ingest.contracts import read_contracts
from orchestration.settings import DBT_PROJECT_DIR
from tests.integration.increments.histories import START, Step, happen, steps
from tests.integration.increments.kept import keep, kept
from tests.integration.increments.replica import Replica, compiled_models

CONTRACTS = list(read_contracts(DBT_PROJECT_DIR).values())
USUAL = 15
QUIET = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
_CUSTOMERS = '"warehouse"."customers"."dim_customers" as customers on built_before'
_PLACES = {contract.full_name: place for place, contract in enumerate(CONTRACTS)}
_ORDERS, _LINES = _PLACES["shop.orders"], _PLACES["shop.order_lines"]
_FIRST = (_PLACES["crm.contacts"], _ORDERS, _LINES, _PLACES["web.events"])
_AT_ONCE = timedelta(0)
# what is planted, what it takes the place of, the seed of the first loads, and the step in which it shows
FAULTS = {
    "changed facts are missed": (
        ("when built_before.facts_fingerprint <>", "when false and 1 <>"),
        *(2, Step(_AT_ONCE, ((_ORDERS, 52), (_LINES, 53)), 0, None, False)),
    ),
    "nobody leaves a window": (
        ("when built_before.next_change_on <= customers.as_of_on", "when false"),
        *(0, Step(timedelta(days=91), (), 0, None, False)),
    ),
    "the future never comes": (
        ("when passed.customer_id is not null", "when false"),
        *(0, Step(timedelta(days=31), (), 0, None, False)),
    ),
    "who is gone stays": (
        (f"inner join {_CUSTOMERS}", f"left join {_CUSTOMERS}"),
        *(0, Step(_AT_ONCE, (), 1, None, False)),
    ),
    "an edit changes nobody": (
        ("where definition_hash =", "where '' <>"),
        *(3, Step(_AT_ONCE, (), 0, None, True)),
    ),
}


@pytest.fixture(scope="module")
def replica(handed_over, dbt, tmp_path_factory):
    """The project in memory, compiled to go on from what it made before."""
    home = handed_over(tmp_path_factory.mktemp("increments") / "home", [])
    built = dbt(home, "run", "--empty")
    assert built.success, built.exception or [node.message for node in built.result if node.message != "OK"]
    return Replica(home, compiled_models(home, dbt))


def differences(replica: Replica, history: list[Step], fault: tuple[str, str] | None = None) -> list[str]:
    """The first refresh after which tables are not what they would be computed whole, and which."""
    replica.empty()
    as_of, is_edited = START, False
    for sequence, step in enumerate(history, 1):
        as_of, is_edited = as_of + step.move, is_edited or step.is_edited
        happen(replica, CONTRACTS, step, sequence, as_of)
        written: Callable[[str], str] = _with_another_window if is_edited else str
        replica.refresh(partial(_faulty, written, fault))
        found = replica.tables()
        with replica.computed_whole(written):
            whole = replica.tables()
        if wrong := [f"refresh {sequence}: {name}" for name in whole if whole[name] != found[name]]:
            return wrong
    return []


def _faulty(written: Callable[[str], str], fault: tuple[str, str] | None, sql: str) -> str:
    return written(sql).replace(*fault) if fault else written(sql)


def _with_another_window(sql: str) -> str:
    """As after an edit: the window of 30 days has 60, and so the definitions another hash."""
    other = sql.replace("cast(-30 as integer)", "cast(-60 as integer)")
    other = other.replace("cast(31 as integer)", "cast(61 as integer)")
    return re.sub("'([0-9a-f]{32})'", r"'edited \1'", other)


def test_increments_equal_a_full_refresh(replica, pytestconfig):
    count = pytestconfig.getoption("--histories") or USUAL

    failing: list[list[Step]] = []

    @settings(max_examples=count, derandomize=True, **QUIET)
    @given(steps())
    def holds(history):
        if found := differences(replica, history):
            failing.append(history)
        assert found == []

    for history in kept():
        holds = example(history)(holds)
    try:
        holds()
    except AssertionError as error:
        # the last one tried is the smallest
        error.add_note(f"Kept as {keep(failing[-1])}.")
        raise


@given(steps())
def test_a_history_that_is_kept_is_tried_again(tmp_path_factory, history):
    folder = tmp_path_factory.mktemp("cases")

    keep(history, folder)

    assert kept(folder) == [history]


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(replica, name):
    fault, seed, step = FAULTS[name]
    history = [Step(_AT_ONCE, tuple((place, seed) for place in _FIRST), 0, None, False), step]

    assert any(fault[0] in sql for _, sql in replica.models.values())
    assert differences(replica, history, fault)
