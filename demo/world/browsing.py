"""What people look at: visits to web shop, app and mini-program, the devices they come with, and events."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world.catalogue import Shelf
from demo.world.people import BUYER, GUEST, LEAD, LIVELIEST, does
from demo.world.personas import STORE
from demo.world.rhythm import DAY, NOT_YET, Rhythm, Span, seconds_of_day
from demo.world.shopping import wanted_categories

ACTIONS = ("view", "search", "cart", "favourite", "feature", "download", "form")
ACTION_SHARES = (0.66, 0.14, 0.07, 0.05, 0.05, 0.015, 0.015)
VIEW, SEARCH, CART, FAVOURITE = range(4)
PLATFORMS = ("weapp", "ios", "android", "web")
DEVICES = 3  # per person: a phone, the next phone, a computer
COMPUTER = 2
STRANGERS = 0.5  # devices on which nobody ever logs in, per person
NEXT_PHONES = 0.2
SHARED_COMPUTERS = 0.01
SEEN_BUYING = 0.35  # share of orders before which the tracker sees a visit: many people shut it out


def devices(rng: np.random.Generator, who: pd.DataFrame, span: Span) -> pd.DataFrame:
    """One row per person: platform of the phone, next_phone_at (second), computer_of (person who owns it)."""
    count = len(who)
    phone = rng.choice(3, size=count, p=[0.5, 0.2, 0.3])
    next_at = np.where(rng.random(count) < NEXT_PHONES, rng.integers(0, span.seconds, count), NOT_YET)
    owner = np.arange(count)
    first, second = rng.permutation(count)[: 2 * int(count * SHARED_COMPUTERS)].reshape(2, -1)
    owner[second] = first
    return pd.DataFrame({"platform": phone, "next_phone_at": next_at, "computer_of": owner})


def visits(
    rng: np.random.Generator,
    who: pd.DataFrame,
    bought: pd.DataFrame,
    ahead: pd.DataFrame,
    clicks: pd.DataFrame,
    rhythm: Rhythm,
    span: Span,
) -> pd.DataFrame:
    """One row per visit, by time: person (-1: a stranger), at, article (of an order that follows, else -1).

    `bought` holds person, at, channel, is_guest, article; `ahead` (person, day) every order, also those after
    the history's end, for people look around in the days before; `clicks` (person, at) those on messages.
    """
    online = bought[(bought["channel"] != STORE) & (rng.random(len(bought)) < SEEN_BUYING)]
    before = pd.DataFrame(
        {"person": online["person"], "article": online["article"].where(~online["is_guest"], -1)}
    )
    before["at"] = online["at"] - rng.integers(400, 2400, len(online))
    habit = np.clip(0.3 * who["visits_per_order"].to_numpy(), 0.05, 1)[ahead["person"]]
    looked = ahead[rng.random(len(ahead)) < 0.4 * habit]
    curious = pd.DataFrame(
        {"person": looked["person"], "day": looked["day"] - rng.geometric(0.25, len(looked))}
    )
    curious = pd.concat([curious, _browsing(rng, who, rhythm)], ignore_index=True)
    curious["at"] = curious["day"] * DAY + seconds_of_day(rng, who["hour"].to_numpy()[curious["person"]])
    frame = pd.concat([before, curious[["person", "at"]], clicks[["person", "at"]]], ignore_index=True)
    left = who["left"].to_numpy()[frame["person"]] * DAY
    frame = frame[(frame["at"] >= 0) & (frame["at"] < np.minimum(left, span.seconds))]
    frame = pd.concat([frame, _strangers(rng, len(who), span)], ignore_index=True)
    frame["article"] = frame["article"].fillna(-1).astype(np.int64)
    return frame.sort_values(["at", "person"], ignore_index=True)


def _browsing(rng: np.random.Generator, who: pd.DataFrame, rhythm: Rhythm) -> pd.DataFrame:
    """Visits (person, day) without an order, from two weeks before people join; they fade before the end."""
    persona, joined, left = (who[name].to_numpy() for name in ("persona", "joined", "left"))
    since, until = rhythm.busy(persona, joined - 14), rhythm.busy(persona, left)
    buys = who["kind"].isin([BUYER, GUEST]).to_numpy()
    a_year = np.where(buys, 3.5 + 0.16 * who["visits_per_order"] * who["orders_per_year"], 3.5)
    a_year = np.where(who["kind"] == LEAD, 0, np.minimum(a_year, 30))
    person = np.repeat(np.arange(len(who)), rng.poisson(LIVELIEST * a_year / 365 * (until - since)))
    day = rhythm.day(persona[person], since[person] + rng.random(len(person)) * (until - since)[person])
    kept = does(rng, who, person, day)
    return pd.DataFrame({"person": person[kept], "day": day[kept]})


def _strangers(rng: np.random.Generator, people_count: int, span: Span) -> pd.DataFrame:
    count = rng.poisson(1.3 * STRANGERS * people_count)
    day = (span.days * rng.random(count) ** 0.85).astype(int)
    at = day * DAY + seconds_of_day(rng, np.full(count, 20.0), habit=0.1)
    return pd.DataFrame({"person": -1, "at": at, "article": -1})


def with_devices(
    rng: np.random.Generator, seen: pd.DataFrame, owned: pd.DataFrame, people_count: int
) -> pd.DataFrame:
    """The visits with device (number, unlike for every device) and platform."""
    person, at = seen["person"].to_numpy(), seen["at"].to_numpy()
    stranger = person < 0
    slot = np.where(at >= owned["next_phone_at"].to_numpy()[person], 1, 0)
    slot = np.where(rng.random(len(seen)) < 0.14, COMPUTER, slot)
    owner = np.where(slot == COMPUTER, owned["computer_of"].to_numpy()[person], person)
    unknown = people_count + rng.integers(0, max(1, int(people_count * STRANGERS)), len(seen))
    device = np.where(stranger, unknown * DEVICES, owner * DEVICES + slot)
    phone = np.where(stranger, device % 7 % 4, owned["platform"].to_numpy()[person])
    platform = np.where(~stranger & (slot == COMPUTER), PLATFORMS.index("web"), phone)
    return seen.assign(device=device, platform=platform)


def events(
    rng: np.random.Generator,
    who: pd.DataFrame,
    seen: pd.DataFrame,
    shelf: Shelf,
    span: Span,
) -> pd.DataFrame:
    """One row per event, by time: visit (row of `seen`), person (-1: a stranger), at (milliseconds), action,
    article (-1 where none is looked at), is_logged_in.

    On some visits nobody logs in. A visit that ends in an order closes with the article put into the cart,
    logged in.
    """
    size = 1 + rng.poisson(np.where(seen["article"] >= 0, 1.8, 1.0))
    of = np.repeat(np.arange(len(seen)), size)
    nth = np.arange(len(of)) - np.repeat(size.cumsum() - size, size)
    pause = rng.exponential(48_000, len(of)).astype(np.int64) + 1000
    elapsed = pause.cumsum()
    start = np.repeat(elapsed[size.cumsum() - size], size)
    at = (seen["at"].to_numpy() * 1000 + rng.integers(0, 1000, len(seen)))[of] + elapsed - start
    action = rng.choice(len(ACTIONS), size=len(of), p=ACTION_SHARES)
    person = seen["person"].to_numpy()[of]
    # strangers only look and search
    action = np.where((person < 0) & (action >= CART), VIEW, action)
    closing = seen["article"].to_numpy()[of]
    closes = (closing >= 0) & (nth == size[of] - 1)
    category = wanted_categories(rng, who, np.maximum(person, 0), 0.5)
    looked_at = shelf.pick(rng, category, who["dearness"].to_numpy()[person], at // (1000 * DAY))
    frame = pd.DataFrame({"visit": of, "person": person, "at": at})
    frame["action"] = np.where(closes, CART, action)
    frame["article"] = np.where(closes, closing, np.where(frame["action"] <= FAVOURITE, looked_at, -1))
    logs_in_at = np.where(rng.random(len(seen)) < 0.8, rng.integers(0, 2, len(seen)), 99)
    is_known = (person >= 0) & (at >= who["registered"].to_numpy()[person] * 1000)
    frame["is_logged_in"] = is_known & ((nth >= logs_in_at[of]) | closes)
    frame = frame[at < span.seconds * 1000]
    return frame.sort_values("at", kind="stable", ignore_index=True)
