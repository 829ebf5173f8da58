"""Awkward rows are in the demo world's extracts as often as the truth says."""

from collections import Counter

import pandas as pd
import pytest

from tests.unit.demo.world.files import CONTACTS, read_objects, read_text

FATES = {"landed", "merged", "rejected", "unparsable", "flagged", "repaired", "left_out"}


def test_every_case_is_injected_and_told(truth):
    assert (truth["awkward"]["injected"] >= 1).all()
    assert truth["awkward"]["injected"].sum() == len(truth["faults"]) < 160
    assert set(truth["awkward"]["fate"]) == FATES


@pytest.mark.parametrize(
    ("path", "key", "options"),
    [
        pytest.param("crm/contacts.csv", "客户编号", CONTACTS, id="contacts"),
        pytest.param("shop/customers.csv", "会员ID", {"encoding": "utf-8-sig"}, id="customers"),
        pytest.param("shop/orders.csv", "订单编号", {}, id="orders"),
        pytest.param("shop/payments.csv", "流水号", {}, id="payments"),
        pytest.param("marketing/message_events.tsv", "event_id", {"sep": "\t"}, id="message-events"),
    ],
)
def test_rows_and_keys_repeat_as_often_as_told(folder, injected, path, key, options):
    rows = read_text(folder / path, **options)
    extract = path.split("/")[1].split(".")[0]
    once = rows.drop_duplicates()
    keyed = once[once[key] != ""]
    assert len(rows) - len(once) == injected[f"{extract}.exact_repeat"]
    assert keyed.duplicated(key).sum() == injected.get(f"{extract}.conflicting_key", 0)


def test_contacts_companies_and_customers_hold_their_cases(contacts, accounts, customers, injected):
    assert contacts["出生日期"].between("1700", "1880").sum() == injected["contacts.impossible_birth_day"]
    assert (accounts["人数"].astype(int) < 0).sum() == injected["accounts.negative_size"]
    assert (customers["会员ID"] == "").sum() == injected["customers.half_saved"]


def test_orders_hold_their_cases(folder, orders, injected):
    text = (folder / "shop" / "orders.csv").read_text(encoding="utf-8").splitlines()
    assert sum(line.count(",") == 3 for line in text) == injected["orders.short_line"]
    assert orders["下单时间"].str.contains("/13/45").sum() == injected["orders.unparsable_date"]
    assert orders["下单时间"].str.startswith("2099").sum() == injected["orders.in_the_future"]
    assert (orders["订单编号"] == "").sum() == injected["orders.missing_key"]
    assert (orders["备注"] == "TEST").sum() == injected["orders.test_order"]
    assert (orders["币种"] == "XXQ").sum() == injected["orders.unknown_currency"]


def test_money_and_returns_hold_their_cases(lines, payments, returns, injected):
    assert lines.duplicated().sum() == injected["order_lines.exact_repeat"]
    assert (lines["deal_price"] < 0).sum() == injected["order_lines.adjustment"]
    assert (payments["金额"] < 0).sum() == injected["payments.negative_amount"]
    assert (returns["原订单号"] == "").sum() == injected["returns.without_order"]
    assert returns["退款金额"].str.endswith("元").sum() == injected["returns.unparsable_amount"]


def test_events_and_tickets_hold_their_cases(folder, events, tickets, injected):
    assert read_objects(folder / "web" / "events.jsonl")[1] == injected["events.broken_line"]
    assert events.duplicated().sum() == injected["events.exact_repeat"]
    assert (events["event"] == "Heartbeat").sum() == injected["events.unknown_event"]
    assert (events["ts"] > 4_000_000_000_000).sum() == injected["events.in_the_future"]
    assert read_objects(folder / "service" / "tickets.jsonl")[1] == injected["tickets.broken_line"]
    assert sum(row["rating"]["score"] == 11 for row in tickets) == injected["tickets.impossible_score"]


def test_marketing_holds_its_cases(folder, messages, message_events, injected):
    consents = read_text(folder / "marketing" / "consents.tsv", sep="\t")
    assert Counter(messages["arm"])["ctrl2"] == injected["messages.unknown_arm"]
    assert (message_events["message_id"] == "").sum() == injected["message_events.missing_message"]
    assert (consents["status"] == "pending").sum() == injected["consents.unknown_status"]


def test_payments_cover_their_orders(lines, payments):
    paid = payments.drop_duplicates().query("金额 > 0").groupby("订单编号")["金额"].sum()
    once = lines.drop_duplicates()
    once = once[~once["order_no"].isin(once.loc[once["deal_price"] < 0, "order_no"])]
    amount = (once["deal_price"] * once["qty"]).groupby(once["order_no"]).sum()
    both = pd.concat([paid, amount], axis=1, keys=["paid", "amount"]).dropna()
    assert len(both) > 0.97 * len(amount)
    # of an order paid in two parts one may have been booked as negative
    assert ((both["paid"] - both["amount"]).abs() > 0.005).sum() <= 1


def test_what_comes_back_was_bought_before_for_no_less(returns, lines, dated):
    whole = returns[(returns["原订单号"] != "") & ~returns["退款金额"].str.endswith("元")]
    bought = lines.drop_duplicates().merge(dated[["订单编号", "at"]], left_on="order_no", right_on="订单编号")
    pairs = whole.merge(bought, left_on=["原订单号", "SKU"], right_on=["order_no", "sku"])
    pairs = pairs[pairs["deal_price"] > 0]
    refund = pairs["deal_price"] * pairs["数量"].astype(int)
    assert len(pairs) > 0.9 * len(whole)
    assert (pd.to_datetime(pairs["登记时间"], format="%Y/%m/%d %H:%M:%S") > pairs["at"]).all()
    assert (pairs["数量"].astype(int) <= pairs["qty"]).all()
    assert (pairs["退款金额"].astype(float) - refund).abs().max() < 0.01
