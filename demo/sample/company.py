"""What happens in the sample company: people, orders, lines and returns, before any system writes them down.

Stamps are naive Beijing time, prices whole fen. Every function draws only from the generator it is given.
"""

from __future__ import annotations

import datetime
import re

import numpy as np
import pandas as pd

from demo.return_reasons import REASONS

SPAN = 425  # days of history
KINDS = pd.DataFrame(
    [
        ("regular", 24, 1.0, 36, 0.0, 0.15, 0.6),
        ("heavy", 5, 0.3, 19, 0.7, 0.10, 1.0),
        ("weekend", 8, 1.0, 30, 0.1, 0.20, 0.5),
        ("hunter", 8, 0.9, 34, -0.6, 0.90, 0.4),
        ("returner", 5, 0.6, 34, 0.3, 0.25, 0.6),
        ("quitter", 14, 0.6, 26, 0.0, 0.20, 0.6),
        ("occasional", 14, 0.9, 110, 0.2, 0.25, 0.5),
        ("once", 12, 1.0, 1e6, -0.2, 0.35, 0.3),
        ("edge", 2, 1.0, 1e6, 0.0, 0.00, 0.0),
        ("guest", 5, 0.95, 1e6, 0.0, 0.20, 0.0),
        ("visitor", 10, 1.0, 1e6, 0.0, 0.00, 0.2),
        ("intent", 8, 1.0, 1e6, 0.0, 0.00, 0.5),
        ("lead", 10, 1.0, 1e6, 0.0, 0.00, 1.0),
    ],
    # how many; latest start as a share of the span; mean days between orders; pull to dear goods;
    # shares of lines bought below list price and of people in the CRM
    columns=["kind", "people", "starts_by", "gap_days", "pull", "offer_share", "crm_share"],
)
NEVER_BUY = ("visitor", "intent", "lead")
WEEKDAYS = [0.12, 0.12, 0.13, 0.13, 0.17, 0.18, 0.15]  # Monday first
HOURS = np.array([3, 1, 0, 0, 0, 0, 1, 2, 4, 6, 7, 7, 8, 7, 5, 5, 5, 5, 6, 8, 11, 12, 9, 6])
FESTIVALS = ((6, 18), (11, 11))
SURNAMES = (
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 林lin 何he 欧阳ouyang"
)
GIVEN_NAMES = {
    "female": "雨桐yutong 思琪siqi 静jing 婷ting 欣怡xinyi 晓梅xiaomei 佳慧jiahui 梦瑶mengyao 璐lu 敏min",
    "male": "伟wei 强qiang 磊lei 浩然haoran 子轩zixuan 建国jianguo 宇航yuhang 志明zhiming 鹏peng 䶮yan",
}
LATIN = (
    ("Emma Fischer", "emma.fischer", "female"),
    ("James O'Connor", "j.oconnor", "male"),
    ("José Álvarez", "jose.alvarez", "male"),
    ("Sofia Rossi", "sofia.rossi", "female"),
)
CITIES = (
    "上海/上海市 北京/北京市 杭州/浙江省 广州/广东省 深圳/广东省 "
    "成都/四川省 南京/江苏省 苏州/江苏省 武汉/湖北省 厦门/福建省"
)
CATALOGUE = {  # category, brand, prefix of the SKU: title and list price in yuan
    ("茶叶", "山前茶事", "TEA"): "西湖龙井 250g 268;正山小种 200g 158;白毫银针 100g 388;"
    "普洱熟茶饼 357g 198;茉莉花茶 150g 69;冷泡乌龙 20包 49.9",
    ("茶具", "灶上", "POT"): "紫砂壶 240ml 899;盖碗 白瓷 129;公道杯 耐热玻璃 59;"
    "旅行茶具 四件套 219;铁壶 1.2L 1680;竹茶盘 大号 328",
    ("厨具", "灶上", "KIT"): "铸铁锅 26cm 599;砧板 乌檀木 189;保温杯 480ml 139;"
    "便当盒 双层 89;厨刀 八寸 268;砂锅 3L 159;电炖盅 0.8L 239",
    ("家纺", "云织", "TEX"): "四件套 60支长绒棉 699;蚕丝被 2kg 1399;毛巾 三条装 79;"
    "浴袍 华夫格 229;抱枕 亚麻 99;地毯 羊毛 2360",
    ("家居", "拾光", "HOM"): "香薰蜡烛 雪松 118;台灯 胡桃木 369;收纳篮 藤编 88;花瓶 手工玻璃 159;"
    "挂钟 静音 129;边几 白蜡木 780;衣架 十只装 39.9",
}
CHANNELS = {"小程序": 0.42, "APP": 0.26, "PC": 0.18, "门店": 0.14}


