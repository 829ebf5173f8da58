"""Stitching a home: only what changed is matched again, and the outcome is that of doing all anew."""

from datetime import datetime

import duckdb
import numpy as np
import pandas as pd
import pytest

from ml.identity.stitching import RECORD
from orchestration.home import Home
from orchestration.identity.learned import learn
from orchestration.identity.pairs import write_pairs
from orchestration.identity.quarantine import TABLE as QUARANTINE
from orchestration.identity.quarantine import write_quarantine
from orchestration.identity.stitched import stitch_records
from orchestration.state import State

GIVEN = ["Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jonas", "Klara", "Leo"]
FAMILY = ["Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Koch", "Richter", "Klein"]
PERSON = ["given_name", "family_name", "full_name", "gender", "birth_text", "city", "email", "phone"]


def people(count: int, seed: int) -> pd.DataFrame:
    """Records of people, a third of them known twice under a new phone and a slip of the pen."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        given, family = random.choice(GIVEN), random.choice(FAMILY)
        birth = f"19{random.integers(50, 99)}-{random.integers(1, 13):02d}-{random.integers(1, 29):02d}"
        place = f"town {random.integers(0, 9)}"
        rows.append(("crm.contacts", number, given, family, birth, place, f"1{number:05d}"))
        if number % 3 == 0:
            slip = given[:-1] + "x" if number % 2 else given
            rows.append(("shop.customers", number, slip, family, birth, place, f"2{number:05d}"))
    frame = pd.DataFrame(
        rows, columns=["contract_table", "number", *PERSON[:2], "birth_text", "city", "phone"]
    )
    key = frame["number"].astype("str").str.zfill(5)
    frame = frame.assign(source_system="s", record_key=key, full_name=None, gender=None, email=None)
    return frame.astype(dict.fromkeys([*RECORD, *PERSON], "str"))


class Warehouse:
    """A home with a connection that holds what dbt would have made of these people."""

    def __init__(self, folder, model_of=None):
        self.state, self.con = State(Home(folder)), duckdb.connect()
        if model_of:
            self.state.home.matching_model.parent.mkdir(parents=True)
            self.state.home.matching_model.write_bytes(model_of.state.home.matching_model.read_bytes())
        self.con.execute("create schema identity")

    def stitch(self, persons: pd.DataFrame) -> tuple[list[tuple], list[tuple], int]:
        """Record and customer of each record, the pairs, and how many pairs were compared for it."""
        phones = persons[RECORD].assign(identifier_type="phone", identifier_value=persons["phone"])
        own = persons[RECORD].assign(identifier_type="crm_contact_id", identifier_value=persons["record_key"])
        self.con.register("incoming", pd.concat([phones, own[own["contract_table"] == "crm.contacts"]]))
        self.con.execute(
            "create or replace table identity.int_identity__identifiers_collected as select * from incoming"
        )
        self.con.register("incoming", persons[[*RECORD, *PERSON]])
        self.con.execute("create or replace table identity.int_identity__persons as select * from incoming")
        found = stitch_records(self.con, self.state)
        write_pairs(self.con, found)
        write_quarantine(self.con, found)
        records = found.records(self.con).sort_values(RECORD).values.tolist()
        pairs = self.con.execute("select * from identity.int_identity__pairs order by all").fetchall()
        return records, pairs, found.matched.comparison_count


@pytest.fixture(scope="module")
def days():
    """Two days: on the second a few people are new, and one is gone."""
    before = people(240, seed=1)
    new = people(12, seed=2)
    new["record_key"] = "n" + new["record_key"]
    new["phone"] = "3" + new["phone"]
    return before, pd.concat([before[before["record_key"] != "00009"], new], ignore_index=True)


def test_a_day_is_matched_by_its_new_people_alone_and_comes_out_as_if_all_were(days, tmp_path):
    grown = Warehouse(tmp_path / "grown")
    grown.stitch(days[0])
    records, pairs, compared = grown.stitch(days[1])
    anew = Warehouse(tmp_path / "anew", model_of=grown)
    all_records, all_pairs, all_compared = anew.stitch(days[1])
    assert (records, pairs) == (all_records, all_pairs)
    assert compared < all_compared / 4
    assert len({component for *_, component in records}) < len(records)
    assert grown.stitch(days[1])[:2] == (records, pairs)


def test_a_value_on_too_many_people_is_learnt_hashed_and_stays_junk_when_few_have_it(days, tmp_path):
    home = Warehouse(tmp_path / "home")
    persons = days[0].copy()
    home.stitch(persons)
    assert set(learn(home.con, home.state, datetime(2026, 3, 1)).values()) == {0}
    contacts = persons.index[persons["contract_table"] == "crm.contacts"]
    persons.loc[contacts[:30], "phone"] = "4008001234"
    home.stitch(persons)
    counts = learn(home.con, home.state, datetime(2026, 3, 2))
    assert counts == {"values_on_the_list": 1, "values_off_the_list": 0}
    assert b"4008001234" not in b"".join(path.read_bytes() for path in tmp_path.rglob("learned/*/*"))
    persons.loc[contacts[5:30], "phone"] = days[0]["phone"]
    home.stitch(persons)
    found = home.con.execute(
        f"select reason, identifier_value from {QUARANTINE} where not is_open"
    ).fetchall()
    assert found == [("junk", "4008001234")]
    persons.loc[contacts[2:30], "phone"] = days[0]["phone"]
    home.stitch(persons)
    assert learn(home.con, home.state, datetime(2026, 3, 3)) == {
        "values_on_the_list": 0,
        "values_off_the_list": 1,
    }
    assert learn(home.con, home.state, datetime(2026, 3, 4))["values_on_the_list"] == 0
