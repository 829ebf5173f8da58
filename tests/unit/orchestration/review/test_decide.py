"""What a person decides about bad values: what is refused, what lands, and what survives."""

import pytest

from orchestration.errors import HuaxiangError
from orchestration.review.decide import Answer, decide
from orchestration.review.desk import Desk

CONTACTS, HEADER = "crm.contacts", "id,name,born\n"
AGE_200, UNREADABLE_DAY, NOBODY = "1,Ada,1826-04-12\n", "2,Grace,1906-31-12\n", ",Nobody,1990-01-01\n"
GOOD = "3,Katherine,1918-08-26\n"


@pytest.fixture
def contacts(checked_desk):
    """People with a birth day 200 years ago, one that is no day, and no key."""
    desk = checked_desk
    desk.objects = {"people": {"files": "people*"}}
    desk.tables = {
        CONTACTS: {
            "from": "people",
            "columns": {"contact_id": "id", "full_name": "name", "birth_on": "born"},
        }
    }
    desk.put("people-1.csv", HEADER + AGE_200 + UNREADABLE_DAY + NOBODY + GOOD)
    desk.pull()
    return desk


def reviewed(desk) -> Desk:
    return Desk(desk.home, [desk.source()], desk.contracts)


def item(desk, **wanted):
    (found,) = reviewed(desk).items(**wanted)
    return found


def answer(desk, decision, value=None, why="asked the person", **wanted):
    decide(reviewed(desk), [Answer(item(desk, **wanted).quarantine_id, decision, why, value)], "ada")


def landed(desk):
    return sorted(desk.rows(CONTACTS, "contact_id, cast(birth_on as varchar)"))


def test_every_bad_value_is_there_with_its_fate(contacts):
    found = {
        (each.fate, each.column_name, each.record_key, each.original_value)
        for each in reviewed(contacts).items()
    }
    assert found == {
        ("flagged", "birth_on", "1", "1826-04-12"),
        ("rejected", "birth_on", "2", "1906-31-12"),
        ("rejected", "contact_id", None, None),
    }
    assert {each.owner for each in reviewed(contacts).items()} == {"data steward"}


def test_a_rejected_row_lands_with_its_correction_and_no_row_is_lost(contacts):
    answer(contacts, "corrected", "1906-12-31", record_key="2")
    contacts.pull()
    assert ("2", "1906-12-31") in landed(contacts)
    answer(contacts, "corrected", "K9", column_name="contact_id")
    contacts.pull()
    assert landed(contacts)[-1] == ("K9", "1990-01-01")
    assert all(load.is_conserved for load in contacts.loads())
    assert contacts.pull().loads == []
    assert {each.status for each in reviewed(contacts).items(fate="rejected")} == {"corrected"}


def test_a_row_with_two_bad_values_is_asked_about_twice(contacts):
    contacts.put("people-2.csv", HEADER + ",Emmy,1882-23-03\n")
    contacts.pull()
    answer(contacts, "corrected", "5", file_name="people-2.csv")
    contacts.pull()
    answer(contacts, "corrected", "1982-03-23", record_key="5")
    contacts.pull()
    assert ("5", "1982-03-23") in landed(contacts)


def test_a_row_can_land_without_the_value_that_nobody_knows(contacts):
    answer(contacts, "corrected", None, record_key="2")
    contacts.pull()
    assert ("2", None) in landed(contacts)


def test_a_decision_taken_back_takes_the_row_back(contacts):
    before = landed(contacts)
    answer(contacts, "corrected", "1906-12-31", record_key="2")
    contacts.pull()
    answer(contacts, "rejected", record_key="2")
    contacts.pull()
    assert landed(contacts) == before
    assert item(contacts, record_key="2").status == "rejected"


def test_the_same_wrong_value_in_a_new_file_is_not_asked_about_again_and_another_is(contacts):
    answer(contacts, "corrected", "1906-12-31", record_key="2")
    contacts.put("people-2.csv", HEADER + UNREADABLE_DAY.replace("Grace", "Grace Hopper"))
    contacts.pull()
    assert reviewed(contacts).items(status="open", record_key="2") == []
    assert contacts.rows(CONTACTS, "full_name, cast(birth_on as varchar)")[-1] == (
        "Grace Hopper",
        "1906-12-31",
    )

    contacts.put("people-3.csv", HEADER + UNREADABLE_DAY.replace("1906", "1907"))
    contacts.pull()
    assert item(contacts, status="open", record_key="2").original_value == "1907-31-12"


def test_what_a_newer_load_has_put_right_no_longer_waits(contacts):
    contacts.put("people-2.csv", HEADER + "1,Ada,1986-04-12\n2,Grace,1906-12-31\n")
    contacts.pull()
    assert [each.column_name for each in reviewed(contacts).items()] == ["contact_id"]


@pytest.mark.parametrize(
    ("wanted", "decision", "value", "message"),
    [
        pytest.param({"record_key": "2"}, "accepted", None, "cannot be accepted", id="accept-what-is-no-row"),
        pytest.param({"record_key": "1"}, "corrected", "soon", "not a date", id="not-of-the-type"),
        pytest.param(
            {"record_key": "1"}, "corrected", "1827-01-01", "plausible_birth_day", id="as-impossible"
        ),
        pytest.param(
            {"record_key": "2"}, "corrected", "1827-01-01", "plausible_birth_day", id="landing-impossible"
        ),
        pytest.param({"column_name": "contact_id"}, "corrected", None, "is required", id="empty-key"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(contacts, wanted, decision, value, message):
    with pytest.raises(HuaxiangError, match=message):
        answer(contacts, decision, value, **wanted)
    assert {each.status for each in reviewed(contacts).items()} == {"open"}


def test_a_record_that_cannot_be_read_can_only_be_closed(contacts):
    contacts.put("people-2.csv", HEADER + "7,too,many,cells\n8,Mary,1990-01-01\n")
    contacts.pull()
    assert item(contacts, fate="unparsable").original_value == '["7", "too", "many", "cells"]'
    with pytest.raises(HuaxiangError, match="could not be read"):
        answer(contacts, "corrected", "7", fate="unparsable")
    answer(contacts, "rejected", fate="unparsable")
    assert reviewed(contacts).items(fate="unparsable", status="open") == []


def test_of_several_answers_all_are_kept_or_none(contacts):
    good = item(contacts, record_key="1").quarantine_id
    with pytest.raises(HuaxiangError, match="Nothing was decided"):
        decide(reviewed(contacts), [Answer(good, "rejected", "no"), Answer("ffff", "rejected", "no")], "ada")
    assert item(contacts, record_key="1").status == "open"
