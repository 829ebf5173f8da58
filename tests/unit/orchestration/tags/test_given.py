"""What people say of tags: by any name a customer has, kept whole or not at all, with a reason."""

from datetime import date

import duckdb
import pandas as pd
import pytest

from ml.identity.ledger import ENTRY
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.state import State
from orchestration.tags.given import Said, decide, read_said

DAY = date(2026, 3, 2)
RECORDS = [
    ("shop", "shop.customers", "7", "ada"),
    ("shop", "shop.orders", "7", "grace"),
    ("crm", "crm.contacts", "k1", "grace"),
]


@pytest.fixture
def home(tmp_path):
    """A home with two customers; `shop:7` is a record of both, in two tables."""
    home = Home(tmp_path / "it's home")
    rows = [("minted", source, table, key, name, None) for source, table, key, name in RECORDS]
    State(home).append_ledger(pd.DataFrame(rows, columns=ENTRY), DAY)
    return home


def kept(home):
    columns = "decision, tag_key, customer_id, set_on, why, decided_by"
    sql = f"select {columns} from {State(home).tag_decisions()} order by decided_at"
    with duckdb.connect() as con:
        return con.execute(sql).fetchall()


def said(word="give", tag="lapsed", customer="ada", why="a letter came back"):
    return Said(word, tag, customer, why, DAY)


@pytest.mark.parametrize(
    ("name", "customer"),
    [
        pytest.param("ada", "ada", id="a-customer-id"),
        pytest.param("crm:k1", "grace", id="a-record"),
        pytest.param("shop.customers/shop:7", "ada", id="a-record-with-its-table"),
    ],
)
def test_a_customer_is_known_by_any_of_its_names(home, name, customer):
    assert decide(home, [said(customer=name)], "me") == 1
    assert kept(home) == [("give", "lapsed", customer, DAY, "a letter came back", "me")]


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(home):
    wrong = [said(), said(tag="lapse"), said(customer="shop:7"), said(customer="nobody"), said(why=" ")]
    with pytest.raises(HuaxiangError) as caught:
        decide(home, wrong, "me")
    told = str(caught.value)
    for text in ("nearest is `lapsed`", "'shop:7' is a record of several", "'nobody' is nobody's", "Say why"):
        assert text in told
    assert kept(home) == []


def test_the_later_of_two_words_is_the_newer_one(home):
    decide(home, [said("give"), said("take"), said("undo")], "me")
    assert [row[0] for row in kept(home)] == ["give", "take", "undo"]


def test_a_sheet_says_the_same_and_names_its_lines(home, tmp_path):
    sheet = tmp_path / "vip.csv"
    sheet.write_text(
        "decision,tag,customer,why,set_on\n"
        "give,lapsed,ada,会员日名单,2026-02-01\n,lapsed,grace,,\nTake,lapsed,crm:k1,paid,\n",
        encoding="utf-8",
    )
    decide(home, read_said(sheet, DAY), "me")
    assert [row[:4] for row in kept(home)] == [
        ("give", "lapsed", "ada", date(2026, 2, 1)),
        ("take", "lapsed", "grace", DAY),
    ]
    sheet.write_text("decision,tag,customer,why,set_on\ngive,lapsed,ada,x,1 Feb\n")
    with pytest.raises(HuaxiangError, match=r"vip\.csv, line 2: '1 Feb' is no day"):
        read_said(sheet, DAY)
