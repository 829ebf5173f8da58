"""Visits to the sample company's web shop, app and mini-program: sessions, and the events in them."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from demo.sample import company

STRANGERS = 45  # devices on which nobody ever logs in
PLATFORMS = ("weapp", "ios", "android", "web")
ACTIONS = {
    "productView": 0.62,
    "siteSearch": 0.15,
    "addToFavorites": 0.06,
    "addToCart": 0.09,
    "featureUse": 0.05,
    "fileDownload": 0.015,
    "formSubmit": 0.015,
}
SHOPPING_ACTIONS = ("addToCart", "fileDownload", "formSubmit")
PRODUCT_ACTIONS = ("productView", "addToFavorites", "addToCart")
LOOKING = {"visitor": 6.0, "intent": 4.0}  # expected visits of those who never buy


def hexadecimal(rng: np.random.Generator, count: int, digits: int) -> np.ndarray:
    """So many random hexadecimal keys, each of so many digits (an even number)."""
    text = rng.bytes(count * digits // 2).hex()
    return np.array([text[start : start + digits] for start in range(0, len(text), digits)])


def sessions(
    rng: np.random.Generator, who: pd.DataFrame, bought: pd.DataFrame, end_on: datetime.date
) -> pd.DataFrame:
    """One row per visit: person (-1: stranger), at, closing (last action or ""), sku, device, platform, key.

    `bought` holds online orders placed with an account (person, at, sku of a line); a visit precedes most.
    """
    before = bought.sample(frac=0.8, random_state=rng).sort_values("at")
    ordering = before.assign(
        at=before["at"] - pd.to_timedelta(rng.integers(600, 2400, size=len(before)), unit="s"),
        closing="addToCart",
    )
    keen = who.index[who["kind"] == "intent"].to_numpy()
    recent = company.SPAN - rng.integers(2, 20, size=len(keen))
    closings = np.resize(["addToCart", "formSubmit", "addToCart", "fileDownload"], len(keen))
    wanting = pd.DataFrame({"person": keen, "at": _moments(rng, recent, end_on), "closing": closings})
    visits = pd.concat([ordering, wanting, _browsing(rng, who, end_on)], ignore_index=True)
    visits[["closing", "sku"]] = visits[["closing", "sku"]].fillna("")
    devices = hexadecimal(rng, 2 * len(who) + STRANGERS, 16)
    second = rng.random(len(visits)) < 0.2
    stranger = visits["person"] < 0
    own = 2 * visits["person"] + second
    place = own.mask(stranger, 2 * len(who) + rng.integers(0, STRANGERS, size=len(visits)))
    visits["device"] = devices[place]
    visits["platform"] = rng.choice(PLATFORMS, size=len(devices), p=[0.45, 0.15, 0.2, 0.2])[place]
    visits["key"] = hexadecimal(rng, len(visits), 12)
    return visits


def _moments(rng: np.random.Generator, day: np.ndarray, end_on: datetime.date) -> pd.Series:
    """A time of day for each day, counted from the opening."""
    seconds = np.asarray(day) * 86400 + company.seconds_of_day(rng, len(day))
    return pd.Series(company.opening(end_on) + pd.to_timedelta(seconds, unit="s"))


def _browsing(rng: np.random.Generator, who: pd.DataFrame, end_on: datetime.date) -> pd.DataFrame:
    """Visits without an order: of strangers, and of people from before they register until they stop."""
    first = np.clip((who["registered_at"] - company.opening(end_on)).dt.days - 21, 0, company.SPAN - 8)
    last = np.clip(who["stop"].where(~who["kind"].isin(company.NEVER_BUY), company.SPAN), 0, company.SPAN)
    once = who["kind"].isin(["once", "edge"])
    last = last.mask(once, np.minimum(first + 40, company.SPAN))
    expected = who["kind"].map(LOOKING).fillna(1 + (last - first) / 60).where(who["in_shop"], 0)
    person = np.repeat(who.index, rng.poisson(expected))
    day = rng.uniform(first[person], last[person]).astype(int)
    strange = (company.SPAN * rng.random(2 * STRANGERS) ** 0.7).astype(int)
    return pd.DataFrame(
        {
            "person": np.concatenate([person, np.full(len(strange), -1)]),
            "at": _moments(rng, np.concatenate([day, strange]), end_on),
        }
    )


def events(
    rng: np.random.Generator,
    visits: pd.DataFrame,
    who: pd.DataFrame,
    goods: pd.DataFrame,
    end_on: datetime.date,
) -> pd.DataFrame:
    """One row per event by time: person (-1 before log-in), at, action, sku, device, platform, session, key.

    Nobody logs in on some visits; on the others a person does at the first or second event after registering.
    """
    size = 2 + rng.poisson(2.2, size=len(visits))
    of = np.repeat(np.arange(len(visits)), size)
    frame = visits.iloc[of].reset_index(drop=True)
    nth = frame.groupby(of).cumcount().to_numpy()
    waits = pd.Series(rng.exponential(45, size=len(frame)) + 1).groupby(of).cumsum()
    frame["at"] += pd.to_timedelta((waits * 1000).astype(int), unit="ms")
    action = rng.choice(list(ACTIONS), size=len(frame), p=list(ACTIONS.values()))
    kind = who["kind"].reindex(frame["person"]).to_numpy()
    only_looks = (frame["person"] < 0) | (kind == "visitor")
    action = np.where(only_looks & np.isin(action, SHOPPING_ACTIONS), "productView", action)
    closes = (nth == size[of] - 1) & (frame["closing"] != "")
    frame["action"] = np.where(closes, frame["closing"], action)
    fame = np.exp(rng.normal(0, 0.7, size=len(goods)))
    looked_at = rng.choice(goods["sku"], size=len(frame), p=fame / fame.sum())
    frame["sku"] = np.where(closes & (frame["sku"] != ""), frame["sku"], looked_at)
    registered_at = who["registered_at"].reindex(frame["person"]).reset_index(drop=True)
    logs_in_at = np.where(rng.random(len(visits)) < 0.85, rng.integers(0, 2, size=len(visits)), 99)
    logged_in = (frame["at"] >= registered_at) & ((nth >= logs_in_at[of]) | closes)
    frame["person"] = frame["person"].where(logged_in, -1)
    frame = frame.rename(columns={"key": "session"}).assign(key=hexadecimal(rng, len(frame), 24))
    before_the_end = frame["at"] < pd.Timestamp(end_on)
    return frame[before_the_end].sort_values(["at", "key"], ignore_index=True)
