"""What people decide about who is who: kept whole or not at all, by any name, the newest word counts."""

from datetime import date

import duckdb
import pandas as pd
import pytest

from ml.identity.ledger import ENTRY
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.identity.decisions import Said, decide
from orchestration.identity.past import past
from orchestration.identity.sheets import read_decisions, write_queue
from orchestration.identity.waiting import waiting
from orchestration.state import State

DAY = date(2026, 3, 2)
RECORDS = {
    "ada": [("crm.contacts", "1"), ("shop.customers", "7"), ("shop.orders", "o1")],
    "grace": [("crm.contacts", "2"), ("shop.orders", "o2")],
    "edith": [("shop.orders", "o3")],
}


@pytest.fixture
def home(tmp_path):
    """A home with three customers, and one item in the queue: contacts 1 and 2 share a phone."""
    home = Home(tmp_path / "home")
    rows = [
        ("minted", table.split(".")[0], table, key, name, None)
        for name, own in RECORDS.items()
        for table, key in own
    ]
    State(home).append_ledger(pd.DataFrame(rows, columns=ENTRY), DAY)
    home.identity_queue.parent.mkdir(parents=True)
    with duckdb.connect() as con:
        con.execute(
            "copy (select 'abcd1234' as item_id, 'unlike_people' as reason, 'phone' as identifier_type,"
            " 'crm' as source_system, 'crm.contacts' as contract_table, '1' as record_key,"
            " 'crm' as other_source_system, 'crm.contacts' as other_contract_table, '2' as other_record_key,"
            " cast(null as double) as probability, cast(null as varchar) as evidence)"
            f" to '{home.identity_queue}' (format parquet)"
        )
    return home


def kept(home):
    """The pairs that count, as decision and both keys."""
    with duckdb.connect() as con:
        relation = State(home).identity_decisions()
        return set(
            con.execute(
                f"select decision, record_key, other_record_key from {relation} where decided_by = 'me'"
            ).fetchall()
        )


def test_an_item_of_the_queue_is_decided_by_how_its_id_begins_and_waits_no_more(home):
    decide(home, [Said("never", ("abcd",), "mother and son")], "me")
    assert kept(home) == {("never", "1", "2")}
    assert waiting(home) == []


def test_customers_are_linked_by_all_their_registrations(home):
    decide(home, [Said("link", ("grace", "ada"), "she told us")], "me")
    assert kept(home) == {("link", "1", "2"), ("link", "2", "7")}


def test_a_customer_without_registration_is_linked_by_its_records(home):
    decide(home, [Said("link", ("edith", "crm:2"), "guest order")], "me")
    assert kept(home) == {("link", "2", "o3")}


def test_a_split_parts_a_record_from_all_other_registrations(home):
    decide(home, [Said("split", ("ada", "shop:7"), "her sister's account")], "me")
    assert kept(home) == {("split", "1", "7")}


def test_the_newest_word_about_a_pair_counts(home):
    decide(home, [Said("link", ("ada", "grace"), "same"), Said("never", ("crm:1", "crm:2"), "no")], "me")
    assert kept(home) == {("never", "1", "2"), ("link", "2", "7")}
    decide(home, [Said("link", ("abcd",), "yes after all")], "me")
    assert ("link", "1", "2") in kept(home)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        pytest.param(Said("link", ("ada", "grace"), " "), "say why", id="no-reason"),
        pytest.param(Said("link", ("ada", "crm:9"), "why"), "'crm:9' is nobody's now", id="nobody"),
        pytest.param(Said("never", ("ada", "shop:7"), "why"), "both names mean the same", id="the-same"),
        pytest.param(Said("never", ("ff",), "why"), "'ff' is no item of the queue", id="no-item"),
        pytest.param(Said("split", ("ada", "crm:2"), "why"), "1 of these records are not of", id="foreign"),
        pytest.param(Said("split", ("ada", "crm:1", "shop:7"), "why"), "all records", id="nothing-left"),
    ],
)
def test_of_several_decisions_none_is_kept_when_one_cannot_be(home, said, says):
    with pytest.raises(HuaxiangError, match=says):
        decide(home, [Said("link", ("ada", "grace"), "same"), said], "me")
    assert kept(home) == set()


def test_the_queue_goes_out_as_a_sheet_and_comes_back_decided(home, tmp_path):
    sheet = tmp_path / "queue.csv"
    write_queue(sheet, waiting(home))
    assert read_decisions(sheet) == []
    head, line = sheet.read_text(encoding="utf-8-sig").splitlines()
    assert line == ",crm.contacts/crm:1,crm.contacts/crm:2,,unlike_people,phone,,"
    sheet.write_text(f"{head}\nnever,crm.contacts/crm:1,crm.contacts/crm:2,mother and son\n")
    decide(home, read_decisions(sheet), "me")
    assert kept(home) == {("never", "1", "2")}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("maybe,crm:1,crm:2,why", "line 2: decision 'maybe' is unknown", id="word"),
        pytest.param("link,crm:1,,why", "line 2: name two", id="one-name"),
        pytest.param("link,crm:1,crm:2,", "line 2: say why", id="no-reason"),
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused_with_its_line(tmp_path, line, says):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(f"decision,first,second,why\n{line}\n")
    with pytest.raises(HuaxiangError, match=says):
        read_decisions(sheet)


def test_who_was_who_is_told_of_days_since_the_first(home):
    moved = pd.DataFrame([("moved", "shop", "shop.orders", "o2", "ada", "grace")], columns=ENTRY)
    State(home).append_ledger(moved, date(2026, 3, 5))
    assert set(past(home, "2026-03-04", ["grace"])["record_key"]) == {"2", "o2"}
    assert set(past(home, "2026-03-05", ["shop:o2"])["customer_id"]) == {"ada"}
    assert len(past(home, "2026-03-05", [])) == 6
    for day, says in (("2026-03-01", "the ledger begins 2026-03-02"), ("soon", "'soon' is no day")):
        with pytest.raises(HuaxiangError, match=says):
            past(home, day, [])
