"""The made-up sample as a company one can believe."""

import datetime
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from demo import sample
from tests.unit.demo.sample_files import END_ON, FAULTS, digits, read_csv


def test_the_latest_order_is_on_the_eve(dated):
    assert dated["at"].max() == pd.Timestamp(END_ON) - pd.Timedelta(seconds=1)
    assert dated["at"].min() >= pd.Timestamp(END_ON) - pd.Timedelta(days=425)


def test_lines_hold_gifts_an_adjustment_and_a_repeat(lines):
    once = lines.drop_duplicates()
    assert len(lines) - len(once) == FAULTS["order_lines.exact_repeat"]
    assert not once.duplicated(["order_no", "line_no"]).any()
    assert (once["deal_price"] == 0).sum() == FAULTS["order_lines.gift"]
    assert (once["deal_price"] < 0).sum() == FAULTS["order_lines.adjustment"]
    assert (once["sku"] == "TEST-00").sum() == FAULTS["order_lines.test_line"]
    assert (once["qty"] > 0).all()


def test_one_order_has_no_sale_line(lines):
    dearest = lines.groupby("order_no")["deal_price"].max()
    assert (dearest <= 0).sum() == FAULTS["orders.gift_only"]


def test_every_order_has_lines_and_every_line_an_order_but_for_the_bad_rows(folder, orders, lines):
    numbers = {row["订单编号"] for row in orders if row["订单编号"]}
    numbers |= {row[0] for row in read_csv(folder / "orders.csv")[1]}
    lost = set(lines["order_no"]) - numbers
    assert numbers <= set(lines["order_no"])
    assert len(lost) == FAULTS["orders.missing_key"]


def test_returns_hold_their_cases(returns):
    kinds = Counter(row["类型"] for row in returns)
    assert kinds == {"取消": FAULTS["returns.cancellation"], "退货": FAULTS["returns.return"]}
    without_order = [row for row in returns if not row["原订单号"]]
    assert len(without_order) == FAULTS["returns.without_order"]
    assert sum(not row["会员ID"] for row in without_order) == 1


def test_what_comes_back_was_sold_before_for_no_less(dated, lines, returns):
    sold = lines.drop_duplicates().merge(dated, left_on="order_no", right_on="订单编号")
    for row in returns:
        came_back_at = pd.Timestamp(row["登记时间"])
        assert came_back_at < pd.Timestamp(END_ON)
        if row["原订单号"]:
            line = sold[(sold["order_no"] == row["原订单号"]) & (sold["sku"] == row["SKU"])].squeeze()
            assert line["at"] < came_back_at
            assert int(row["数量"]) <= line["qty"]
            assert float(row["退款金额"]) == pytest.approx(float(line["deal_price"]) * int(row["数量"]))


def test_events_hold_broken_and_repeated_lines(event_lines, events):
    assert len(event_lines) - len(events) == FAULTS["events.broken_line"]
    keys = Counter(event["eventId"] for event in events)
    assert sum(count > 1 for count in keys.values()) == FAULTS["events.exact_repeat"]
    assert len(set(event_lines)) == len(event_lines) - FAULTS["events.exact_repeat"]


# a company one can believe


def test_crm_and_shop_share_people_in_different_notations(contacts, customers):
    plain_phones = {row["手机号"] for row in customers if row["手机号"]}
    plain_emails = {row["Email"] for row in customers if row["Email"]}
    by_phone = [row["手机"] for row in contacts if digits(row["手机"]) in plain_phones]
    by_email = [row["邮箱"] for row in contacts if row["邮箱"].lower() in plain_emails]
    assert len(by_phone) >= 20
    assert sum(phone not in plain_phones for phone in by_phone) >= 10
    assert sum(email not in plain_emails for email in by_email) >= 3


def test_the_company_grows_and_sells_most_at_weekends(dated):
    middle = pd.Timestamp(END_ON) - pd.Timedelta(days=212)
    weekend = dated["at"].dt.day_of_week >= 5
    assert (dated["at"] >= middle).sum() > 1.5 * (dated["at"] < middle).sum()
    assert weekend.mean() > 1.1 * 2 / 7


