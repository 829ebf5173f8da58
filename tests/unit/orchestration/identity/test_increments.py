"""Only what changed is stitched again, and all comes out as if everything were: random days of a town."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from ml.identity.ledger import ENTRY, assignments, changes, former_assignments
from ml.identity.naming import name_components
from ml.identity.stitching import IDENTIFIER, RECORD
from orchestration.identity.learned import learn
from orchestration.identity.tables import (
    LEDGER,
    PAIRS,
    QUARANTINE,
    RECORDS,
    REDIRECTS,
    SCORED,
    SETTLED,
    SETTLED_BY,
)
from orchestration.state_types import IDENTITY_DECISION_TYPES

GIVEN = ["Anna", "Ben", "Clara", "David", "Emma", "Felix"]
FAMILY = ["Fischer", "Weber", "Meyer", "Koch", "Klein"]
PERSON = ["given_name", "family_name", "full_name", "gender", "birth_text", "city", "email", "phone"]
KINDS = ["crm_contact_id", "shop_customer_id", "unionid", "email", "phone", "anonymous_id"]
TABLES = (RECORDS, QUARANTINE, PAIRS, LEDGER, REDIRECTS, SCORED, SETTLED)
CALL_CENTRE = "4008001234"
Record = tuple[str, str, str]


@dataclass
class Town:
    """What each record tells; day by day some come, change or go, and people decide about some."""

    random: np.random.Generator
    records: dict[Record, dict[str, str | None]] = field(default_factory=dict)
    decided: list[dict] = field(default_factory=list)
    last: int = 0

    def pick(self, values):
        return values[self.random.integers(len(values))] if len(values) else None

    def one_of(self, table: str | None = None) -> Record | None:
        return self.pick([record for record in sorted(self.records) if table in (None, record[1])])

    def somebody(self) -> dict[str, str | None]:
        """Somebody new, or known already under another phone."""
        year, month, day = (self.random.integers(*ends) for ends in ((50, 99), (1, 13), (1, 29)))
        told = {"given_name": self.pick(GIVEN), "family_name": self.pick(FAMILY), "full_name": None}
        told |= {"birth_text": f"19{year}-{month:02d}-{day:02d}", "city": f"town {self.random.integers(4)}"}
        known = self.one_of("crm.contacts")
        if known and self.random.random() < 0.4:
            told = {name: self.records[known][name] for name in told}
        told |= {"phone": f"1{self.last:06d}", "email": self.pick([None, f"p{self.last}@example.com"])}
        return told | {"gender": None, "unionid": self.pick([None, None, f"u{self.last}"])}

    def come(self) -> None:
        self.last += 1
        key, told = f"{self.last:06d}", self.somebody()
        table = self.pick(["crm.contacts", "crm.contacts", "shop.customers", "shop.orders", "web.events"])
        buyer = self.one_of("shop.customers")
        told["shop_customer_id"] = key if table == "shop.customers" else buyer and buyer[2]
        if table == "crm.contacts":
            told |= {"crm_contact_id": key, "shop_customer_id": None}
        elif table == "shop.orders":
            told = {name: told[name] for name in ("shop_customer_id", "email", "phone")}
        elif table == "web.events":
            told = {"shop_customer_id": self.pick([None, told["shop_customer_id"]])}
            told["anonymous_id"] = f"d{self.random.integers(40)}"
        self.records["s", table, key] = told

    def share(self) -> None:
        """A record gets the phone, mail address or unionid of another, or none."""
        one, what = self.one_of(), self.pick(["phone", "email", "unionid"])
        if one[1] != "web.events":
            self.records[one][what] = self.pick(
                [self.records[self.one_of("crm.contacts")][what]] * 3 + [None]
            )

    def rename(self) -> None:
        self.records[self.one_of("crm.contacts")] |= {"given_name": self.pick(GIVEN)}

    def move(self) -> None:
        self.records[self.one_of("crm.contacts")] |= {"city": f"town {self.random.integers(4)}"}

    def go(self) -> None:
        del self.records[self.one_of()]

    def decide(self) -> None:
        one, other = (self.one_of("crm.contacts") for _ in range(2))
        if one != other:
            names = dict(zip(list(IDENTITY_DECISION_TYPES)[2:8], [*one, *other], strict=True))
            at = datetime(2026, 3, 1) + timedelta(seconds=len(self.decided))
            about = {"decision_id": str(at), "decided_at": at, "why": "", "decided_by": ""}
            self.decided.append(names | about | {"decision": self.pick(["link", "never", "split"])})

    def pass_a_day(self, day: int) -> None:
        for _ in range(12):
            self.pick([self.come, self.share] * 3 + [self.rename, self.move, self.go, self.decide])()
        contacts = [told for record, told in sorted(self.records.items()) if record[1] == "crm.contacts"]
        if day in (1, 2):
            for told in contacts[day * 5 : day * 5 + 5]:
                told["phone"] = CALL_CENTRE
        for place, told in enumerate(contacts if day == 5 else ()):
            if told["phone"] == CALL_CENTRE and place != 6:
                told["phone"] = f"2{place:06d}"

    def identifiers(self) -> pd.DataFrame:
        rows = [
            (*record, kind, told[kind])
            for record, told in self.records.items()
            for kind in KINDS
            if told.get(kind)
        ]
        return pd.DataFrame(rows, columns=[*RECORD, *IDENTIFIER], dtype="str")

    def persons(self) -> pd.DataFrame:
        told = [(record, told) for record, told in self.records.items() if "city" in told]
        rows = [(*record, *(told[name] for name in PERSON)) for record, told in told]
        frame = pd.DataFrame(rows, columns=[*RECORD, *PERSON], dtype="object")
        return frame.where(frame.notna(), None)


def told(frame: pd.DataFrame) -> list[list]:
    return frame.astype("object").where(frame.notna(), None).to_numpy().tolist()


def assert_named_as_all_at_once(home, entries: pd.DataFrame) -> None:
    """Of the last run of a home that did all anew: naming all records at once says the same."""
    stitched = home.con.execute(f"from stitched_records order by {', '.join(RECORD)}").df()
    previous = assignments(entries)
    named = name_components(stitched, previous, former_assignments(entries))
    kept = home.con.execute(f"from {RECORDS} order by {', '.join(RECORD)}").df()
    assert told(kept[named.columns]) == told(named)
    assert told(home.state.ledger()[ENTRY][len(entries) :]) == told(changes(named, previous))


def live(town: Town, by_increments, anew, days: int) -> int:
    """Pass days in two homes, one doing all anew each time; how many records the other went through again."""
    again, decided = 0, 0
    for day in range(days):
        town.pass_a_day(day)
        new, decided = town.decided[decided:], len(town.decided)
        for kept in (SETTLED_BY, SCORED):
            anew.con.execute(f"drop table if exists {kept}")
        entries = anew.state.ledger()
        for home in (by_increments, anew):
            if new:
                home.state.append_identity_decisions(pd.DataFrame(new, columns=list(IDENTITY_DECISION_TYPES)))
            found = home.run(town.identifiers(), town.persons())
            again += found.records["touched_records"] if day and home is by_increments else 0
        for table in TABLES:
            assert by_increments.rows(table) == anew.rows(table), f"{table} on day {day}"
        assert_named_as_all_at_once(anew, entries)
        for home in (by_increments, anew) if day in (3, 5) else ():
            learn(home.con, home.state, datetime(2026, 3, 1) + timedelta(days=day))
    return again


@pytest.mark.parametrize("seed", [1])
def test_any_day_of_increments_equals_doing_all_anew(tmp_path, new_warehouse, seed):
    town, days = Town(np.random.default_rng(seed)), 7
    for _ in range(250):
        town.come()
    homes = [new_warehouse(tmp_path / name) for name in ("by_increments", "anew")]
    # on the two days after learning all is done anew
    assert live(town, *homes, days) < 3.5 * len(town.records)
