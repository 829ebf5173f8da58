"""Every rule the contracts state is one that Great Expectations can judge."""

import datetime
from pathlib import Path

import pandas as pd
import yaml

from expectations.arrival import Rule, check_rows, rule_from_contract

CONTRACTS = Path(__file__).parents[3] / "dbt_project" / "models" / "contracts"
NOW = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 3, 1)


def contract_tables():
    """Every contract table."""
    for path in sorted(CONTRACTS.glob("*.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            yield from source["tables"]


def contract_entries(tables=None):
    """Every entry of contract tables, with its column."""
    for table in tables or contract_tables():
        for column in table["columns"]:
            for entry in column.get("config", {}).get("meta", {}).get("expectations", []):
                yield column["name"], column["data_type"], entry


def test_every_entry_of_the_contracts_becomes_a_rule():
    entries = list(contract_entries())
    rules = [rule_from_contract(*entry, NOW, TODAY) for entry in entries]
    assert len(rules) >= 15
    assert [rule.name for rule in rules] == [entry["name"] for *_, entry in entries]


def test_what_may_not_come_before_another_is_held_against_a_stamp_of_its_table():
    orders = [
        (table["name"], column, entry["not_before"], kind, kinds.get(entry["not_before"]))
        for table in contract_tables()
        for kinds in [{column["name"]: column["data_type"] for column in table["columns"]}]
        for column, kind, entry in contract_entries([table])
        if "not_before" in entry
    ]
    assert len(orders) >= 5
    assert [order for order in orders if order[3] != order[4]] == []


def test_a_stamp_before_the_other_fails_and_where_either_is_missing_there_is_nothing_to_check():
    began = pd.to_datetime(["2026-01-02", "2026-01-02", "2026-01-02", None, "2026-01-02"])
    ended = pd.to_datetime(["2026-01-03", "2026-01-02", "2026-01-01", "2026-01-01", None])
    frame = pd.DataFrame({"record_key": list("abcde"), "began": began, "ended": ended})
    (result,) = check_rows([frame], [Rule("ended", "after", not_before="began")])
    assert result.failing_keys == ("c",)
    assert result.checked == 3
