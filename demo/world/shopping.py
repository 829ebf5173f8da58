"""What people buy: wishes that come with the season, orders, their lines, payments, and what comes back.

Frames hold numbers only: people by row of `who`, articles by row of the goods, prices in fen, moments in
seconds since the opening.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.return_reasons import REASONS
from demo.world.catalogue import CATEGORIES, Shelf
from demo.world.known_as import phone_at
from demo.world.people import BUYER, GUEST, LIVELIEST, does
from demo.world.personas import CHANNEL_SHARES, STORE, Choice, category_shares
from demo.world.rhythm import DAY, Rhythm, Span, is_festival, opening_hours, seconds_of_day

PAYMENTS = ("微信支付", "支付宝", "银行卡", "花呗", "现金")
PERCENTS = np.array([95, 90, 85, 80, 70, 60, 50])
GIFT = -1  # the article of a line that was given away
CANCELLED = len(REASONS)
NEWEST_SHARE = 0.6  # of the lines of early adopters


def wishes(rng: np.random.Generator, who: pd.DataFrame, rhythm: Rhythm) -> pd.DataFrame:
    """One row per order that people place of their own accord, by person and day: person, day."""
    persona, joined, left = (who[name].to_numpy() for name in ("persona", "joined", "left"))
    since, until = rhythm.busy(persona, joined + 1), rhythm.busy(persona, left)
    buys = who["kind"].isin([BUYER, GUEST]).to_numpy()
    expected = LIVELIEST * who["orders_per_year"].to_numpy() / 365 * np.maximum(until - since, 0) * buys
    person = np.repeat(np.arange(len(who)), rng.poisson(expected))
    day = rhythm.day(persona[person], since[person] + rng.random(len(person)) * (until - since)[person])
    day = _weekend(rng, who, person, day, rhythm.opening_weekday)
    within = (day > joined[person]) & (day < np.minimum(left[person], rhythm.total))
    within &= does(rng, who, person, day)
    newcomers = np.flatnonzero(buys & (joined >= 0))
    frame = pd.DataFrame(
        {
            "person": np.concatenate([person[within], newcomers]),
            "day": np.concatenate([day[within], joined[newcomers]]),
        }
    )
    return frame.sort_values(["person", "day"], ignore_index=True)


def _weekend(
    rng: np.random.Generator, who: pd.DataFrame, person: np.ndarray, day: np.ndarray, opening_weekday: int
) -> np.ndarray:
    """The days, of people who shop at weekends mostly moved to the next Saturday or Sunday."""
    keen = who["is_weekender"].to_numpy()[person] & (rng.random(len(day)) < 0.9)
    weekday = (day + opening_weekday) % 7
    ahead = np.where(weekday < 5, 5 + rng.integers(0, 2, len(day)) - weekday, 0)
    return np.where(keen, day + ahead, day)


def orders(rng: np.random.Generator, who: pd.DataFrame, wanted: pd.DataFrame, span: Span) -> pd.DataFrame:
    """One row per order, by time: person, at, channel, payment, is_guest, is_known, phone (0: none), email.

    `wanted` has person, day and campaign (-1: of their own accord). In stores some do not say who they are.
    """
    person, day = wanted["person"].to_numpy(), wanted["day"].to_numpy()
    count = len(wanted)
    favourite = who["channel"].to_numpy()[person]
    other = Choice(CHANNEL_SHARES).draw(rng, who["persona"].to_numpy()[person])
    is_first = day == who["joined"].to_numpy()[person]
    channel = np.where(is_first | (rng.random(count) < 0.75), favourite, other)
    second = seconds_of_day(rng, who["hour"].to_numpy()[person])
    second = np.where(channel == STORE, opening_hours(second), second)
    second = np.where(is_first, who["joined_second"].to_numpy()[person], second)
    frame = pd.DataFrame({"person": person, "at": day * DAY + second, "channel": channel})
    frame["campaign"] = wanted["campaign"].to_numpy()
    frame["payment"] = _payment_methods(rng, person, channel, len(who))
    luck = rng.random(count)
    frame["is_known"] = ~((channel == STORE) & ~is_first & (luck < 0.14))
    is_guest = (who["kind"].to_numpy() == GUEST)[person]
    frame["is_guest"] = is_guest | (~is_first & (channel != STORE) & (luck < 0.03))
    gives_email = np.where(is_guest, who["gives_email"].to_numpy()[person], rng.random(count) < 0.4)
    has_email = is_guest | who["shop_email"].to_numpy()[person]
    frame["email"] = frame["is_guest"] & gives_email & has_email
    tells = frame["is_guest"] & ~frame["email"]
    tells |= ~frame["is_guest"] & who["shop_phone"].to_numpy()[person] & (rng.random(count) < 0.45)
    frame["phone"] = np.where(tells & frame["is_known"], phone_at(who, person, frame["at"].to_numpy()), 0)
    return frame.sort_values(["at", "person"], ignore_index=True)


def _payment_methods(
    rng: np.random.Generator, person: np.ndarray, channel: np.ndarray, people_count: int
) -> np.ndarray:
    """Number of the payment method: everybody has a favourite; cash only in stores."""
    shares = [0.5, 0.34, 0.07, 0.09]
    favourite = rng.choice(4, size=people_count, p=shares)[person]
    method = np.where(rng.random(len(person)) < 0.85, favourite, rng.choice(4, size=len(person), p=shares))
    return np.where((channel == STORE) & (rng.random(len(person)) < 0.12), 4, method)


def lines(
    rng: np.random.Generator,
    who: pd.DataFrame,
    bought: pd.DataFrame,
    goods: pd.DataFrame,
    shelf: Shelf,
    span: Span,
) -> pd.DataFrame:
    """One row per article in an order, by order: order, line, article (GIFT: given), quantity, unit_price."""
    festive = is_festival(span, bought["at"].to_numpy() // DAY)
    of = np.repeat(np.arange(len(bought)), 1 + rng.poisson(np.where(festive, 1.9, 0.85)))
    person = bought["person"].to_numpy()[of]
    category = wanted_categories(rng, who, person, 0.6)
    day = bought["at"].to_numpy()[of] // DAY
    article = shelf.pick(rng, category, who["dearness"].to_numpy()[person], day)
    newest = shelf.newest(day)
    is_tempted = who["is_early"].to_numpy()[person] & (rng.random(len(of)) < NEWEST_SHARE)
    article = np.where(is_tempted & (newest >= 0), newest, article)
    frame = pd.DataFrame({"order": of, "article": article}).drop_duplicates(ignore_index=True)
    of, article = frame["order"].to_numpy(), frame["article"].to_numpy()
    person = bought["person"].to_numpy()[of]
    by_category = np.array([row[4] for row in CATEGORIES.values()])
    more = by_category[goods["category"].to_numpy()[article]]
    frame["quantity"] = np.where(rng.random(len(frame)) < more, 1 + rng.geometric(0.6, len(frame)), 1)
    coupon = bought["campaign"].to_numpy()[of] >= 0
    sensitivity = who["price_sensitivity"].to_numpy()[person]
    chance = 0.03 + 0.68 * sensitivity + 0.35 * festive[of] + 0.25 * coupon
    percent = np.where(rng.random(len(frame)) < chance, _percents(rng, sensitivity), 100)
    list_price = goods["list_price"].to_numpy()[article]
    # prices end in whole jiao
    frame["unit_price"] = list_price * percent // 1000 * 10
    frame["unit_price"] = frame["unit_price"].where(percent < 100, list_price)
    return _numbered(_with_gifts(rng, frame, len(bought)))


def wanted_categories(
    rng: np.random.Generator, who: pd.DataFrame, person: np.ndarray, faithful: float
) -> np.ndarray:
    """Number of a category per wish: so often the preferred one, else one of the persona's."""
    other = Choice(category_shares(CATEGORIES)).draw(rng, who["persona"].to_numpy()[person])
    return np.where(rng.random(len(person)) < faithful, who["category"].to_numpy()[person], other)


