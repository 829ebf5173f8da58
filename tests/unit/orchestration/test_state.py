"""State is only ever added to, and read back as it was."""

from datetime import date

import duckdb
import pandas as pd
import pytest

from ml.identity.ledger import ENTRY
from orchestration.home import Home
from orchestration.scores.kept import SCORE_TYPES
from orchestration.state import State
from orchestration.state_types import (
    COMPLETENESS_TYPES,
    CONFIRMATION_TYPES,
    DEFINITION_TYPES,
    GOAL_TYPES,
    HISTORY,
    TAG_CHANGE_TYPES,
)

DAY = date(2026, 3, 2)


@pytest.fixture
def state(tmp_path):
    return State(Home(tmp_path / "it's [home]"))


def _entries(*keys):
    rows = [("minted", "shop", "shop.customers", key, f"id-{key}", None) for key in keys]
    return pd.DataFrame(rows, columns=ENTRY)


def _frames(**tags):
    changes = pd.DataFrame(
        [(customer, tag, None, DAY, True, "data", None, None, "rule") for customer, tag in tags.items()],
        columns=[name for name in TAG_CHANGE_TYPES if name != "run_sequence"],
    )
    confirmations = pd.DataFrame([("lapsed", DAY)], columns=list(CONFIRMATION_TYPES)[:2])
    completeness = pd.DataFrame(columns=list(COMPLETENESS_TYPES))
    frames = {
        "tag_history": changes,
        "segment_history": changes.iloc[:0],
        "definition_history": pd.DataFrame(columns=list(DEFINITION_TYPES)),
        "tag_confirmations": confirmations,
        "completeness_history": completeness,
        "goal_history": pd.DataFrame(columns=list(GOAL_TYPES)),
        "score_history": pd.DataFrame(columns=list(SCORE_TYPES)),
    }
    con = duckdb.connect()
    return {table: con.from_df(frame) for table, frame in frames.items()}


def _run(as_of_on="2026-03-02"):
    return {"as_of_on": as_of_on}


def test_an_empty_home_has_an_empty_typed_state(state):
    assert state.ledger().empty
    assert list(state.ledger().columns)[:3] == ["entry_sequence", "changed_on", "change_type"]
    assert (state.last_run_sequence(), state.last_as_of_on()) == (0, None)
    types = duckdb.connect().sql(f"describe select * from {state.history_relation('tag_history')}").fetchall()
    assert {name: kind.lower() for name, kind, *_ in types} == TAG_CHANGE_TYPES


def test_the_ledger_is_numbered_on_and_read_in_order(state):
    state.append_ledger(_entries("a", "b"), DAY)
    state.append_ledger(_entries("c"), DAY)
    ledger = state.ledger()
    assert ledger["entry_sequence"].tolist() == [1, 2, 3]
    assert ledger["record_key"].tolist() == ["a", "b", "c"]
    assert ledger["previous_customer_id"].isna().all()
    assert set(ledger["changed_on"]) == {DAY}


def test_nothing_to_add_adds_nothing(state):
    version = state.version()
    state.append_ledger(_entries(), DAY)
    assert state.version() == version


def test_a_run_is_added_whole(state):
    state.append_run(_frames(c1="lapsed"), _run(), ["b", "a"])
    state.append_run(_frames(c2="lapsed"), _run("2026-03-03"), ["c"])
    assert state.last_run_sequence() == 2
    assert state.last_as_of_on() == date(2026, 3, 3)
    rows = duckdb.connect().sql(
        f"select * from {state.history_relation('tag_history')} order by run_sequence"
    )
    assert rows.columns == list(TAG_CHANGE_TYPES)
    assert rows.fetchall() == [
        ("c1", "lapsed", None, DAY, 1, True, "data", None, None, "rule"),
        ("c2", "lapsed", None, DAY, 2, True, "data", None, None, "rule"),
    ]
    for table in HISTORY:
        duckdb.connect().sql(f"select * from {state.history_relation(table)}").fetchall()


def test_the_last_run_says_which_loads_it_read(state):
    assert state.last_run() == ({}, None)
    state.append_run(_frames(c1="lapsed"), _run(), ["b", "a"])
    assert state.last_run() == (_run(), ["a", "b"])
    # as an earlier version left it
    (state.home.state / "history" / "run=00000001" / "loads.json").unlink()
    assert state.last_run() == (_run(), None)


def test_what_a_killed_run_left_is_not_read(state):
    state.append_run(_frames(c1="lapsed"), _run(), ["b", "a"])
    half = state.home.state / "history" / ".run=00000002.part"
    half.mkdir()
    (half / "run.json").write_text('{"as_of_on": "2030-01-01"}')
    (state.home.state / "ledger").mkdir()
    (state.home.state / "ledger" / "000000000001.part").write_bytes(b"half")
    assert state.last_run_sequence() == 1
    assert state.last_as_of_on() == DAY
    assert state.ledger().empty
    state.append_run(_frames(c2="lapsed"), _run(), [])
    assert state.last_run_sequence() == 2
    assert duckdb.connect().sql(
        f"select count(*) from {state.history_relation('tag_history')}"
    ).fetchall() == [(2,)]


def test_the_version_changes_with_every_addition(state):
    versions = [state.version()]
    state.append_ledger(_entries("a"), DAY)
    versions.append(state.version())
    state.append_run(_frames(c1="lapsed"), _run(), ["b", "a"])
    versions.append(state.version())
    assert len(set(versions)) == 3
    assert state.version() == versions[-1]


def test_a_column_that_an_earlier_version_did_not_keep_is_null(state):
    folder = state.home.state / "history" / "run=00000001"
    folder.mkdir(parents=True)
    pd.DataFrame({"customer_id": ["c1"], "is_held": [True]}).to_parquet(folder / "tags.parquet")
    rows = duckdb.connect().sql(f"select * from {state.history_relation('tag_history')}")
    assert rows.columns == list(TAG_CHANGE_TYPES)
    assert rows.fetchall() == [("c1", None, None, None, None, True, None, None, None, None)]
