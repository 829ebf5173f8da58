"""A small world of records and identifiers, seen run by run, with its ledger."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from ml.identity.ledger import ENTRY, assignments, changes, former_assignments
from ml.identity.naming import name_components
from ml.identity.stitching import IDENTIFIER, RECORD, follow_devices, label

PERSONAL = {"shop_customer_id", "email", "phone"}


def identifier_rows(world: dict[str, str]) -> pd.DataFrame:
    """Rows of `{"record": "email:x phone:y"}`; the type `device` is no person's."""
    rows = [
        ("shop", "shop.customers", record, *item.split(":"))
        for record, items in world.items()
        for item in items.split()
    ]
    return pd.DataFrame(rows, columns=[*RECORD, *IDENTIFIER])


def components(identifiers: pd.DataFrame, personal: set[str]) -> pd.DataFrame:
    """Stitched without guards: columns RECORD + `component`, null for a visitor's record."""
    identifiers = identifiers.sort_values(RECORD)
    record = identifiers.groupby(RECORD).ngroup().to_numpy()
    known = identifiers["identifier_value"].notna().to_numpy()
    value = identifiers.groupby(IDENTIFIER, dropna=False).ngroup().to_numpy()
    joins = known & identifiers["identifier_type"].isin(personal).to_numpy()
    records = identifiers[RECORD].drop_duplicates().reset_index(drop=True)
    customer = label(record[joins], value[joins], len(records))
    customer[~np.isin(np.arange(len(records)), record[joins])] = -1
    seen = known & ~joins
    customer = follow_devices(customer, record[seen], value[seen])
    component = pd.Series(customer, dtype="Int64")
    return records.assign(component=component.where(component >= 0))


@dataclass
class Chronicle:
    """Runs over a changing world."""

    ledger: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["entry_sequence", *ENTRY, "changed_on"])
    )
    runs: int = 0

    def run(self, world: dict[str, str]) -> dict[str, str | None]:
        """customer_id by record."""
        stitched = components(identifier_rows(world), PERSONAL)
        previous = assignments(self.ledger)
        named = name_components(stitched, previous, former_assignments(self.ledger))
        self.last = changes(named, previous)
        first = len(self.ledger) + 1
        self.last.insert(0, "entry_sequence", range(first, first + len(self.last)))
        self.runs += 1
        day = date(2026, 3, 1) + timedelta(days=self.runs)
        self.last["changed_on"] = pd.Series([day] * len(self.last), index=self.last.index, dtype="object")
        self.ledger = (
            pd.concat([self.ledger, self.last], ignore_index=True) if len(self.ledger) else self.last
        )
        ids = named.set_index("record_key")["customer_id"]
        return {record: name if isinstance(name, str) else None for record, name in ids.items()}

    @property
    def kinds(self) -> dict[str, list[str | None]]:
        """Records by kind of change, of the last run."""
        records = self.last["record_key"].where(self.last["record_key"].notna(), None)
        return records.groupby(self.last["change_type"]).apply(list).to_dict()


@pytest.fixture
def chronicle():
    return Chronicle()


@pytest.fixture(scope="session")
def new_chronicle():
    return Chronicle


@pytest.fixture(scope="session")
def rows_of():
    return identifier_rows


@pytest.fixture(scope="session")
def personal():
    return PERSONAL


@pytest.fixture(scope="session")
def stitched():
    return components
