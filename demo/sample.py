"""A small made-up Chinese retailer: 125 people, some 500 orders in the 14 months before a day, awkward cases included.

The extracts are written the way such systems export them: a CRM (`;`, GB18030), a shop (UTF-8 with BOM, JSON lines,
typed Parquet) and a tracker (JSON lines, UTC). Nobody in them exists; e-mail addresses use reserved domains.
`CASES` names every awkward case, how often it occurs and what is expected to become of it.
"""

from __future__ import annotations

import datetime
import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from demo import sample_company as company
from demo import sample_visits as visits


class Case(NamedTuple):
    """How often a case is injected, its fate (landed, merged, rejected, unparsable, flagged, left_out), and what it is."""

    count: int
    fate: str
    what: str


CASES: dict[str, dict[str, Case]] = {
    "contacts": {
        "exact_repeat": Case(1, "merged", "the same row twice"),
        "conflicting_key": Case(1, "rejected", "the same key again with another city; the last one lands"),
        "impossible_birth_day": Case(1, "flagged", "born 200 years ago"),
    },
    "customers": {
        "second_account": Case(2, "landed", "another account of a known person, same phone, no e-mail"),
        "missing_key": Case(1, "rejected", "an account without number"),
    },
    "orders": {
        "guest_known_email": Case(8, "landed", "no account, the e-mail of a known customer"),
        "guest_known_phone": Case(6, "landed", "no account, the phone of a known customer"),
        "guest_unknown": Case(6, "landed", "a walk-in: no account, no e-mail, no phone"),
        "guest_new_email": Case(5, "landed", "no account, an e-mail seen nowhere else"),
        "exact_repeat": Case(2, "merged", "the same row twice"),
        "conflicting_key": Case(1, "rejected", "the same key again with another payment method; the last one lands"),
        "unparsable_date": Case(1, "rejected", "month 13, day 45"),
        "missing_key": Case(1, "rejected", "an order without number"),
        "short_line": Case(1, "unparsable", "a line cut off after four columns"),
        "test_order": Case(1, "left_out", "marked TEST in the remark"),
        "unknown_currency": Case(1, "flagged", "currency XXQ"),
        "in_the_future": Case(1, "flagged", "dated 400 days after the later of end_on and today"),
        "foreign_currency": Case(1, "landed", "in USD, for which there is no rate"),
        "gift_only": Case(1, "landed", "a sample parcel: no sale line, so not an order"),
        "day_90": Case(1, "landed", "00:00:00 on the day 90 days before end_on, that customer's only order"),
        "day_91": Case(1, "landed", "23:59:59 on the day 91 days before end_on, that customer's only order"),
        "last_second": Case(1, "landed", "23:59:59 on the day before end_on, the latest order"),
    },
    "order_lines": {
        "gift": Case(13, "landed", "price 0: one in each of the 12 largest orders, one in the gift_only order"),
        "adjustment": Case(1, "flagged", "a price difference booked as a negative price"),
        "test_line": Case(1, "left_out", "the line of the test order"),
        "exact_repeat": Case(1, "merged", "the same row twice"),
    },
    "returns": {
        "cancellation": Case(8, "landed", "cancelled lines"),
        "return": Case(30, "landed", "returned lines"),
        "without_order": Case(4, "landed", "the clerk did not write down the order; one lacks the customer too"),
    },
    "events": {
        "broken_line": Case(2, "unparsable", "a JSON line cut in half"),
        "exact_repeat": Case(6, "merged", "sent twice by the tracker"),
    },
}

# drawn among the plain orders; the other cases of an order come with the person who places it
DRAWN = tuple(name for name in CASES["orders"] if name not in ("guest_new_email", "day_90", "day_91", "last_second"))
GIFT = {"sku": "GFT-01", "title": "试饮装 三泡", "category": "赠品", "brand": "山前茶事", "list_price": 1990, "unit_cost": 600}
OCCUPATIONS = ("教师", "会计", "工程师", "护士", "设计师", "个体经营", "公务员", "退休", "学生")
LEAD_SOURCES = ("门店", "官网", "展会", "老客户介绍")
STAMP = "%Y/%m/%d %H:%M:%S"