def opening(end_on: datetime.date) -> pd.Timestamp:
    """First instant of the history that ends with the first instant of `end_on`."""
    return pd.Timestamp(end_on).as_unit("s") - pd.Timedelta(days=SPAN)


def seconds_of_day(rng: np.random.Generator, count: int) -> np.ndarray:
    """Times of day in seconds: quiet nights, a lunch peak, a higher evening peak."""
    return rng.choice(24, size=count, p=HOURS / HOURS.sum()) * 3600 + rng.integers(0, 3600, size=count)


def _names(rng: np.random.Generator, genders: np.ndarray) -> pd.DataFrame:
    """Full name, start of the e-mail address and gender per person; the first four are foreigners."""
    surnames = re.findall(r"([^a-z ]+)([a-z]+)", SURNAMES)
    given_names = {gender: re.findall(r"([^a-z ]+)([a-z]+)", text) for gender, text in GIVEN_NAMES.items()}
    weights = 1 / np.arange(2, len(surnames) + 2)
    first = rng.choice(len(surnames), size=len(genders), p=weights / weights.sum())
    second = rng.integers(0, 10, size=len(genders))
    numbers = rng.permutation(1000)
    rows = list(LATIN)
    for at in range(len(LATIN), len(genders)):
        (surname, spelt), (given, given_spelt) = surnames[first[at]], given_names[genders[at]][second[at]]
        rows.append((surname + given, f"{spelt}{given_spelt}{numbers[at]}", genders[at]))
    return pd.DataFrame(rows, columns=["full_name", "mailbox", "gender"])


def people(rng: np.random.Generator, end_on: datetime.date) -> pd.DataFrame:
    """One row per person: who they are, how to reach them, which systems know them, when they start and stop.

    `start` and `stop` count days from the opening; who never buys stops on the day of the start.
    `shop_email` and `shop_phone` say whether the shop knows the address.
    """
    kinds = KINDS.loc[KINDS.index.repeat(KINDS["people"])].reset_index(drop=True)
    kinds = kinds.loc[rng.permutation(len(kinds))].reset_index(drop=True)
    count = len(kinds)
    frame = kinds.join(_names(rng, rng.choice(["female", "male"], size=count, p=[0.58, 0.42])))
    domains = rng.choice(["example.com", "example.net", "example.org"], size=count)
    frame["email"] = [f"{box}@{domain}" for box, domain in zip(frame["mailbox"], domains, strict=True)]
    prefixes = rng.choice(["133", "136", "138", "139", "150", "158", "177", "186", "189"], size=count)
    numbers = rng.choice(10**8, size=count, replace=False)
    frame["phone"] = [f"{prefix}{number:08d}" for prefix, number in zip(prefixes, numbers, strict=True)]
    cities = [place.split("/") for place in CITIES.split()]
    homes = rng.choice(len(cities), size=count, p=np.arange(len(cities), 0, -1) / sum(range(len(cities) + 1)))
    frame[["city", "region"]] = [cities[home] for home in homes]
    ages = np.clip(rng.normal(37, 11, size=count), 19, 74)
    frame["birth_on"] = pd.Timestamp(end_on).as_unit("s") - pd.to_timedelta(
        (ages * 365.25).astype(int), unit="D"
    )
    frame["in_crm"] = rng.random(count) < frame["crm_share"]
    frame["in_shop"] = ~frame["kind"].isin(["guest", "lead"])
    frame["shop_phone"] = rng.random(count) < 0.85
    frame["shop_email"] = (rng.random(count) < 0.65) | ~frame["shop_phone"]
    frame["start"] = SPAN * frame["starts_by"] * rng.random(count) ** 0.7
    quits = frame["start"] + rng.uniform(60, 170, size=count)
    frame["stop"] = quits.where(frame["kind"] == "quitter", SPAN + 7)
    frame["stop"] = frame["stop"].mask(frame["kind"].isin(NEVER_BUY), frame["start"])
    return frame


