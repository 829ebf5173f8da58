"""Every trap of identity lies in the extracts as its truth says."""

import pandas as pd
import pytest

from demo.world.traps import TEST_EMAILS, TRAPS
from tests.unit.demo.sample_files import digits


@pytest.fixture(scope="module")
def people(larger):
    """Pairs of people (rows of `who`) of each trap that is about two."""
    laid = larger.traps.groupby(["trap", "group"])["person"].agg(tuple)

    def pairs(trap) -> list[tuple]:
        return [tuple(larger.who.loc[person] for person in group) for group in laid[trap]]

    return pairs


def test_every_trap_is_laid_and_told(larger, truth):
    told = truth["traps"]
    assert set(larger.traps["trap"]) == set(told["trap"]) == set(TRAPS)
    assert set(told["should"]) == {"apart", "together"}
    assert set(told["person_id"]) <= set(truth["persons"]["person_id"])


def test_twins_share_surname_birth_day_and_home_but_no_name(people):
    pairs = people("twins")
    assert len(pairs) >= 8
    for one, other in pairs:
        assert (one["surname"], one["birth_on"], one["home"], one["city"]) == (
            other["surname"], other["birth_on"], other["home"], other["city"]
        )  # fmt: skip
        assert one["full_name"] != other["full_name"]
        assert one["full_name"][0] == other["full_name"][0]
        assert len({one["email"], other["email"], one["phone"], other["phone"]}) == 4


def test_a_family_shares_a_phone_and_no_name(people):
    pairs = people("family_phone")
    assert len(pairs) >= 20
    assert all(one["phone"] == other["phone"] for one, other in pairs)
    assert all(one["full_name"] != other["full_name"] for one, other in pairs)


def test_couples_live_at_one_address_under_two_surnames(people):
    pairs = people("couple")
    assert len(pairs) >= 50
    assert all((she["home"], she["city"]) == (he["home"], he["city"]) for she, he in pairs)
    assert all(she["is_female"] and not he["is_female"] for she, he in pairs)
    assert all(she["surname"] != he["surname"] for she, he in pairs)


def test_a_recycled_number_belongs_to_one_at_a_time(people):
    pairs = people("recycled_number")
    assert len(pairs) >= 8
    for giver, taker in pairs:
        assert giver["phone"] == taker["phone"]
        assert giver["phone_changed"] + 90 * 86400 < taker["joined"] * 86400


def test_the_call_centres_number_and_test_addresses_stand_only_where_there_was_none(larger):
    for records in (larger.accounts, larger.contacts):
        assert not (records["has_phone"] & (records["typed_phone"] > 0)).any()
        assert not (records["has_email"] & records["typed_email"].notna()).any()
    typed = pd.concat([larger.accounts, larger.contacts])
    called = typed.loc[typed["typed_phone"] > 0]
    assert called["person"].nunique() == round(0.08 * len(larger.who))
    assert called["typed_phone"].nunique() == 1
    assert called["typed_phone"].iloc[0] not in set(larger.who["phone"]) | set(larger.who["new_phone"])
    assert set(typed["typed_email"].dropna()) == set(TEST_EMAILS)


def test_a_misspelt_record_differs_from_the_persons_name(contacts, truth):
    records = truth["records"].query("contract_table == 'crm.contacts'")
    named = records.merge(truth["persons"], on="person_id").set_index("record_key")["full_name"]
    written = contacts.drop_duplicates("客户编号", keep="last").set_index("客户编号")["姓名"]
    differs = written.str.replace(" ", "") != named.reindex(written.index)
    misspelt = truth["traps"].query("trap == 'mistyped_name'")["person_id"]
    of_them = records.set_index("record_key")["person_id"].reindex(written.index).isin(misspelt)
    assert differs[of_them].sum() >= 0.8 * misspelt.nunique()


def test_the_exports_hold_what_was_typed(customers, contacts):
    phones = pd.concat([customers["手机号"], contacts["手机"]]).map(digits)
    emails = pd.concat([customers["Email"], contacts["邮箱"]]).str.lower()
    assert phones[phones != ""].value_counts().iloc[0] >= 24
    assert emails.isin(TEST_EMAILS).sum() >= 3
