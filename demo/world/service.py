"""What people ask and complain about."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world.people import NEVER
from demo.world.rhythm import DAY, Span, opening_hours, seconds_of_day

CATEGORIES = ("物流", "商品质量", "退换货", "发票", "使用咨询", "优惠活动")
CHANNELS = ("phone", "chat", "email")
BY_ACCOUNT, BY_PHONE, BY_EMAIL = range(3)
# by category: what people write who ask, and who complain
TEXTS = (
    (
        "请问快递到哪里了?;什么时候能发货;可以改一下收货地址吗;包裹显示签收但我没收到, 麻烦查一下",
        "物流太慢了, 等了一个星期;快递把包装都压坏了, 很失望;一直说在派送, 结果还是没到",
    ),
    (
        "这个是正品吗, 有检测报告吗;保质期到什么时候;颜色和图片有一点差别, 正常吗",
        "质量太差, 用了两次就坏了;收到的东西有异味, 不敢用;和描述完全不一样, 要求赔偿",
    ),
    (
        "想换大一码, 怎么操作;七天无理由退货运费谁出;退款多久到账",
        "退货已经两周了还没退款;客服推来推去, 不给退;上门取件约了三次都没来",
    ),
    (
        "麻烦开一张电子发票;发票抬头填错了, 能重开吗;需要增值税专用发票",
        "发票开了一个月还没有;抬头又错了, 耽误报销",
    ),
    (
        "第一次用, 怎么连接手机;老人用哪一款合适;有没有视频教程;一天吃几粒比较好",
        "说明书根本看不懂, 打电话也没人接;按客服说的做还是不能用",
    ),
    (
        "优惠券为什么用不了;今天下单双11还能保价吗;会员积分怎么兑换",
        "刚买完就降价, 太坑了;说好的满减没有减, 骗人",
    ),
)


def tickets(
    rng: np.random.Generator, who: pd.DataFrame, bought: pd.DataFrame, back: pd.DataFrame, span: Span
) -> pd.DataFrame:
    """One row per ticket, by time: person, opened, closed, rated (seconds; beyond the end: not yet), channel,
    category, text (number within category and tone), is_complaint, known_by, score (1 to 5, 0: not rated).

    Some orders and many returns lead to one; many who are about to leave for good complain first.
    """
    about = bought[rng.random(len(bought)) < 0.03]
    asked_at = about["at"].to_numpy() + rng.integers(2 * 3600, 6 * DAY, len(about))
    asks = _ticket(rng, about["person"].to_numpy(), asked_at, 0.12)
    returned = back[rng.random(len(back)) < 0.22]
    person = bought["person"].to_numpy()[returned["order"]]
    sent_at = returned["at"].to_numpy() + rng.integers(600, 2 * DAY, len(returned))
    sends = _ticket(rng, person, sent_at, 0.4)
    sends["category"] = 2
    frame = pd.concat([asks, sends, _farewells(rng, who)], ignore_index=True)
    left = who["left"].to_numpy()[frame["person"]] * DAY
    frame = frame[(frame["opened"] >= 0) & (frame["opened"] < np.minimum(left, span.seconds))]
    frame = frame.sort_values(["opened", "person"], ignore_index=True)
    return _handled(rng, frame)


def _ticket(
    rng: np.random.Generator, person: np.ndarray, at: np.ndarray, complaint_share: float
) -> pd.DataFrame:
    count = len(person)
    second = opening_hours(seconds_of_day(rng, np.full(count, 15.0), habit=0.3))
    # nobody asks about what has not happened yet
    frame = pd.DataFrame({"person": person, "opened": np.maximum(at // DAY * DAY + second, at)})
    frame["category"] = rng.choice(6, size=count, p=[0.34, 0.14, 0.16, 0.08, 0.16, 0.12])
    frame["is_complaint"] = rng.random(count) < complaint_share
    return frame


def _farewells(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Complaints in the weeks before people leave for good."""
    left = who["left"].to_numpy()
    stay = left - np.maximum(who["joined"].to_numpy(), 0)
    person = np.flatnonzero((left < NEVER) & (stay > 30) & (who["kind"] == 0) & (rng.random(len(who)) < 0.22))
    at = (left[person] - rng.integers(2, 28, len(person))) * DAY
    return _ticket(rng, person, at, 0.85)


def _handled(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    count = len(frame)
    complains = frame["is_complaint"].to_numpy()
    frame["closed"] = (
        frame["opened"] + rng.gamma(1.5, np.where(complains, 20, 7) * 3600, count).astype(int) + 300
    )
    rates = rng.random(count) < 0.52
    frame["rated"] = np.where(rates, frame["closed"] + rng.integers(60, 2 * DAY, count), NEVER * DAY)
    mood = np.where(complains, 1.7, 4.3) + rng.normal(0, 0.8, count)
    frame["score"] = np.where(rates, np.clip(np.rint(mood), 1, 5), 0).astype(int)
    frame["channel"] = rng.choice(len(CHANNELS), size=count, p=[0.3, 0.6, 0.1])
    frame["known_by"] = np.where(
        frame["channel"] == 1, BY_ACCOUNT, frame["channel"].map({0: BY_PHONE, 2: BY_EMAIL})
    )
    frame["text"] = rng.integers(0, 12, count)
    return frame
