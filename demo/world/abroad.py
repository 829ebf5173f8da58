"""Money and places beyond the shop: what foreign orders are paid in, rates, regions, holidays."""

from __future__ import annotations

import numpy as np

from demo.world.history import Chapter
from demo.world.personas import STORE
from demo.world.rhythm import DAY, SPRING_FESTIVALS, Span
from demo.world.writing import scrambled

CURRENCIES = ("CNY", "HKD", "USD")
_YUAN = np.array([1.0, 0.91, 7.12])  # for one unit, in the middle of its ups and downs
_SHARES = (4, 2)  # of a thousand orders not placed in stores: Hong Kong dollars, US dollars
# code, name, English name, gross domestic product and disposable income per inhabitant (2023, yuan)
REGIONS = """
110000 北京市 Beijing 200278 81752;120000 天津市 Tianjin 122752 51271
130000 河北省 Hebei 59332 32903;140000 山西省 Shanxi 73675 30924
150000 内蒙古自治区 Inner-Mongolia 102677 38130;210000 辽宁省 Liaoning 72107 37992
220000 吉林省 Jilin 57739 29797;230000 黑龙江省 Heilongjiang 51563 29694
310000 上海市 Shanghai 190321 84834;320000 江苏省 Jiangsu 150487 52674
330000 浙江省 Zhejiang 125043 63830;340000 安徽省 Anhui 76830 34893
350000 福建省 Fujian 129865 45426;360000 江西省 Jiangxi 71216 34242
370000 山东省 Shandong 90771 39890;410000 河南省 Henan 60073 29933
420000 湖北省 Hubei 95538 35146;430000 湖南省 Hunan 75938 35895
440000 广东省 Guangdong 106985 49327;450000 广西壮族自治区 Guangxi 54005 29514
460000 海南省 Hainan 72958 33192;500000 重庆市 Chongqing 94135 37595
510000 四川省 Sichuan 71835 32514;520000 贵州省 Guizhou 54172 27098
530000 云南省 Yunnan 64107 28421;540000 西藏自治区 Tibet 65642 28983
610000 陕西省 Shaanxi 85448 32128;620000 甘肃省 Gansu 47867 25011
630000 青海省 Qinghai 63903 28587;640000 宁夏回族自治区 Ningxia 72957 31604
650000 新疆维吾尔自治区 Xinjiang 73774 28947
"""
MEAN_INCOME = 39218
HOLIDAYS = (
    ((1, 1), "元旦"),
    ((4, 5), "清明节"),
    ((5, 1), "劳动节"),
    ((10, 1), "国庆节"),
    ((10, 2), "国庆节"),
)


def currencies(chapter: Chapter) -> np.ndarray:
    """Number of the currency each order is paid in."""
    orders = chapter.orders
    place = scrambled(orders["at"].to_numpy() * 17 + orders["person"].to_numpy() * 7) % np.uint64(1000)
    foreign = np.where(place < _SHARES[0], 1, np.where(place < sum(_SHARES), 2, 0))
    return np.where(orders["channel"].to_numpy() == STORE, 0, foreign)


def rate(span: Span, day: np.ndarray, currency: np.ndarray) -> np.ndarray:
    """Yuan for one unit on days of the world, with four decimals."""
    since = day + (span.opening - np.datetime64("2000-01-01")).astype(int)
    wave = 1 + 0.02 * np.sin(since / 61) + 0.004 * np.sin(since / 7)
    return np.where(currency == 0, 1.0, np.round(_YUAN[currency] * wave, 4))


def in_currency(span: Span, chapter: Chapter, order: np.ndarray, fen: np.ndarray) -> np.ndarray:
    """Fen of these orders in hundredths of the currency they are paid in."""
    day = chapter.orders["at"].to_numpy()[order] // DAY
    return np.rint(fen / rate(span, day, currencies(chapter)[order])).astype(np.int64)


def paid_in_currency(span: Span, chapter: Chapter) -> np.ndarray:
    """Hundredths of the currency per payment; the first one of an order takes what rounding leaves."""
    payments, lines = chapter.payments, chapter.lines
    order, amount = payments["order"].to_numpy(), payments["amount"].to_numpy()
    paid = in_currency(span, chapter, order, amount)
    each = in_currency(span, chapter, lines["order"].to_numpy(), lines["unit_price"].to_numpy())
    size = len(chapter.orders)
    due = np.bincount(lines["order"], each * lines["quantity"].to_numpy(), size).astype(np.int64)
    first = np.unique(order, return_index=True)[1]
    rest = due - np.bincount(order, paid, size).astype(np.int64)
    paid[first] += np.where(currencies(chapter)[order[first]] > 0, rest[order[first]], 0)
    return paid


def regions() -> list[list[str]]:
    """Code, name, English name, gross domestic product and disposable income of every province."""
    return [line.split() for lines in REGIONS.split("\n") for line in lines.split(";") if line]


def holidays(span: Span) -> list[tuple[str, str, bool]]:
    """Day, name, and whether people work on it, of the years of the history, by day."""
    first, last = str(span.opening)[:4], span.end_on.year
    found = [
        (f"{year}-{month:02d}-{day:02d}", name, False)
        for year in range(int(first), last + 1)
        for (month, day), name in HOLIDAYS
    ]
    for festival in SPRING_FESTIVALS.split():
        if first <= festival[:4] <= str(last):
            days = np.datetime64(festival) + np.arange(-1, 6)
            found += [(str(day), "春节", False) for day in days]
            # people work on the Saturday before for a longer holiday
            found.append((str(days[0] - (days[0].astype(int) + 5) % 7 - 1), "春节", True))
    return sorted(found)
