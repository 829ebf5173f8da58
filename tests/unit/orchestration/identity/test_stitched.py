"""Stitching a home: only what changed is matched again, and the outcome is that of doing all anew."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from ml.identity.stitching import RECORD
from orchestration.identity.learned import learn
from orchestration.identity.tables import PAIRS, QUARANTINE, RECORDS

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


def stitch(home, persons: pd.DataFrame) -> tuple[list[tuple], list[tuple], int]:
    """Record and customer of each record, the pairs, and how many pairs were compared for it."""
    phones = persons[RECORD].assign(identifier_type="phone", identifier_value=persons["phone"])
    own = persons[RECORD].assign(identifier_type="crm_contact_id", identifier_value=persons["record_key"])
    identifiers = pd.concat([phones, own[own["contract_table"] == "crm.contacts"]])
    found = home.run(identifiers, persons[[*RECORD, *PERSON]])
    return home.rows(RECORDS), home.rows(PAIRS), found.pairs["comparisons"]


@pytest.fixture(scope="module")
def days():
    """Two days: on the second a few people are new, and one is gone."""
    before = people(240, seed=1)
    new = people(12, seed=2)
    new["record_key"] = "n" + new["record_key"]
    new["phone"] = "3" + new["phone"]
    return before, pd.concat([before[before["record_key"] != "00009"], new], ignore_index=True)


def test_a_day_is_matched_by_its_new_people_alone_and_comes_out_as_if_all_were(days, tmp_path, new_warehouse):
    grown = new_warehouse(tmp_path / "grown")
    stitch(grown, days[0])
    records, pairs, compared = stitch(grown, days[1])
    anew = new_warehouse(tmp_path / "anew", model_of=grown)
    all_records, all_pairs, all_compared = stitch(anew, days[1])
    assert (records, pairs) == (all_records, all_pairs)
    assert compared < all_compared / 4
    assert len({component for *_, component in records}) < len(records)
    assert stitch(grown, days[1])[:2] == (records, pairs)


def test_a_value_on_too_many_people_is_learnt_hashed_and_stays_junk_when_few_have_it(
    days, tmp_path, new_warehouse
):
    home = new_warehouse(tmp_path / "home")
    persons = days[0].copy()
    stitch(home, persons)
    assert set(learn(home.con, home.state, datetime(2026, 3, 1)).values()) == {0}
    contacts = persons.index[persons["contract_table"] == "crm.contacts"]
    persons.loc[contacts[:30], "phone"] = "4008001234"
    stitch(home, persons)
    counts = learn(home.con, home.state, datetime(2026, 3, 2))
    assert counts == {"values_on_the_list": 1, "values_off_the_list": 0}
    assert b"4008001234" not in b"".join(path.read_bytes() for path in tmp_path.rglob("learned/*/*"))
    persons.loc[contacts[5:30], "phone"] = days[0]["phone"]
    stitch(home, persons)
    found = home.con.execute(
        f"select reason, identifier_value from {QUARANTINE} where not is_open"
    ).fetchall()
    assert found == [("junk", "4008001234")]
    persons.loc[contacts[2:30], "phone"] = days[0]["phone"]
    stitch(home, persons)
    assert learn(home.con, home.state, datetime(2026, 3, 3)) == {
        "values_on_the_list": 0,
        "values_off_the_list": 1,
    }
    assert learn(home.con, home.state, datetime(2026, 3, 4))["values_on_the_list"] == 0