def test_a_tenth_of_the_customers_brings_a_third_to_two_thirds_of_the_money(dated, lines):
    amount = (lines["deal_price"] * lines["qty"]).astype(float).groupby(lines["order_no"]).sum()
    spend = dated.join(amount.rename("amount"), on="订单编号").groupby("会员ID")["amount"].sum()
    spend = spend.drop("").sort_values(ascending=False)
    assert 1 / 3 < spend.head(len(spend) // 10).sum() / spend.sum() < 2 / 3


def test_some_stop_buying_and_some_never_start(dated, customers):
    per_customer = dated[dated["会员ID"] != ""].groupby("会员ID")["at"].agg(["count", "max"])
    long_ago = pd.Timestamp(END_ON) - pd.Timedelta(days=90)
    assert ((per_customer["count"] >= 3) & (per_customer["max"] < long_ago)).sum() >= 5
    assert len({row["会员ID"] for row in customers} - set(per_customer.index)) >= 15


def test_some_shop_only_at_weekends_some_only_on_offer(dated, lines):
    habits = dated[dated["会员ID"] != ""].assign(weekend=lambda frame: frame["at"].dt.day_of_week >= 5)
    weekend = habits.groupby("会员ID")["weekend"].agg(["count", "mean"])
    assert ((weekend["count"] >= 4) & (weekend["mean"] >= 0.8)).sum() >= 4
    bought = lines.merge(habits, left_on="order_no", right_on="订单编号")
    offer = (bought["deal_price"] < bought["tag_price"]).groupby(bought["会员ID"]).agg(["count", "mean"])
    assert ((offer["count"] >= 5) & (offer["mean"] >= 0.75)).sum() >= 4


def test_some_send_back_a_fifth_of_what_they_buy(dated, lines, returns):
    bought = lines.drop_duplicates().merge(dated, left_on="order_no", right_on="订单编号")
    spend = (bought["deal_price"] * bought["qty"]).astype(float).groupby(bought["会员ID"]).sum()
    back = pd.DataFrame(returns).astype({"退款金额": float}).groupby("会员ID")["退款金额"].sum()
    prone = (back / spend).loc[lambda rate: rate >= 0.2].index
    assert (dated.groupby("会员ID").size().reindex(prone) >= 3).sum() >= 2


def test_visitors_are_anonymous_first_and_some_log_in(events):
    logged_in = {event["anonymousId"] for event in events if "userId" in event}
    first = {}
    for event in sorted(events, key=lambda event: event["timestamp"]):
        first.setdefault(event["anonymousId"], "userId" in event)
    assert len(logged_in) >= 50
    assert sum(not first[device] for device in logged_in) > len(logged_in) / 2
    assert len(set(first) - logged_in) >= 20


def test_some_want_something_and_have_not_ordered(events, orders):
    buyers = {row["会员ID"] for row in orders}
    since = f"{END_ON - datetime.timedelta(days=30)}"
    wanting = {
        event["userId"]
        for event in events
        if event["timestamp"] >= since
        and event["eventName"] in ("addToCart", "formSubmit", "fileDownload")
        and event.get("userId", "") not in buyers
    }
    assert len(wanting) >= 5


def test_nothing_but_the_one_order_happens_after_the_end(events, contacts, customers):
    midnight_in_utc = (pd.Timestamp(END_ON) - pd.Timedelta(hours=8)).isoformat()
    assert max(event["timestamp"] for event in events) < midnight_in_utc
    assert max(row["修改时间"] for row in contacts) < f"{END_ON}"
    assert max(row["最后修改"] for row in customers) < f"{END_ON:%Y/%m/%d}"


def test_a_visit_across_the_last_midnight_ends_with_the_day():
    people = pd.DataFrame({"kind": ["regular"], "registered_at": [pd.Timestamp("2025-06-01")]})
    goods = sample.company.products(np.random.default_rng(1))
    eve = pd.Timestamp(END_ON) - pd.Timedelta(seconds=90)
    session = {"person": 0, "at": eve, "closing": "", "sku": "", "device": "d", "platform": "web", "key": "s"}
    visits = pd.DataFrame([session] * 50)
    events = sample.visits.events(np.random.default_rng(1), visits, people, goods, END_ON)
    assert len(events) > 50
    assert events["at"].max() < pd.Timestamp(END_ON)
