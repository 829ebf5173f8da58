"""Why labels change: what came late tells its day, what was said is a decision, the same again is nothing."""

import json
from datetime import date

import pandas as pd
import pytest

from tests.end_to_end.company import FIRST_DAY, GOOD, NEXT_DAY, Company

LATER = "2024-03-13"
ORDERS = "order_no,customer,placed,currency\n"
LINES = "line_no,order_no,article,quantity,price\n"
NEWS = {
    # A1 again as it was, Grace's A8 of before the first run, Katherine's A9 of its day
    "corner_shop/orders-2.csv": ORDERS
    + "A1,1,2023-12-12 09:00,CNY\nA8,2,2024-03-10 23:59,CNY\nA9,3,2024-03-11 00:00,CNY\n",
    "corner_shop/lines-2.csv": LINES + "1,A1,tea,2,10.50\n8,A8,cup,1,30\n9,A9,cup,1,30\n",
    # without Alan's receipt
    "market_stall/receipts.jsonl": GOOD["market_stall/receipts.jsonl"].splitlines()[-1] + "\n",
}
ADA, GRACE, KATHERINE, ALAN = "corner_shop:1", "corner_shop:2", "corner_shop:3", "market_stall:2"


@pytest.fixture(scope="module")
def first_day(project, tmp_path_factory) -> Company:
    company = Company(project, tmp_path_factory.mktemp("causes")).exports(GOOD)
    company.refreshed(as_of=FIRST_DAY)
    return company


@pytest.fixture(scope="module")
def next_day(first_day, tmp_path_factory) -> Company:
    company = first_day.copied_to(tmp_path_factory.mktemp("next_day")).exports(NEWS)
    given = company.call("tag", "give", "big_basket", GRACE, "--why", "she told us", "--on", NEXT_DAY)
    assert given.status == 0, given.all
    company.refreshed(as_of=NEXT_DAY)
    return company


def causes(company: Company, of: str, table: str = "tags.fct_customer_tags", key: str = "tag_key") -> dict:
    """What began or ended after the first day: (label, whether it began) → (cause, day)."""
    held = (
        f"from {table} where customer_id = (select customer_id from identity.dim_identities"
        f" where identifier_value = '{of}' limit 1)"
    )
    found = company.rows(
        f"select {key}, true, cause, evidence_on, valid_from_on {held} and valid_from_on > '{FIRST_DAY}'"
        f" union all select {key}, false, end_cause, end_evidence_on, valid_to_on {held}"
        " and valid_to_on is not null"
    )
    return {(label, began): (cause, day) for label, began, cause, day, _ in found}


def test_a_late_order_corrects_and_tells_its_day(next_day):
    found = causes(next_day, GRACE)

    assert found["lapsed", False] == ("correction", date(2024, 3, 10))
    assert found.pop(("big_basket", True)) == ("decision", None)
    assert set(found.values()) == {("correction", date(2024, 3, 10))}


def test_segments_tell_it_too(next_day):
    found = causes(next_day, GRACE, "segments.fct_customer_segments", "segment_key")

    assert found
    assert set(found.values()) == {("correction", date(2024, 3, 10))}
    assert next_day.rows(
        "select distinct cause, evidence_on from segments.fct_lifecycle_transitions"
        f" where changed_on = '{NEXT_DAY}' and evidence_on is not null"
    ) == [("correction", date(2024, 3, 10))]


def test_an_order_of_the_day_of_the_last_run_is_new(next_day):
    assert set(causes(next_day, KATHERINE).values()) == {("data", None)}


def test_the_same_order_again_is_nothing(next_day):
    found = causes(next_day, ADA)

    assert found["high_activity", False] == ("time", None)
    assert set(found.values()) == {("time", None)}


def test_what_is_gone_corrects_without_a_day(next_day):
    found = causes(next_day, ALAN)

    assert found
    assert set(found.values()) == {("correction", None)}


def test_the_difference_says_the_same(next_day):
    assert "has changed 迟到或更正的数据" in next_day.call("tag", "diff", "lapsed").out


def test_a_full_run_knows_what_came_late(first_day, tmp_path_factory):
    company = first_day.copied_to(tmp_path_factory.mktemp("full")).exports(NEWS)
    company.refreshed("--full", as_of=NEXT_DAY)

    assert causes(company, GRACE)["lapsed", False] == ("correction", date(2024, 3, 10))
    assert set(causes(company, KATHERINE).values()) == {("data", None)}
    assert set(causes(company, ADA).values()) == {("time", None)}


@pytest.fixture(scope="module")
def later(next_day, tmp_path_factory) -> Company:
    """The next day in a home whose runs kept less than today's: no causes on the first day, no loads read."""
    company = next_day.copied_to(tmp_path_factory.mktemp("later"))
    history = company.home.state / "history"
    for file in ("tags.parquet", "segments.parquet"):
        path = history / "run=00000001" / file
        pd.read_parquet(path).drop(columns=["cause", "evidence_on"]).to_parquet(path)
    for run in history.glob("run=*"):
        (run / "loads.json").unlink()
        about = json.loads((run / "run.json").read_text())
        (run / "run.json").write_text(json.dumps({name: about[name] for name in ("as_of_on", "snapshot_id")}))
    undone = company.call("tag", "undo", "big_basket", GRACE, "--why", "mixed up")
    assert undone.status == 0, undone.all
    company.refreshed(as_of=LATER)
    return company


def test_a_word_withdrawn_is_a_decision(later):
    assert causes(later, GRACE)["big_basket", False] == ("decision", None)


@pytest.mark.parametrize("table", ["tags.fct_customer_tags", "segments.fct_customer_segments"])
def test_what_an_older_home_did_not_keep_is_not_recorded(later, table):
    told = later.rows(
        f"select valid_from_on, cause, evidence_on from {table} group by all order by all nulls first"
    )

    assert (date.fromisoformat(FIRST_DAY), "not_recorded", None) in told
    assert {cause for day, cause, _ in told if f"{day}" == FIRST_DAY} == {"not_recorded"}
    assert "not_recorded" not in {cause for day, cause, _ in told if f"{day}" != FIRST_DAY}