def orders(rng: np.random.Generator, who: pd.DataFrame, end_on: datetime.date) -> pd.DataFrame:
    """One row per order in order of time: person (row of `who`), at, channel, payment.

    The two `edge` people order exactly 90 and 91 days before `end_on`, in the first and in the last second
    of the day; the latest order is placed in the last second before `end_on`.
    """
    gaps = rng.gamma(2, who["gap_days"].to_numpy()[:, None] / 2, size=(len(who), 60))
    gaps[:, 0] = 0
    days = who["start"].to_numpy()[:, None] + gaps.cumsum(axis=1)
    person, nth = np.nonzero(days < who["stop"].to_numpy()[:, None])
    kind = who["kind"].to_numpy()[person]
    day = _favoured_days(rng, days[person, nth].astype(int), kind == "weekend", end_on)
    frame = pd.DataFrame({"person": person, "channel": _channels(rng, person, len(who))})
    seconds = seconds_of_day(rng, len(frame))
    opened = 10 * 3600 + seconds % (11 * 3600)
    seconds = np.where(frame["channel"] == "门店", opened, seconds)
    edge = np.flatnonzero(kind == "edge")
    day[edge], seconds[edge] = [SPAN - 90, SPAN - 91], [0, 86399]
    frame.loc[edge, "channel"] = "APP"
    frame["at"] = opening(end_on) + pd.to_timedelta(day * 86400 + seconds, unit="s")
    frame["payment"] = rng.choice(["微信支付", "支付宝", "银行卡"], size=len(frame), p=[0.52, 0.38, 0.1])
    frame = frame[(day >= 0) & (day < SPAN)].sort_values(["at", "person"], ignore_index=True)
    frame.loc[len(frame) - 1, "at"] = pd.Timestamp(end_on) - pd.Timedelta(seconds=1)
    frame.loc[len(frame) - 1, "channel"] = "小程序"
    return frame


def _favoured_days(
    rng: np.random.Generator, day: np.ndarray, at_weekends: np.ndarray, end_on: datetime.date
) -> np.ndarray:
    """The days moved to a favoured weekday nearby, and half of those around a festival to its day."""
    first = opening(end_on)
    wish = rng.choice(7, size=len(day), p=WEEKDAYS)
    keen = at_weekends & (rng.random(len(day)) < 0.9)
    wish = np.where(keen, rng.choice([5, 6], size=len(day)), wish)
    day = day + (wish - (first.weekday() + day) + 3) % 7 - 3
    for year in range(first.year, end_on.year + 1):
        for month, number in FESTIVALS:
            festival = (pd.Timestamp(year, month, number) - first).days
            near = (np.abs(day - festival) <= 9) & (rng.random(len(day)) < 0.5) & ~keen
            if 0 <= festival < SPAN:
                day = np.where(near, festival, day)
    return day


def _channels(rng: np.random.Generator, person: np.ndarray, people_count: int) -> np.ndarray:
    """Channel per order: everybody has a favourite and keeps to it four times out of five."""
    names, shares = list(CHANNELS), list(CHANNELS.values())
    favourite = rng.choice(names, size=people_count, p=shares)[person]
    return np.where(rng.random(len(person)) < 0.8, favourite, rng.choice(names, size=len(person), p=shares))


def products(rng: np.random.Generator) -> pd.DataFrame:
    """One row per article for sale: sku, title, category, brand, list_price and unit_cost in fen."""
    rows = []
    for (category, brand, prefix), articles in CATALOGUE.items():
        for number, article in enumerate(articles.split(";"), start=1):
            title, price = article.rsplit(" ", 1)
            rows.append((f"{prefix}-{number:02d}", title, category, brand, round(float(price) * 100)))
    frame = pd.DataFrame(rows, columns=["sku", "title", "category", "brand", "list_price"])
    frame["unit_cost"] = (frame["list_price"] * rng.uniform(0.35, 0.65, size=len(frame))).astype(int)
    return frame


