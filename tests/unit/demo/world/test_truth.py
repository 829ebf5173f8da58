"""The hidden truth fits the extracts."""

import pandas as pd
import pytest

from demo.world.rhythm import AHEAD
from tests.unit.demo.sample_files import digits
from tests.unit.demo.world.files import END_ON, PERSONS, in_beijing, person_of, read_text

END = pd.Timestamp(END_ON)
OWN_DOING = ["opened", "clicked", "unsubscribed", "complained"]


def test_every_record_of_the_truth_exists_and_every_row_is_somebodys(
    truth, contacts, customers, orders, tickets, injected
):
    real = orders[(orders["备注"] != "TEST") & (orders["订单编号"] != "") & (orders["单位编号"] == "")]
    keys = {
        "crm.contacts": (set(contacts["客户编号"]), 0),
        "shop.customers": (set(customers["会员ID"]) - {""}, 0),
        "shop.orders": (set(real["订单编号"]), injected["orders.missing_key"]),
        "service.tickets": ({row["ticket"] for row in tickets}, injected["tickets.broken_line"]),
    }
    persons = set(truth["persons"]["person_id"])
    assert set(truth["records"]["contract_table"]) == set(keys)
    for table, (present, lost) in keys.items():
        told = person_of(truth, table)
        assert told.index.is_unique
        assert present <= set(told.index)
        assert len(told) - len(present) == lost
        assert set(told) <= persons


def test_the_truth_knows_every_device_and_who_uses_it(truth, events):
    devices = truth["devices"]
    owners = devices.groupby("anonymous_id")["person_id"].agg(set)
    account_of = person_of(truth, "shop.customers")
    known = events[events["uid"].notna()]
    assert set(devices["anonymous_id"]) >= set(events["device"])
    assert all(account_of[row.uid] in owners[row.device] for row in known.itertuples())
    assert devices["person_id"].isna().sum() > PERSONS / 10


def test_the_truth_adds_up_what_everybody_bought(truth, lines, orders):
    once = lines.drop_duplicates()
    amount = (once["deal_price"].clip(lower=0) * once["qty"]).groupby(once["order_no"]).sum()
    buyer = person_of(truth, "shop.orders")
    spend = amount.groupby(buyer.reindex(amount.index)).sum()
    persons = truth["persons"].set_index("person_id")
    told = persons["spend_amount"].astype(float)
    abroad = set(buyer.reindex(orders.loc[orders["币种"].isin(["HKD", "USD"]), "订单编号"]))
    told = told[~told.index.isin(abroad)]
    # an adjustment hides the price of a line
    assert ((told - spend.reindex(told.index).fillna(0)).abs() > 0.005).sum() <= 1
    assert persons["order_count"].sum() == len(buyer)


def test_the_truth_knows_who_sent_whom(truth, customers):
    account_of = person_of(truth, "shop.customers")
    # a form half saved has lost its key, and with it who it is of
    told = customers[(customers["推荐人"] != "") & (customers["会员ID"] != "")]
    pairs = set(zip(account_of[told["推荐人"]], account_of[told["会员ID"]], strict=True))
    known = set(truth["referrals"].itertuples(index=False, name=None))

    assert len(known) > 5
    assert pairs - known <= {(person, person) for person, _ in pairs}
    assert len(known - pairs) <= (customers["会员ID"] == "").sum()


def test_personas_uplifts_and_effects_are_told(truth, folder, messages):
    campaigns = read_text(folder / "marketing" / "campaigns.csv")
    assert set(truth["personas"]["persona"]) == set(truth["persons"]["persona"])
    assert set(truth["personas"]["persona"]) == set(truth["uplifts"]["persona"])
    assert truth["personas"]["share"].sum() == pytest.approx(1)
    assert set(truth["uplifts"]["kind"]) == set(campaigns["kind"])
    assert truth["uplifts"]["uplift"].between(0, 0.1).all()
    assert set(truth["effects"]["campaign_id"]) == set(campaigns["campaign_id"])
    assert truth["effects"][["sent", "held_out"]].sum().sum() == len(messages)