def _percents(rng: np.random.Generator, sensitivity: np.ndarray) -> np.ndarray:
    """Percent of the list price that is paid: who is sensitive finds the deeper cuts."""
    place = rng.random(len(sensitivity)) ** (1.8 - 1.2 * sensitivity)
    return PERCENTS[(place * len(PERCENTS)).astype(int)]


def _with_gifts(rng: np.random.Generator, frame: pd.DataFrame, orders_count: int) -> pd.DataFrame:
    """Some of the large orders get a sample for nothing."""
    amounts = np.bincount(frame["order"], frame["quantity"] * frame["unit_price"], orders_count)
    given = np.flatnonzero((amounts > 60_000) & (rng.random(orders_count) < 0.15))
    gifts = pd.DataFrame({"order": given, "article": GIFT, "quantity": 1, "unit_price": 0})
    return pd.concat([frame, gifts]).sort_values("order", kind="stable", ignore_index=True)


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    order = frame["order"].to_numpy()
    first = np.searchsorted(order, order)
    frame.insert(1, "line", np.arange(len(frame)) - first + 1)
    return frame


def payments(rng: np.random.Generator, bought: pd.DataFrame, sold: pd.DataFrame, span: Span) -> pd.DataFrame:
    """One row per payment, by time: order, at, method, amount; few orders are paid in two parts or later."""
    amounts = np.bincount(sold["order"], sold["quantity"] * sold["unit_price"], len(bought)).astype(np.int64)
    wait = np.where(
        rng.random(len(bought)) < 0.97,
        rng.integers(4, 600, len(bought)),
        rng.integers(3600, 2 * DAY, len(bought)),
    )
    frame = pd.DataFrame({"order": np.arange(len(bought)), "at": bought["at"] + wait, "amount": amounts})
    frame["method"] = bought["payment"]
    luck = rng.random(len(frame))
    frame = frame[(luck > 0.004) & (amounts > 0)]
    split = frame[(luck[frame.index] > 0.98) & (frame["amount"] >= 2000)]
    part = split["amount"] // 4
    rest = split.assign(amount=split["amount"] - part, method=0, at=split["at"] + 40)
    frame.loc[split.index, "amount"] = part
    frame = pd.concat([frame, rest])
    return frame[frame["at"] < span.seconds].sort_values(["at", "order"], ignore_index=True)


