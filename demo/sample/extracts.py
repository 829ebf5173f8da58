"""The sample company as its systems export it: formats, column names, notations, and the awkward cases."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from demo.sample.cases import CASES
from demo.sample.company import NEVER_BUY

GIFT = {
    "sku": "GFT-01",
    "title": "试饮装 三泡",
    "category": "赠品",
    "brand": "山前茶事",
    "list_price": 1990,
    "unit_cost": 600,
}
OCCUPATIONS = ("教师", "会计", "工程师", "护士", "设计师", "个体经营", "公务员")
LEAD_SOURCES = ("门店", "官网", "展会", "老客户介绍")
STAMP = "%Y/%m/%d %H:%M:%S"


def _between(rng: np.random.Generator, since: pd.Series, end_on: datetime.date) -> pd.Series:
    """A moment after each of `since` and before `end_on`, to the second."""
    return (since + (pd.Timestamp(end_on) - since) * rng.random(len(since))).dt.floor("s")


def write_contacts(rng: np.random.Generator, people: pd.DataFrame, end_on: datetime.date, path: Path) -> None:
    """The CRM's list of people: numbers in three notations, some e-mail addresses in capitals."""
    known = people[people["in_crm"]].reset_index(drop=True)
    count = len(known)
    phones = [
        ("+86 {}-{}-{}", "{} {} {}", "{}{}{}")[nth % 3].format(phone[:3], phone[3:7], phone[7:])
        for nth, phone in enumerate(known["phone"])
    ]
    emails = known["email"].where(known.index % 4 > 0, known["email"].str.upper())
    days = pd.to_timedelta(rng.integers(1, 30, size=count), unit="D")
    latest = pd.Timestamp(end_on) - pd.Timedelta(days=1)
    office_hours = pd.to_timedelta(rng.integers(9 * 3600, 18 * 3600, size=count), unit="s")
    opened = (known["registered_at"] + days).dt.normalize().clip(upper=latest) + office_hours
    age = end_on.year - known["birth_on"].dt.year
    work = np.where(age < 24, "学生", np.where(age > 58, "退休", rng.choice(OCCUPATIONS, size=count)))
    frame = pd.DataFrame(
        {
            "客户编号": "KH" + opened.rank(method="first").astype(int).map("{:05d}".format),
            "姓名": known["full_name"],
            "手机": np.where(rng.random(count) < 0.9, phones, ""),
            "邮箱": emails.where(rng.random(count) < 0.6, ""),
            "性别": known["gender"].map({"female": "女", "male": "男"}).where(rng.random(count) < 0.9, ""),
            "出生日期": known["birth_on"].dt.strftime("%Y-%m-%d").where(rng.random(count) < 0.6, ""),
            "职业": work,
            "城市": known["city"],
            "省份": known["region"],
            "客户来源": rng.choice(LEAD_SOURCES, size=count),
            "创建时间": opened.dt.strftime("%Y-%m-%d %H:%M:%S"),
            "修改时间": _between(rng, opened, end_on).dt.strftime("%Y-%m-%d %H:%M:%S"),
        }
    ).sort_values("客户编号", ignore_index=True)
    born, moved, repeated = rng.choice(count, size=3, replace=False)
    frame.loc[born, "出生日期"] = f"{end_on.year - 200}-04-12"
    again = frame.loc[[moved]].assign(城市="昆明", 省份="云南省")
    frame = pd.concat([frame, again, frame.loc[[repeated]]])
    frame.to_csv(path, sep=";", index=False, encoding="gb18030", lineterminator="\r\n")


