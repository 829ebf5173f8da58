"""The kinds of people in the made-up world: how old, how often, for what, at which price, at which hour."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

PERSONAS = pd.DataFrame(
    [
        ("young_mother", "宝妈", "Young mothers", 0.19, 1.0, 31, 4, 23, 42, 7.4, 0.09, 1500, 0.50, 21.5, 1.0),
        ("student", "学生党", "Students", 0.15, 0.58, 20.5, 1.8, 18, 25, 4.8, 0.16, 900, 0.66, 22.8, 0.6),
        ("silver", "银发族", "Silver-haired", 0.16, 0.72, 61, 5, 52, 76, 5.4, 0.08, 1900, 0.52, 8.6, 0.5),
        ("tech", "科技达人", "Tech enthusiasts", 0.14, 0.22, 30, 5, 21, 45, 4.4, 0.13, 1300, 0.32, 20.6, 1.1),
        ("gourmet", "美食家", "Gourmets", 0.17, 0.52, 39, 8, 25, 60, 6.8, 0.08, 1700, 0.22, 17.6, 0.9),
        (
            "bargain_hunter",
            "羊毛党",
            "Bargain hunters",
            0.19,
            0.62,
            38,
            9,
            22,
            62,
            5.0,
            0.19,
            850,
            0.84,
            12.4,
            1.3,
        ),
    ],
    # orders a year is the median; `once` is the share that buys a single time; `stay_days` the mean of the
    # others; the hour is the middle of the preferred ones; `festive` how much festivals count
    columns=[
        "persona",
        "name_zh",
        "name_en",
        "share",
        "female_share",
        "age",
        "age_spread",
        "youngest",
        "oldest",
        "orders_per_year",
        "once",
        "stay_days",
        "price_sensitivity",
        "hour",
        "festive",
    ],
)
HABITS = pd.DataFrame(
    [
        # visits per order, pull to dear goods, and shares of orders by channel
        ("young_mother", 1.6, 0.05, 0.58, 0.22, 0.08, 0.12),
        ("student", 2.0, -0.35, 0.38, 0.50, 0.08, 0.04),
        ("silver", 0.6, -0.05, 0.40, 0.05, 0.05, 0.50),
        ("tech", 2.6, 0.45, 0.14, 0.42, 0.36, 0.08),
        ("gourmet", 1.3, 0.35, 0.38, 0.24, 0.12, 0.26),
        ("bargain_hunter", 2.2, -0.30, 0.48, 0.32, 0.10, 0.10),
    ],
    columns=["persona", "visits_per_order", "dearness", "小程序", "APP", "PC", "门店"],
)
CHANNELS = ("小程序", "APP", "PC", "门店")
STORE = CHANNELS.index("门店")
CHANNEL_SHARES = HABITS[list(CHANNELS)].to_numpy()
CATEGORY_SHARES = {
    "young_mother": {"母婴": 40, "童装玩具": 22, "家居日用": 14, "食品生鲜": 10, "服饰": 8, "美妆个护": 6},
    "student": {"零食": 28, "美妆个护": 22, "服饰": 18, "图书文具": 18, "数码": 14},
    "silver": {"健康养生": 38, "茶酒": 20, "食品生鲜": 16, "家居日用": 14, "服饰": 12},
    "tech": {"数码": 52, "运动户外": 20, "零食": 10, "图书文具": 10, "家居日用": 8},
    "gourmet": {"食品生鲜": 36, "厨具": 24, "茶酒": 16, "零食": 14, "家居日用": 10},
    "bargain_hunter": {"家居日用": 38, "服饰": 20, "零食": 16, "食品生鲜": 14, "美妆个护": 12},
}
INTERESTS = {
    "young_mother": "亲子活动 早教 儿童绘本 辅食 亲子游",
    "student": "追剧 穿搭 考研 二次元 校园跑",
    "silver": "广场舞 养生 书法 旅行团 合唱",
    "tech": "数码评测 游戏 智能家居 骑行 摄影",
    "gourmet": "烘焙 探店 咖啡 露营 红酒",
    "bargain_hunter": "拼团 优惠券 收纳 断舍离 团购",
}
OCCUPATIONS = {
    "young_mother": "全职妈妈 会计 教师 护士 行政",
    "student": "学生",
    "silver": "退休",
    "tech": "工程师 程序员 产品经理 设计师",
    "gourmet": "医生 律师 设计师 个体经营 销售",
    "bargain_hunter": "行政 客服 个体经营 司机 公务员",
}


def trait(name: str, persona: np.ndarray) -> np.ndarray:
    """The persona's value of a column, for each of many persons given by persona number."""
    frame = PERSONAS if name in PERSONAS else HABITS
    return frame[name].to_numpy()[persona]


def category_shares(categories: Iterable[str], evenness: float = 1) -> np.ndarray:
    """Shares of what a persona buys, personas × categories, rows adding to 1; below 1 evens them out."""
    names = list(categories)
    rows = np.array([[CATEGORY_SHARES[key].get(name, 0) for name in names] for key in PERSONAS["persona"]])
    shares = rows.astype(float) ** (1 / evenness)
    return shares / shares.sum(axis=1, keepdims=True)


class Choice:
    """Draws a column for each of many personas; `shares` is personas × columns, rows adding to 1."""

    def __init__(self, shares: np.ndarray) -> None:
        # persona p takes the interval from p to p + 1
        self._edges = (np.arange(len(shares))[:, None] + shares.cumsum(axis=1)).ravel()
        self._columns = shares.shape[1]

    def draw(self, rng: np.random.Generator, persona: np.ndarray) -> np.ndarray:
        """Number of a column per persona number."""
        place = persona + np.minimum(rng.random(len(persona)), 1 - 1e-9)
        return np.searchsorted(self._edges, place, side="right") - persona * self._columns
