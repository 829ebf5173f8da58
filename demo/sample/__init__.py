"""A small made-up Chinese retailer: 125 people, some 500 orders in 14 months, and awkward cases.

The extracts are written the way such systems export them: a CRM (`;`, GB18030), a shop (UTF-8 with BOM, typed
Parquet, JSON lines) and a tracker (JSON lines, UTC). Nobody in them exists; e-mail domains are reserved ones.
`CASES` names every awkward case, how often it occurs and what is expected to become of it.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from demo.folders import appearing_whole
from demo.sample import company, extracts, visits
from demo.sample.cases import CASES, Case, faults

__all__ = ["CASES", "Case", "faults", "write"]

# the other cases of an order come with the person, the moment or the store
_NOT_DRAWN = ("guest_new_email", "guest_unknown", "day_90", "day_91", "last_second")
_DRAWN = [name for name in CASES["orders"] if name not in _NOT_DRAWN]


def write(folder: Path, end_on: datetime.date, seed: int = 7) -> None:
    """Write the extracts of the 14 months before `end_on` into a folder that does not exist or is empty.

    The same (end_on, seed) gives the same bytes, except that the order in the future moves with the clock
    once `end_on` is past. The folder appears whole or not at all.
    Raises ValueError when it already holds something.
    """
    with appearing_whole(folder, "the sample company") as aside:
        _write_extracts(aside, end_on, seed)


def _write_extracts(folder: Path, end_on: datetime.date, seed: int) -> None:
    draw = [np.random.default_rng([seed, part]) for part in range(10)]
    people = company.people(draw[0], end_on)
    orders = company.orders(draw[1], people, end_on)
    people["registered_at"] = company.registrations(draw[2], people, orders, end_on)
    _add_accounts(draw[3], people, end_on)
    _mark_orders(draw[3], orders, people)
    goods = company.products(draw[4])
    lines = company.lines(draw[5], orders, people, goods)
    plain = orders.loc[orders["case"] == ""]
    sold = lines.join(plain[["person", "at"]], on="order", how="inner")
    sold = sold[sold["at"] < pd.Timestamp(end_on) - pd.Timedelta(days=25)]
    counts = CASES["returns"]
    back = company.returns(draw[6], sold, people, counts["cancellation"].count, counts["return"].count)
    online = plain.assign(sku=lines.groupby("order")["sku"].first())[plain["channel"] != "门店"]
    seen = visits.sessions(draw[7], people, online[["person", "at", "sku"]], end_on)
    events = visits.events(draw[7], seen, people, goods, end_on)
    extracts.write_contacts(draw[8], people, end_on, folder / "contacts.csv")
    extracts.write_customers(draw[8], people, end_on, folder / "customers.csv")
    extracts.write_products(goods, folder / "products.jsonl")
    extracts.write_orders(draw[9], orders, people, end_on, folder / "orders.csv")
    extracts.write_lines(orders, lines, folder / "order_lines.parquet")
    extracts.write_returns(orders, back, folder / "returns.csv")
    extracts.write_events(draw[9], people, goods, events, folder / "events.jsonl")


def _add_accounts(rng: np.random.Generator, people: pd.DataFrame, end_on: datetime.date) -> None:
    """Shop numbers in order of registration; some people later open a second account with the same phone."""
    twice = people.index[(people["kind"] == "regular") & people["shop_phone"]]
    twice = rng.choice(twice, size=CASES["customers"]["second_account"].count, replace=False)
    halfway = people["registered_at"] + (pd.Timestamp(end_on) - people["registered_at"]) / 2
    people["second_at"] = halfway.dt.floor("s").where(people.index.isin(twice))
    first_at = people["registered_at"].where(people["in_shop"])
    ranks = pd.concat([first_at, people["second_at"]], ignore_index=True).rank(method="first")
    numbers = [f"M{100000 + 7 * int(rank)}" if rank > 0 else "" for rank in ranks]
    people["account"], people["second_account"] = numbers[: len(people)], numbers[len(people) :]


def _mark_orders(rng: np.random.Generator, orders: pd.DataFrame, people: pd.DataFrame) -> None:
    """Give every order its number, its case (empty for a plain one) and the account it is placed with."""
    day = orders["at"].dt.strftime("%Y%m%d")
    orders["number"] = "SO" + day + (orders.groupby(day).cumcount() + 1).map("{:04d}".format)
    who = people.loc[orders["person"]].reset_index(drop=True)
    orders["case"] = np.where(who["kind"] == "guest", "guest_new_email", "")
    orders.loc[who["kind"] == "edge", "case"] = ["day_91", "day_90"]
    orders.loc[len(orders) - 1, "case"] = "last_second"
    reachable = who["shop_email"] & who["shop_phone"] & (who["gap_days"] < 1000) & (orders["case"] == "")
    in_store = orders["channel"] == "门店"
    for is_eligible, wanted in ((in_store, ["guest_unknown"]), (~in_store, _DRAWN)):
        cases = [name for name in wanted for _ in range(CASES["orders"][name].count)]
        eligible = orders.index[reachable & is_eligible]
        orders.loc[rng.choice(eligible, size=len(cases), replace=False), "case"] = cases
    again = orders["at"] > who["second_at"]
    accounts = who["account"].mask(again, who["second_account"])
    orders["account"] = accounts.mask(orders["case"].str.startswith("guest"), "")