def write_customers(
    rng: np.random.Generator, people: pd.DataFrame, end_on: datetime.date, path: Path
) -> None:
    """The shop's accounts; who never ordered has no delivery address."""
    second = people[people["second_account"] != ""]
    second = second.assign(
        account=second["second_account"], registered_at=second["second_at"], shop_email=False
    )
    accounts = pd.concat([people[people["in_shop"]], second]).sort_values("registered_at", ignore_index=True)
    count = len(accounts)
    nameless = accounts.index[accounts["kind"] == "visitor"][: CASES["customers"]["missing_key"].count]
    ordered = ~accounts["kind"].isin(NEVER_BUY)
    frame = pd.DataFrame(
        {
            "会员ID": accounts["account"].mask(accounts.index.isin(nameless), ""),
            "姓名": accounts["full_name"],
            "Email": accounts["email"].where(accounts["shop_email"], ""),
            "手机号": accounts["phone"].where(accounts["shop_phone"], ""),
            "性别": accounts["gender"].map({"female": "F", "male": "M"}).where(rng.random(count) < 0.8, "U"),
            "生日": accounts["birth_on"].dt.strftime("%Y/%m/%d").where(rng.random(count) < 0.6, ""),
            "收货城市": accounts["city"].where(ordered, ""),
            "收货省份": accounts["region"].where(ordered, ""),
            "注册时间": accounts["registered_at"].dt.strftime(STAMP),
            "最后修改": _between(rng, accounts["registered_at"], end_on).dt.strftime(STAMP),
        }
    )
    frame.to_csv(path, index=False, encoding="utf-8-sig")


def write_products(goods: pd.DataFrame, path: Path) -> None:
    """The shop's articles and the gift, with nested category and price."""
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


