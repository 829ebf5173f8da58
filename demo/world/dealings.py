"""What people and companies have agreed with the company: coupons used, subscriptions, deals, calls."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world.campaigns import KINDS, LASTS_DAYS
from demo.world.history import Chapter, World
from demo.world.people import BUYER, LEAD
from demo.world.rhythm import DAY, NOT_YET
from demo.world.writing import scrambled

COUPON_KINDS = ("festival", "coupon", "win_back")
# per persona: share that subscribes, plan, days of a period, its price in fen
PLANS = (
    (0.07, "纸尿裤月订", 30, 23_900),
    (0.01, "文具盲盒", 90, 7_900),
    (0.05, "健康周期购", 30, 16_800),
    (0.04, "延保服务", 365, 29_900),
    (0.06, "有机蔬菜箱", 30, 31_600),
    (0.01, "家清囤货", 90, 9_900),
)
COMPANY_PLAN = ("办公茶水月结", 30, 128_000)
COMPANIES_SUBSCRIBE = 0.5
STAGES = ("初步接洽", "需求确认", "方案报价", "合同谈判")
OPEN, WON, LOST = range(3)
OUTCOMES = ("有意向", "需跟进", "未接通", "已成交", "暂无需求")
CALL_CHANNELS = ("phone", "visit", "meeting", "wecom")
FOR_COMPANY = 0.3  # share of the orders that people of a company place for it


def coupons(world: World) -> pd.DataFrame:
    """One row per coupon, by time: campaign (of the schedule), percent (0: an amount), off, above (fen)."""
    kinds = np.array(list(KINDS))[world.schedule["kind"]]
    campaign = np.flatnonzero(np.isin(kinds, COUPON_KINDS))
    number = np.arange(len(campaign))
    is_percent = number % 3 == 2
    frame = pd.DataFrame({"campaign": campaign, "percent": np.where(is_percent, 5 + 5 * (number % 2), 0)})
    frame["off"] = np.where(is_percent, 0, 1000 + 500 * (number % 4))
    frame["above"] = np.where(is_percent, 0, 9_900 + 5_000 * (number % 3))
    return frame


def redemptions(world: World, chapter: Chapter, given: pd.DataFrame) -> pd.DataFrame:
    """One row per coupon used, by time: person, order, coupon (row of `given`), at, off (fen).

    With most orders a campaign caused, and by those who look at prices while a campaign lasts.
    """
    orders, rng = chapter.orders, world.draw("redemptions", chapter.block)
    if given.empty:
        return pd.DataFrame(columns=["person", "order", "coupon", "at", "off"], dtype=np.int64)
    day, campaign = orders["at"].to_numpy() // DAY, orders["campaign"].to_numpy()
    starts = world.schedule["start"].to_numpy()[given["campaign"]]
    running = np.searchsorted(starts, day, side="right") - 1
    lasts = (running >= 0) & (day - starts[np.maximum(running, 0)] < LASTS_DAYS)
    place = np.searchsorted(given["campaign"].to_numpy(), campaign)
    place = np.minimum(place, len(given) - 1)
    caused = (campaign >= 0) & (given["campaign"].to_numpy()[place] == campaign)
    sensitivity = chapter.who["price_sensitivity"].to_numpy()[orders["person"]]
    uses = rng.random(len(orders)) < np.where(caused, 0.9, 0.6 * sensitivity**2 * lasts)
    coupon = np.where(caused, place, running)
    frame = pd.DataFrame({"person": orders["person"], "order": orders.index, "coupon": coupon})
    frame = frame.assign(at=orders["at"])[uses].reset_index(drop=True)
    total = order_totals(chapter)[frame["order"]]
    chosen = given.iloc[frame["coupon"]].reset_index(drop=True)
    off = np.where(chosen["percent"] > 0, total * chosen["percent"] // 100, chosen["off"])
    frame["off"] = np.minimum(off, total).astype(np.int64)
    return frame[total >= chosen["above"]].reset_index(drop=True)


def order_totals(chapter: Chapter) -> np.ndarray:
    """Fen per order."""
    lines = chapter.lines
    amounts = np.bincount(lines["order"], lines["quantity"] * lines["unit_price"], len(chapter.orders))
    return amounts.astype(np.int64)


def for_company(chapter: Chapter) -> np.ndarray:
    """Whether each order was placed for the company of the person."""
    orders = chapter.orders
    company = chapter.who["company"].to_numpy()[orders["person"]]
    chance = scrambled(orders["at"].to_numpy() * 131 + orders["person"].to_numpy()) % np.uint64(1000)
    return (company >= 0) & (chance < FOR_COMPANY * 1000)


def subscriptions(world: World, chapter: Chapter) -> pd.DataFrame:
    """One row per subscription, by start: person, company (-1: none), plan, days, price, started, ended, …"""
    who, rng, span = chapter.who, world.draw("subscriptions", chapter.block), world.span
    persona, company = who["persona"].to_numpy(), who["company"].to_numpy()
    share = np.array([row[0] for row in PLANS])[persona]
    private = np.flatnonzero((rng.random(len(who)) < share) & (who["kind"] == BUYER).to_numpy())
    first_of = pd.Series(np.arange(len(who))[company >= 0]).groupby(company[company >= 0]).first()
    buying = first_of[rng.random(len(first_of)) < COMPANIES_SUBSCRIBE].to_numpy(dtype=int)
    frame = pd.DataFrame({"person": np.concatenate([private, buying])})
    frame["company"] = np.concatenate([np.full(len(private), -1), company[buying]])
    plans = [*PLANS, (0, *COMPANY_PLAN)]
    plan = np.where(frame["company"] >= 0, len(PLANS), persona[frame["person"]])
    for column, place in (("plan", 1), ("days", 2), ("price", 3)):
        frame[column] = np.array([row[place] for row in plans], object)[plan]
    frame = frame.astype({"days": np.int64, "price": np.int64})
    joined = np.maximum(who["joined"].to_numpy()[frame["person"]], 0)
    until = np.minimum(who["left"].to_numpy()[frame["person"]], span.days)
    frame["started"] = (joined + rng.random(len(frame)) * (until - joined)).astype(int) * DAY + 36_000
    ended = frame["started"] + (rng.exponential(400, len(frame)).astype(int) + 20) * DAY
    stopped = np.minimum(ended, who["left"].to_numpy()[frame["person"]] * DAY)
    frame["ended"] = np.where(stopped < span.seconds, stopped, NOT_YET)
    frame = frame[(frame["ended"] > frame["started"]) & (frame["started"] < span.seconds)]
    frame = frame.sort_values(["started", "person"], ignore_index=True)
    lasts = np.minimum(frame["ended"], span.seconds) - frame["started"]
    frame["renewals"] = lasts // (frame["days"] * DAY)
    return frame


def opportunities(world: World) -> pd.DataFrame:
    """One row per deal, by opening: company, contact (row), opened, closed, status, stage, fen."""
    rng, people = world.draw("opportunities"), _company_contacts(world)
    size = people["company"].nunique()
    chosen = people.groupby("company").head(1).reset_index(drop=True)
    place = np.repeat(np.arange(size), 1 + rng.poisson(1.2, size))
    frame = chosen.iloc[place].reset_index(drop=True)
    since = np.maximum(frame.pop("created").to_numpy(), 0)
    frame["opened"] = since + (rng.random(len(frame)) * (world.span.seconds - since) * 0.98).astype(np.int64)
    closed = frame["opened"] + (rng.gamma(2, 25, len(frame)) * DAY).astype(np.int64)
    is_closed = closed < world.span.seconds
    frame["closed"] = np.where(is_closed, closed, NOT_YET)
    frame["status"] = np.where(is_closed, np.where(rng.random(len(frame)) < 0.42, WON, LOST), OPEN)
    frame["stage"] = rng.integers(0, len(STAGES), len(frame))
    frame["fen"] = np.rint(rng.lognormal(10.3, 0.9, len(frame))).astype(np.int64) * 100
    return frame.sort_values(["opened", "company"], ignore_index=True)


def calls(world: World) -> pd.DataFrame:
    """One row per call or visit, by time: contact (row), company (-1: none), at, seconds, channel, outcome,
    is_inbound. With people of companies often, with leads now and then."""
    rng = world.draw("calls")
    leads = world.contacts.assign(contact=world.contacts.index)
    is_lead = (world.who["kind"].to_numpy() == LEAD)[leads["person"]]
    leads = leads[is_lead][["contact", "created"]].assign(company=-1)
    people = pd.concat([_company_contacts(world), leads], ignore_index=True)
    place = np.repeat(np.arange(len(people)), rng.poisson(np.where(people["company"] >= 0, 6, 1.5)))
    frame = people.iloc[place].reset_index(drop=True)
    since = np.maximum(frame.pop("created").to_numpy(), 0)
    day = (since + rng.random(len(frame)) * (world.span.seconds - since)).astype(np.int64) // DAY
    frame["at"] = day * DAY + rng.integers(9 * 3600, 18 * 3600, len(frame))
    frame["seconds"] = np.ceil(rng.lognormal(5.2, 0.8, len(frame))).astype(np.int64)
    frame["channel"] = rng.choice(len(CALL_CHANNELS), size=len(frame), p=[0.6, 0.1, 0.1, 0.2])
    frame["outcome"] = rng.integers(0, len(OUTCOMES), len(frame))
    frame["is_inbound"] = rng.random(len(frame)) < 0.3
    frame = frame[(frame["at"] >= since) & (frame["at"] < world.span.seconds)]
    return frame.sort_values(["at", "contact"], ignore_index=True)


def _company_contacts(world: World) -> pd.DataFrame:
    """CRM contacts of companies: contact (row), company, created."""
    contacts = world.contacts
    company = world.who["company"].to_numpy()[contacts["person"]]
    frame = pd.DataFrame({"contact": contacts.index, "company": company, "created": contacts["created"]})
    return frame[frame["company"] >= 0].reset_index(drop=True)