def lines(
    rng: np.random.Generator, bought: pd.DataFrame, who: pd.DataFrame, goods: pd.DataFrame
) -> pd.DataFrame:
    """One row per article in an order: order (row of `bought`), sku, quantity and three prices per unit."""
    festivals = [f"{month:02d}{day:02d}" for month, day in FESTIVALS]
    festive = bought["at"].dt.strftime("%m%d").isin(festivals).to_numpy()
    of = np.repeat(np.arange(len(bought)), 1 + rng.poisson(np.where(festive, 2.5, 1.0)))
    buyer = who.loc[bought["person"].to_numpy()[of]].reset_index(drop=True)
    dearness = np.log(goods["list_price"] / goods["list_price"].median()).to_numpy()
    fame = rng.normal(0, 0.8, size=len(goods))
    wish = fame + np.outer(buyer["pull"] - 0.3, dearness) + rng.gumbel(size=(len(of), len(goods)))
    frame = goods.loc[wish.argmax(axis=1), ["sku", "list_price", "unit_cost"]].reset_index(drop=True)
    frame.insert(0, "order", of)
    bulk = np.where(
        (buyer["kind"] == "heavy") & (frame["list_price"] < 50000), rng.integers(1, 7, len(of)), 1
    )
    frame["quantity"] = bulk * rng.geometric(0.8, size=len(of))
    on_offer = rng.random(len(of)) < np.where(festive[of], 0.8, buyer["offer_share"])
    percent = np.where(on_offer, rng.choice([90, 85, 80, 70, 60], size=len(of)), 100)
    frame["unit_price"] = frame["list_price"] * percent // 100
    return frame.drop_duplicates(["order", "sku"], ignore_index=True)


def returns(
    rng: np.random.Generator, sold: pd.DataFrame, who: pd.DataFrame, cancellations: int, count: int
) -> pd.DataFrame:
    """One row per cancelled or returned line by time: kind, order, sku, at, quantity, amount, reason.

    `sold` holds the lines that may come back, with `at` and `person` of their order; amounts are fen.
    """
    keen = (who["kind"] == "returner").to_numpy()[sold["person"]]
    weights = np.where(keen, 40.0, 1.0) * np.sqrt(sold["unit_price"])  # dear goods come back more often
    # the smallest of exponential waits: weighted sampling without replacement for any weights
    first = np.argsort(rng.exponential(size=len(sold)) / weights.to_numpy())[: cancellations + count]
    frame = sold.iloc[rng.permutation(first)].copy()
    cancelled = np.arange(len(frame)) < cancellations
    frame["kind"] = np.where(cancelled, "取消", "退货")
    part = rng.integers(1, frame["quantity"] + 1)
    frame["quantity"] = np.where(cancelled, frame["quantity"], part)
    frame["amount"] = frame["quantity"] * frame["unit_price"]
    soon = frame["at"] + pd.to_timedelta(rng.integers(600, 30000, size=len(frame)), unit="s")
    later = rng.integers(3, 21, size=len(frame)) * 86400 + seconds_of_day(rng, len(frame))
    frame["at"] = soon.where(cancelled, frame["at"].dt.normalize() + pd.to_timedelta(later, unit="s"))
    frame["reason"] = np.where(cancelled, "未发货取消", rng.choice(REASONS, size=len(frame)))
    return frame.sort_values(["at", "order", "sku"], ignore_index=True)


def registrations(
    rng: np.random.Generator, who: pd.DataFrame, bought: pd.DataFrame, end_on: datetime.date
) -> pd.Series:
    """When each person registered: mostly minutes before the first order, else up to weeks before it."""
    count = len(who)
    hurried = rng.uniform(150, 1800, size=count)
    patient = rng.uniform(1, 45, size=count) * 86400
    lead = pd.to_timedelta(np.where(rng.random(count) < 0.6, hurried, patient).astype(int), unit="s")
    started = opening(end_on) + pd.to_timedelta(
        who["start"].astype(int) * 86400 + seconds_of_day(rng, count), unit="s"
    )
    first = bought.groupby("person")["at"].min().reindex(who.index)
    return (first - lead).fillna(started)
