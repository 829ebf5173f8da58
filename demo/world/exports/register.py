"""The shop's register: accounts as CSV with byte order mark, nested articles as JSON lines."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from demo.world import names
from demo.world.catalogue import CATEGORIES
from demo.world.circle import person_keys
from demo.world.exports.desk import Desk
from demo.world.known_as import phone_at
from demo.world.people import BROWSER
from demo.world.personas import STORE
from demo.world.writing import taken, words

GIFT_ARTICLE = ("ZP-001", "试用装", "赠品", "拾光", 990, 310)
UNION = 2  # salt of the keys by which WeChat knows people
CUSTOMERS = """
select
    case when awkward <> 'half_saved' then 'M' || number end as "会员ID",
    full_name as "姓名",
    case when has_email then email end as "Email",
    case awkward when 'wide_phone' then translate(phone::varchar, '0123456789', '０１２３４５６７８９')
        else case when has_phone then phone::varchar end end as "手机号",
    if(tells_gender, if(is_female, 'F', 'M'), 'U') as "性别",
    case when tells_birth then strftime(birth_on, '%Y/%m/%d') end as "生日",
    case when has_ordered then city end as "收货城市",
    case when has_ordered then region end as "收货省份",
    case when tells_address then address end as "收货地址",
    strftime(registered, '%Y/%m/%d %H:%M:%S') as "注册时间",
    strftime(updated, '%Y/%m/%d %H:%M:%S') as "最后修改",
    case when by_wechat then 'oU' || lower(hex(union_key, 16)) end as "UnionID",
    case when referrer > 0 then 'M' || referrer end as "推荐人"
from rows
"""
PRODUCTS = """{
    'sku': sku,
    'title': title,
    'category': {'code': sku[1:2], 'name': category},
    'brand': brand,
    'price': {'list': yuan(list_price), 'cost': yuan(unit_cost), 'currency': 'CNY'}
}"""


def write(desk: Desk) -> None:
    """customers.csv and products.jsonl, which hold for the whole world."""
    rng, who, span = desk.draw("shop"), desk.world.who, desk.world.span
    opened = desk.world.accounts
    person, count = opened["person"].to_numpy(), len(opened)
    known = who.iloc[person]
    registered = opened["registered"].to_numpy()
    # a third does not tell the shop of a new number
    moment = np.where(rng.random(count) < 0.65, span.seconds, registered)
    typed = opened["typed_phone"].to_numpy()
    city_names, regions, _ = names.cities()
    columns = {
        "number": opened["number"],
        "full_name": known["full_name"],
        "email": opened["typed_email"].fillna(pd.Series(known["email"].to_numpy())),
        "has_email": opened["has_email"] | opened["typed_email"].notna(),
        "phone": np.where(typed > 0, typed, phone_at(who, person, moment)),
        "has_phone": opened["has_phone"] | (typed > 0),
        "is_female": known["is_female"],
        "tells_gender": rng.random(count) < 0.78,
        "birth_on": known["birth_on"].to_numpy().astype("datetime64[D]"),
        "tells_birth": rng.random(count) < 0.5,
        "city": words(known["city"], city_names),
        "region": words(known["city"], regions),
        "has_ordered": known["kind"] != BROWSER,
        "address": names.addresses(known["home"].to_numpy()),
        "tells_address": (known["kind"] != BROWSER) & (known["channel"] != STORE),
        "registered": span.stamps(registered),
        "updated": span.stamps(registered + ((span.seconds - registered) * rng.random(count)).astype(int)),
        **_wechat(desk, opened, person),
    }
    take, cases = desk.awkward.rows(rng, "customers", count)
    path = desk.path("shop", "customers", "csv")
    desk.scribe.csv(taken(columns, take, awkward=cases), CUSTOMERS, path, encoding="utf-8-sig")
    _write_products(desk)


def _wechat(desk: Desk, opened: pd.DataFrame, person: np.ndarray) -> dict[str, object]:
    """By whom people were sent, and who they are to WeChat: the mini-program and the app know."""
    rng, number = desk.draw("referrals"), opened["number"].to_numpy()
    referrer = referrers(rng, opened)
    channel = desk.world.who["channel"].to_numpy()[person]
    tells = (channel <= 1) & ~opened["is_second"].to_numpy() & (rng.random(len(opened)) < 0.85)
    return {
        "by_wechat": tells,
        "union_key": person_keys(0, person, UNION),
        "referrer": np.where(referrer >= 0, number[referrer], 0),
    }


def referrers(rng: np.random.Generator, opened: pd.DataFrame) -> np.ndarray:
    """The row of the earlier account whose holder sent the one of each account; -1 for nobody."""
    row = np.arange(len(opened))
    earlier = (rng.random(len(opened)) * row).astype(int)
    is_sent = (rng.random(len(opened)) < 0.06) & ~opened["is_second"].to_numpy()
    return np.where(is_sent & (row > 50), earlier, -1)


def _write_products(desk: Desk) -> None:
    goods = desk.world.goods
    frame = goods.assign(category=np.array(list(CATEGORIES))[goods["category"]]).drop(
        columns=["fame", "launched"]
    )
    frame.loc[len(frame)] = GIFT_ARTICLE
    plain = pa.array([""] * len(frame))
    rows = taken({name: frame[name] for name in frame}, np.arange(len(frame)), awkward=plain)
    desk.scribe.json_lines(rows, PRODUCTS, desk.path("shop", "products", "jsonl"))