@pytest.fixture
def done(truth, dated, events, tickets, messages, message_events) -> pd.DataFrame:
    """person, at, what: everything people did themselves."""
    account_of, order_of = person_of(truth, "shop.customers"), person_of(truth, "shop.orders")
    # what somebody orders for a company is not their own
    dated = dated[dated["单位编号"] == ""]
    known = events[events["uid"].notna() & (events["ts"] < 4e12)]
    answered = message_events[message_events["event"].isin(OWN_DOING)].merge(messages, on="message_id")
    opened = pd.DataFrame(tickets)
    parts = {
        "order": (order_of.reindex(dated["订单编号"]), dated["at"]),
        "event": (account_of.reindex(known["uid"]), in_beijing(known["ts"])),
        "answer": (account_of.reindex(answered["customer"]), answered["event_time"].str[:19]),
        "ticket": (person_of(truth, "service.tickets").reindex(opened["ticket"]), opened["opened"]),
    }
    frames = [
        pd.DataFrame({"person": person.to_numpy(), "at": pd.to_datetime(at).to_numpy(), "what": what})
        for what, (person, at) in parts.items()
    ]
    return pd.concat(frames, ignore_index=True)


def test_who_has_left_does_nothing_any_more(truth, done):
    leaving = truth["leaving"].set_index("person_id")
    left_at = leaving["left_at"].reindex(done["person"]).fillna(pd.Timestamp("2100-01-01")).to_numpy()
    assert done["person"].notna().all()
    assert (done["what"].value_counts() > 30).all()
    assert (done["at"].to_numpy() < left_at).all()
    assert PERSONS / 6 < leaving["has_left"].sum() < PERSONS / 2
    assert (leaving["has_left"] == (leaving["left_at"] < END)).all()


def test_nothing_happens_after_the_end_but_what_is_awkward(done, tickets, message_events):
    assert done["at"].max() < END
    assert max(row["closed"] or "" for row in tickets) < f"{END_ON}"
    assert message_events["event_time"].max() < f"{END_ON}"


def test_the_truth_looks_ahead_for_who_has_not_left(truth):
    leaving = truth["leaving"]
    following = pd.to_datetime(leaving["next_ordered_on"])
    assert following.dropna().between(END, END + pd.Timedelta(days=AHEAD - 1)).all()
    assert following.notna().sum() > PERSONS / 5
    assert following[leaving["has_left"]].isna().all()
    assert (
        following.dropna() < leaving["left_at"].fillna(pd.Timestamp("2100-01-01"))[following.notna()]
    ).all()


def test_crm_and_shop_share_people_in_different_notations(contacts, customers):
    phones = set(customers["手机号"]) - {""}
    emails = {email.lower() for email in customers["Email"]} - {""}
    shared = contacts[contacts["手机"].map(digits).isin(phones)]
    assert len(shared) > len(contacts) / 3
    assert (~shared["手机"].isin(phones)).sum() > len(shared) / 3
    assert contacts["邮箱"].str.lower().isin(emails).sum() > len(contacts) / 10


def test_some_people_are_known_twice_and_some_phones_are_shared(truth, larger):
    per_person = truth["records"].groupby(["contract_table", "person_id"]).size()
    own = larger.who.drop(larger.traps.query("trap == 'recycled_number'")["person"])
    shared = own["phone"].value_counts()
    assert (per_person["crm.contacts"] == 2).sum() >= 2
    assert (per_person["shop.customers"] == 2).sum() >= 2
    assert per_person[["crm.contacts", "shop.customers"]].max() == 2
    families = larger.traps.query("trap == 'family_phone'")["group"].nunique()
    assert (shared == 2).sum() == families
    assert families > 0.9 * 0.008 * len(larger.who)
    assert shared.max() == 2


def test_companies_have_contacts(contacts, accounts):
    assert set(contacts["单位编号"]) - {""} == set(accounts["单位编号"])


def test_visitors_are_anonymous_first_and_some_log_in(events):
    by_device = events.sort_values("ts").groupby("device")["uid"]
    knows = by_device.agg(lambda accounts: accounts.notna().any())
    starts_unknown = by_device.agg(lambda accounts: pd.isna(accounts.iloc[0]))
    assert 0.3 < knows.mean() < 0.9
    assert starts_unknown[knows].mean() > 0.4


def test_the_first_of_the_coming_days_is_the_next_order(truth):
    coming, leaving = truth["coming"], truth["leaving"].set_index("person_id")
    first = coming.groupby("person_id")["ordered_on"].min()

    assert not coming.duplicated().any()
    pd.testing.assert_series_equal(
        first, leaving["next_ordered_on"].dropna().sort_index(), check_names=False, check_dtype=False
    )
