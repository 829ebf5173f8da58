"""Rows that land are clean, and every change is on record."""

from dataclasses import replace

import pytest

from orchestration.compose import read_definition
from orchestration.ingest.cleaning.definition import Cleaning
from orchestration.settings import DBT_PROJECT_DIR

HEADER = "id,name,mail,phone,born,money,city\n"
CONTACTS = {
    "contact_id": "id",
    "full_name": "name",
    "email": "mail",
    "phone": "phone",
    "birth_on": "born",
    "city": "city",
}
REPAIRS = "record_key, column_name, rule, original, result"


@pytest.fixture
def crm(desk):
    """Contacts of a CRM."""
    desk.objects = {"contacts": {"files": "contacts*", "full_snapshot": True}}
    desk.tables = {"crm.contacts": {"from": "contacts", "columns": dict(CONTACTS)}}
    return desk


def test_every_repair_tells_original_rule_and_result(crm):
    crm.put(
        "contacts.csv",
        HEADER
        + "c1,李 娜,LI@Example.cn,+86 138-1234-5678,1988年3月1日,,杭州\n"
        + "c2,王伟,wang@example.cn,13912345679,1990-01-02,,上海市\n"
        + "c3,测试,,138001,19900102,,\n",
    )
    crm.pull()
    (load,) = crm.current("crm.contacts")

    assert crm.rows("crm.contacts", "record_key, full_name, email, phone, birth_on::varchar, city") == [
        ("c1", "李娜", "li@example.cn", "13812345678", "1988-03-01", "杭州市"),
        ("c2", "王伟", "wang@example.cn", "13912345679", "1990-01-02", "上海市"),
        ("c3", None, None, None, "1990-01-02", None),
    ]
    assert sorted(crm.aside("crm.contacts", "repairs", REPAIRS)) == [
        ("c1", "birth_on", "date_format", "1988年3月1日", "1988-03-01"),
        ("c1", "city", "place", "杭州", "杭州市"),
        ("c1", "email", "lower_case", "LI@Example.cn", "li@example.cn"),
        ("c1", "full_name", "han_blanks", "李 娜", "李娜"),
        ("c1", "phone", "number", "+86 138-1234-5678", "13812345678"),
        ("c3", "birth_on", "date_format", "19900102", "1990-01-02"),
        ("c3", "full_name", "junk", "测试", None),
        ("c3", "phone", "number", "138001", None),
    ]
    assert load.repaired["phone: number"] == 2
    assert sum(load.repaired.values()) == 8
    assert load.is_conserved


def test_clean_rows_leave_no_repairs(crm):
    crm.put("contacts.csv", HEADER + "c1,李娜,li@example.cn,13812345678,1988-03-01,,杭州市\n")
    crm.pull()
    (load,) = crm.current("crm.contacts")

    assert load.repaired == {}
    assert not (load.folder / "repairs.parquet").exists()


def test_a_value_is_cleaned_as_what_another_column_says_it_is(desk):
    desk.objects = {"consents": {"files": "consents*", "full_snapshot": True}}
    columns = {
        name: name for name in ("identifier_type", "identifier_value", "purpose", "status", "changed_at")
    }
    desk.tables = {"privacy.consents": {"from": "consents", "columns": {"consent_id": "id", **columns}}}
    desk.put(
        "consents.csv",
        "id,identifier_type,identifier_value,purpose,status,changed_at\n"
        "1,phone,+86 138-1234-5678,email,granted,2026-03-01\n"
        "2,email,LI@Example.cn,email,granted,2026-03-01\n"
        "3,shop_customer_id,+86 138-1234-5678,email,granted,2026-03-01\n",
    )
    desk.pull()

    assert desk.rows("privacy.consents", "identifier_value") == [
        ("13812345678",),
        ("li@example.cn",),
        ("+86 138-1234-5678",),
    ]


@pytest.mark.parametrize(
    ("day_first", "landed"), [(None, []), (True, [("2026-04-03",)]), (False, [("2026-03-04",)])]
)
def test_a_day_that_could_be_two_is_read_only_as_the_source_says(crm, day_first, landed):
    crm.day_first = day_first
    crm.put("contacts.csv", HEADER + "c1,,,,03/04/2026,,\n")
    crm.pull()

    assert crm.rows("crm.contacts", "birth_on::varchar") == landed


@pytest.mark.parametrize("written", ["2026113", "202613", "2026.13.45", "20261345", "26.3.1"])
def test_a_day_that_nobody_can_read_is_rejected(crm, written):
    crm.put("contacts.csv", HEADER + f"c1,,,,{written},,\n")
    crm.pull()

    assert crm.current("crm.contacts")[0].rejected == {"birth_on: not a date": 1}


def test_numbers_without_country_code_are_those_of_the_sources_country(crm):
    crm.country = "GB"
    crm.put("contacts.csv", HEADER + "c1,,,07400 123456,,,\nc2,,,13812345678,,,\n")
    crm.pull()

    assert crm.rows("crm.contacts", "phone") == [("+447400123456",), ("13812345678",)]


def test_another_definition_lands_the_tables_it_concerns_anew(crm):
    definition = read_definition(DBT_PROJECT_DIR, "cleaning")
    crm.put("contacts.csv", HEADER + "c1,李娜,li@gmail.con,,,,\n")
    crm.pull()
    before = crm.rows("crm.contacts", "email")
    other = Cleaning({**definition, "email_domains": {}})
    crm.contracts = {name: replace(table, cleaning=other) for name, table in crm.contracts.items()}
    pulled = crm.pull()

    assert (before, crm.rows("crm.contacts", "email")) == ([("li@gmail.com",)], [("li@gmail.con",)])
    assert [load.table for load in pulled.loads] == ["crm.contacts"]
    assert crm.pull().loads == []


def test_only_the_tables_that_hold_the_kind_are_concerned():
    definition = read_definition(DBT_PROJECT_DIR, "cleaning")
    other = Cleaning({**definition, "email_domains": {}})
    cleaning = Cleaning(definition)

    assert cleaning.decides(["email"], has_dates=True) != other.decides(["email"], has_dates=True)
    assert cleaning.decides(["phone", "city"], has_dates=True) == other.decides(
        ["phone", "city"], has_dates=True
    )