def returns(
    rng: np.random.Generator,
    who: pd.DataFrame,
    bought: pd.DataFrame,
    sold: pd.DataFrame,
    goods: pd.DataFrame,
    span: Span,
) -> pd.DataFrame:
    """One row per line that comes back, by time: order, article, at, quantity, amount, reason.

    The reason CANCELLED marks what was called off before it was sent.
    """
    real = sold[sold["article"] != GIFT]
    person = bought["person"].to_numpy()[real["order"]]
    rates = np.array([row[3] for row in CATEGORIES.values()])[goods["category"].to_numpy()[real["article"]]]
    chance = np.minimum(rates * who["return_habit"].to_numpy()[person], 0.7)
    luck = rng.random(len(real))
    comes_back = (luck < 0.008) | (luck > 1 - chance)
    cancelled = luck[comes_back] < 0.008
    frame = real[comes_back].drop(columns="line")
    bought_at = bought["at"].to_numpy()[frame["order"]]
    days = rng.integers(2, 15, len(frame)) * DAY
    later = (bought_at // DAY) * DAY + days + rng.integers(8 * 3600, 22 * 3600, len(frame))
    frame["at"] = np.where(cancelled, bought_at + rng.integers(300, 20_000, len(frame)), later)
    part = rng.integers(1, frame["quantity"].to_numpy() + 1)
    frame["quantity"] = np.where(cancelled, frame["quantity"], part)
    frame["amount"] = frame["quantity"] * frame["unit_price"]
    frame["reason"] = np.where(cancelled, CANCELLED, rng.integers(0, CANCELLED, len(frame)))
    left = who["left"].to_numpy()[bought["person"].to_numpy()[frame["order"]]]
    frame = frame[frame["at"] < np.minimum(left * DAY, span.seconds)]
    return frame.drop(columns="unit_price").sort_values(["at", "order", "article"], ignore_index=True)