def faults() -> dict[str, int]:
    """How often each awkward case is injected, by `<extract>.<case>`."""
    return {f"{extract}.{name}": case.count for extract, cases in CASES.items() for name, case in cases.items()}


def write(folder: Path, end_on: datetime.date, seed: int = 7) -> None:
    """Write the extracts of the 14 months before `end_on` into a folder that does not exist or is empty.

    The same (end_on, seed) gives the same bytes, but for the order in the future when `end_on` lies before today.
    The folder appears whole or not at all. Raises ValueError when it already holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} already holds files. Delete the folder to have the sample company written again.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        aside = Path(beside) / folder.name
        aside.mkdir()
        _write_extracts(aside, end_on, seed)
        aside.rename(folder)


def _write_extracts(folder: Path, end_on: datetime.date, seed: int) -> None:
    draw = [np.random.default_rng([seed, part]) for part in range(10)]
    people = company.people(draw[0], end_on)
    orders = company.orders(draw[1], people, end_on)
    people["registered_at"] = company.registrations(draw[2], people, orders, end_on)
    _add_accounts(draw[3], people)
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
    _write_contacts(draw[8], people, end_on, folder / "contacts.csv")
    _write_customers(people, end_on, folder / "customers.csv")
    _write_products(goods, folder / "products.jsonl")
    _write_orders(draw[9], orders, people, end_on, folder / "orders.csv")
    _write_lines(orders, lines, folder / "order_lines.parquet")
    _write_returns(orders, people, back, folder / "returns.csv")
    _write_events(people, events, folder / "events.jsonl")


def _add_accounts(rng: np.random.Generator, people: pd.DataFrame) -> None:
    """Shop numbers in order of registration; some people later opened a second account with the same phone."""
    order = people["registered_at"].where(people["in_shop"]).rank(method="first")
    people["account"] = [f"M{100000 + 7 * int(rank)}" if rank > 0 else "" for rank in order]
    twice = people.index[(people["kind"] == "regular") & people["shop_phone"]]
    twice = rng.choice(twice, size=CASES["customers"]["second_account"].count, replace=False)
    people["second_account"] = ""
    people.loc[twice, "second_account"] = people.loc[twice, "account"].str.replace("M1", "M2")


def _mark_orders(rng: np.random.Generator, orders: pd.DataFrame, people: pd.DataFrame) -> None:
    """Number the orders, and name the case of each awkward one in `case` (empty for the others)."""
    day = orders["at"].dt.strftime("%Y%m%d")
    orders["number"] = "SO" + day + (orders.groupby(day).cumcount() + 1).map("{:04d}".format)
    kind = people["kind"].reindex(orders["person"]).to_numpy()
    orders["case"] = np.where(kind == "guest", "guest_new_email", "")
    edge = orders.index[kind == "edge"]
    orders.loc[edge, "case"] = ["day_91", "day_90"]
    orders.loc[len(orders) - 1, "case"] = "last_second"
    reachable = people.index[people["shop_email"] & people["shop_phone"] & (people["gap_days"] < 1000)]
    eligible = orders.index[(orders["case"] == "") & orders["person"].isin(reachable)]
    cases = [name for name in DRAWN for _ in range(CASES["orders"][name].count)]
    orders.loc[rng.choice(eligible, size=len(cases), replace=False), "case"] = cases


def _write_contacts(rng: np.random.Generator, people: pd.DataFrame, end_on: datetime.date, path: Path) -> None:
    known = people[people["in_crm"]].reset_index()
    notations = ("+86 {0}-{1}-{2}", "{0} {1} {2}", "{0}{1}{2}")
    phones = [
        notations[nth % 3].format(phone[:3], phone[3:7], phone[7:]) if has else ""
        for nth, (phone, has) in enumerate(zip(known["phone"], rng.random(len(known)) < 0.9, strict=True))
    ]
    emails = known["email"].where(rng.random(len(known)) < 0.6, "")
    opened = known["registered_at"] + pd.to_timedelta(rng.integers(1, 20 * 24, size=len(known)), unit="h")
    opened = opened.clip(upper=pd.Timestamp(end_on) - pd.Timedelta(days=1))
    frame = pd.DataFrame(
        {
            "客户编号": "KH" + known["index"].map("{:05d}".format),
            "姓名": known["full_name"],
            "手机": phones,
            "邮箱": emails.where(known.index % 4 > 0, emails.str.upper()),
            "性别": known["gender"].map({"female": "女", "male": "男"}).where(rng.random(len(known)) < 0.9, ""),
            "出生日期": known["birth_on"].dt.strftime("%Y-%m-%d").where(rng.random(len(known)) < 0.6, ""),
            "职业": rng.choice(OCCUPATIONS, size=len(known)),
            "城市": known["city"],
            "省份": known["region"],
            "客户来源": rng.choice(LEAD_SOURCES, size=len(known)),
            "创建时间": opened.dt.strftime("%Y-%m-%d %H:%M:%S"),
            "修改时间": (opened + (pd.Timestamp(end_on) - opened) * 0.6).dt.strftime("%Y-%m-%d %H:%M:%S"),
        }
    ).sort_values("客户编号", ignore_index=True)
    born, moved, repeated = rng.choice(len(frame), size=3, replace=False)
    frame.loc[born, "出生日期"] = f"{end_on.year - 200}-04-12"
    moved_row = frame.loc[[moved]].assign(城市="昆明", 省份="云南省")
    frame = pd.concat([frame, moved_row, frame.loc[[repeated]]])
    frame.to_csv(path, sep=";", index=False, encoding="gb18030", lineterminator="\r\n")


def _write_customers(people: pd.DataFrame, end_on: datetime.date, path: Path) -> None:
    twins = people[people["second_account"] != ""]
    twins = twins.assign(
        account=twins["second_account"],
        registered_at=twins["registered_at"] + (pd.Timestamp(end_on) - twins["registered_at"]) / 2,
        shop_email=False,
    )
    accounts = pd.concat([people[people["in_shop"]], twins]).sort_values("registered_at", ignore_index=True)
    missing = accounts.index[accounts["kind"] == "visitor"][: CASES["customers"]["missing_key"].count]
    tells = accounts.index % 5 < 3
    frame = pd.DataFrame(
        {
            "会员ID": accounts["account"].where(~accounts.index.isin(missing), ""),
            "姓名": accounts["full_name"],
            "Email": accounts["email"].where(accounts["shop_email"], ""),
            "手机号": accounts["phone"].where(accounts["shop_phone"], ""),
            "性别": accounts["gender"].map({"female": "F", "male": "M"}).where(accounts.index % 7 > 0, "U"),
            "生日": accounts["birth_on"].dt.strftime("%Y/%m/%d").where(tells, ""),
            "收货城市": accounts["city"].where(accounts["gap_days"] < 1e6, ""),
            "收货省份": accounts["region"].where(accounts["gap_days"] < 1e6, ""),
            "注册时间": accounts["registered_at"].dt.strftime(STAMP),
            "最后修改": (accounts["registered_at"] + (pd.Timestamp(end_on) - accounts["registered_at"]) * 0.8).dt.strftime(STAMP),
        }
    )
    frame.to_csv(path, index=False, encoding="utf-8-sig")


def _write_products(goods: pd.DataFrame, path: Path) -> None:
    rows = [
        {
            "sku": item["sku"],
            "title": item["title"],
            "category": {"code": item["sku"][:3], "name": item["category"]},
            "brand": item["brand"],
            "price": {"list": item["list_price"] / 100, "cost": item["unit_cost"] / 100, "currency": "CNY"},
        }
        for item in [*goods.to_dict("records"), GIFT]
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