def write_orders(
    rng: np.random.Generator, orders: pd.DataFrame, people: pd.DataFrame, end_on: datetime.date, path: Path
) -> None:
    """The shop's orders, as their cases demand, and repeated rows at the end."""
    who = people.loc[orders["person"]].reset_index(drop=True)
    case = orders["case"]
    emails = who["email"].where(orders.index % 2 == 0, who["email"].str.upper())
    gives_phone = who["shop_phone"] & (rng.random(len(orders)) < 0.6) & (orders["channel"] != "门店")
    phones = who["phone"].where(gives_phone & ~case.str.startswith("guest"), "")
    frame = pd.DataFrame(
        {
            "订单编号": orders["number"],
            "会员ID": orders["account"],
            "联系邮箱": emails.where(case.isin(["guest_known_email", "guest_new_email"]), ""),
            "联系电话": phones.mask(case == "guest_known_phone", "+86 " + who["phone"]),
            "下单时间": orders["at"].dt.strftime(STAMP),
            "渠道": orders["channel"],
            "支付方式": orders["payment"].mask(case == "guest_unknown", "现金"),
            "币种": "CNY",
            "备注": np.where(rng.random(len(orders)) < 0.05, "放快递柜, 谢谢", ""),
        }
    )
    future = max(end_on, datetime.date.today()) + datetime.timedelta(days=400)
    frame.loc[case == "in_the_future", "下单时间"] = f"{future:%Y/%m/%d} 10:20:00"
    frame.loc[case == "unparsable_date", "下单时间"] = f"{end_on.year}/13/45 10:20:00"
    frame.loc[case == "missing_key", "订单编号"] = ""
    frame.loc[case == "test_order", "备注"] = "TEST"
    frame.loc[case == "unknown_currency", "币种"] = "XXQ"
    frame.loc[case == "foreign_currency", ["币种", "支付方式"]] = ["USD", "PayPal"]
    again = frame[case == "conflicting_key"].assign(支付方式="货到付款")
    text = pd.concat([frame, frame[case == "exact_repeat"], again]).to_csv(index=False, lineterminator="\n")
    for number in orders.loc[case == "short_line", "number"]:
        text = re.sub(rf"^({number}(?:,[^,\n]*){{3}}).*$", r"\1", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def write_lines(orders: pd.DataFrame, lines: pd.DataFrame, path: Path) -> None:
    """The lines of the orders, with gifts, an adjustment and a repeated row."""
    prices = ["unit_price", "list_price", "unit_cost"]
    lines = lines.assign(case=orders["case"].to_numpy()[lines["order"]])
    alone = lines["case"].isin(["gift_only", "test_order"])
    lines = lines[~alone | ~lines.duplicated("order")].copy()
    values = {
        "gift_only": (GIFT["sku"], 1, 0, GIFT["list_price"], GIFT["unit_cost"]),
        "test_order": ("TEST-00", 1, 100, 100, 0),
    }
    for case, row in values.items():
        lines.loc[lines["case"] == case, ["sku", "quantity", *prices]] = row
    lines.loc[lines["case"] == "foreign_currency", prices] //= 7
    plain = lines[lines["case"] == ""]
    amounts = (plain["quantity"] * plain["unit_price"]).groupby(plain["order"]).sum()
    given = amounts.nlargest(CASES["order_lines"]["gift"].count - CASES["orders"]["gift_only"].count).index
    extra = pd.DataFrame(
        {"order": given, "quantity": 1, "unit_price": 0} | {key: GIFT[key] for key in ("sku", *prices[1:])}
    )
    mended = amounts.index.difference(given)[-20]
    adjustment = pd.DataFrame({"order": [mended], "sku": ["ADJ"], "quantity": [1], "unit_price": [-2000]})
    frame = pd.concat([lines, extra, adjustment]).sort_values("order", kind="stable", ignore_index=True)
    frame["line_no"] = frame.groupby("order").cumcount() + 1
    frame = pd.concat([frame, frame.iloc[[len(frame) // 2]]])
    table = {
        "order_no": pa.array(orders["number"].to_numpy()[frame["order"]], pa.string()),
        "line_no": pa.array(frame["line_no"], pa.int32()),
        "sku": pa.array(frame["sku"], pa.string()),
        "qty": pa.array(frame["quantity"], pa.int32()),
    }
    for name, column in zip(("deal_price", "tag_price", "cost_price"), prices, strict=True):
        table[name] = pa.array([_yuan(fen) for fen in frame[column]], pa.decimal128(12, 2))
    pq.write_table(pa.table(table), path)


def _yuan(fen: float) -> Decimal | None:
    return None if pd.isna(fen) else Decimal(int(fen)).scaleb(-2)


def write_returns(orders: pd.DataFrame, back: pd.DataFrame, path: Path) -> None:
    """The shop's cancellations and returns; on some the clerk left out the order, on one the customer too."""
    day = back["at"].dt.strftime("%Y%m%d")
    bought = orders.loc[back["order"]].reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "退单号": "TH" + day + (back.groupby(day).cumcount() + 1).map("{:03d}".format),
            "类型": back["kind"],
            "原订单号": bought["number"],
            "会员ID": bought["account"],
            "SKU": back["sku"],
            "登记时间": back["at"].dt.strftime(STAMP),
            "数量": back["quantity"],
            "退款金额": [f"{_yuan(fen)}" for fen in back["amount"]],
            "币种": "CNY",
            "原因": back["reason"],
        }
    )
    forgotten = frame.index[frame["类型"] == "退货"][3::7][: CASES["returns"]["without_order"].count]
    frame.loc[forgotten, "原订单号"] = ""
    frame.loc[forgotten[:1], "会员ID"] = ""
    frame.to_csv(path, index=False, encoding="utf-8")


def write_events(
    rng: np.random.Generator, people: pd.DataFrame, goods: pd.DataFrame, events: pd.DataFrame, path: Path
) -> None:
    """The tracker's events in UTC, two of them broken, some sent twice."""
    articles = goods.set_index("sku")
    sent_at = (events["at"] - pd.Timedelta(hours=8)).dt.strftime("%Y-%m-%dT%H:%M:%S.%f").str[:-3] + "Z"
    accounts = people["account"].reindex(events["person"]).to_numpy()
    lines = []
    for event, stamp, account in zip(events.to_dict("records"), sent_at, accounts, strict=True):
        row = {"eventId": event["key"], "eventName": event["action"], "timestamp": stamp}
        row |= {"anonymousId": event["device"], "sessionId": event["session"], "platform": event["platform"]}
        if event["person"] >= 0:
            row["userId"] = account
        article = articles.loc[event["sku"]]
        if event["action"] in ("productView", "addToFavorites", "addToCart"):
            row["properties"] = {"sku": event["sku"], "categoryName": article["category"]}
        elif event["action"] == "siteSearch":
            row["properties"] = {"keyword": article["title"].split()[0]}
        lines.append(json.dumps(row, ensure_ascii=False))
    cases = CASES["events"]
    picked = rng.choice(
        len(lines), size=cases["broken_line"].count + cases["exact_repeat"].count, replace=False
    )
    for nth, at in enumerate(picked):
        is_broken = nth < cases["broken_line"].count
        lines[at] = lines[at][: len(lines[at]) // 2] if is_broken else f"{lines[at]}\n{lines[at]}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
