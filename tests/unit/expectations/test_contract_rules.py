"""Every rule the contracts state is one that Great Expectations can judge."""

import datetime
from pathlib import Path

import yaml

from expectations.arrival import rule_from_contract

CONTRACTS = Path(__file__).parents[3] / "dbt_project" / "models" / "contracts"
NOW = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 3, 1)


def contract_entries():
    """Every entry of the project's contracts, with its column."""
    for path in sorted(CONTRACTS.glob("*.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                for column in table["columns"]:
                    for entry in column.get("config", {}).get("meta", {}).get("expectations", []):
                        yield column["name"], column["data_type"], entry


def test_every_entry_of_the_contracts_becomes_a_rule():
    entries = list(contract_entries())
    rules = [rule_from_contract(*entry, NOW, TODAY) for entry in entries]
    assert len(rules) >= 15
    assert [rule.name for rule in rules] == [entry["name"] for *_, entry in entries]
