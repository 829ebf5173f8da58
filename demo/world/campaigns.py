"""What the company sends, to whom, and what comes of it: campaigns that work a little, with a holdout."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world.people import BROWSER, BUYER, NEVER
from demo.world.rhythm import DAY, NOT_YET, SPRING_FESTIVALS, Span

CHANNELS = ("email", "sms", "wecom")
EMAIL, SMS, WECOM = range(len(CHANNELS))
HOLDOUT = 0.15
LASTS_DAYS = 7
# kind: share of those it fits who are drawn, and by how much it raises the chance of an order within
# LASTS_DAYS, per persona (young mothers, students, silver-haired, tech, gourmets, bargain hunters)
KINDS = {
    "festival": (0.75, (0.030, 0.030, 0.010, 0.020, 0.010, 0.050)),
    "coupon": (0.35, (0.040, 0.050, 0.020, 0.005, 0.010, 0.080)),
    "new_product": (0.30, (0.010, 0.010, 0.005, 0.050, 0.030, 0.000)),
    "win_back": (0.70, (0.030, 0.020, 0.030, 0.010, 0.020, 0.035)),
    "newsletter": (0.40, (0.004, 0.000, 0.004, 0.004, 0.010, 0.000)),
}
UPLIFTS = np.array([uplifts for _, uplifts in KINDS.values()])
# kind, channel, what it is called, and when: (month, day) of every year
PLAN = (
    ("festival", SMS, "38女神节", ((3, 4),)),
    ("festival", SMS, "618年中大促", ((6, 14),)),
    ("festival", SMS, "双11狂欢", ((11, 7),)),
    ("festival", EMAIL, "双12返场", ((12, 9),)),
    ("coupon", SMS, "会员券", ((1, 6), (4, 9), (8, 6), (10, 14))),
    ("coupon", WECOM, "社群专享券", ((2, 24), (5, 9), (7, 15), (9, 16))),
    ("new_product", EMAIL, "新品尝鲜", ((3, 19), (9, 5))),
    ("new_product", WECOM, "新品首发", ((1, 15), (7, 3))),
    ("win_back", SMS, "好久不见", ((4, 22), (8, 25), (12, 20))),
    ("newsletter", EMAIL, "生活月刊", ((2, 10), (5, 20), (8, 12), (11, 25))),
)
HAPPENINGS = ("delivered", "bounced", "opened", "clicked", "unsubscribed", "complained")
DELIVERED, BOUNCED, OPENED, CLICKED, UNSUBSCRIBED, COMPLAINED = range(len(HAPPENINGS))
OPENING = (0.24, 0.0, 0.38)  # chance by channel; a text message does not tell
CLICKING = (0.20, 0.05, 0.16)


def schedule(span: Span) -> pd.DataFrame:
    """One row per campaign, by time: kind, channel (numbers), name, start (day), campaign_id."""
    rows = [("festival", SMS, f"{day[:4]} 年货节", span.day_of(day) - 16) for day in SPRING_FESTIVALS.split()]
    for kind, channel, name, days in PLAN:
        for year in range(2014, 2037):
            for month, day in days:
                rows.append((kind, channel, f"{year} {name}", span.day_of(f"{year}-{month:02d}-{day:02d}")))
    frame = pd.DataFrame(rows, columns=["kind", "channel", "name", "start"])
    # the last one has had its days before the history ends
    frame = frame[(frame["start"] >= 20) & (frame["start"] <= span.days - LASTS_DAYS)]
    frame = frame.sort_values(["start", "name"], ignore_index=True)
    frame["kind"] = frame["kind"].map({kind: number for number, kind in enumerate(KINDS)})
    frame["campaign_id"] = [f"C{number:04d}" for number in range(1, len(frame) + 1)]
    return frame


def agreements(rng: np.random.Generator, who: pd.DataFrame) -> np.ndarray:
    """Whether each person agreed to each channel when they registered, people × channels."""
    has_account = who["kind"].isin([BUYER, BROWSER]).to_numpy()
    agrees = rng.random((len(who), len(CHANNELS))) < (0.80, 0.85, 0.45)
    reachable = np.column_stack([who["shop_email"], who["shop_phone"], has_account])
    return agrees & reachable & has_account[:, None]


class Sending:
    """Sends campaign by campaign to a block of people, and keeps who has had enough.

    `stopped` (people × channels) is the second of unsubscribing, NOT_YET for the others.
    """

    def __init__(
        self, who: pd.DataFrame, agreed: np.ndarray, registered: np.ndarray, wanted: pd.DataFrame
    ) -> None:
        self.who = who
        self.agreed = agreed
        self.registered = registered
        self.stopped = np.full(agreed.shape, NOT_YET)
        # orders by person and day as one sorted number, to find the last one before a day
        self._placed = wanted["person"].to_numpy() * 10_000 + wanted["day"].to_numpy()

    def silent_days(self, day: int) -> np.ndarray:
        """Days since each person's last order before a day; NEVER where there is none."""
        person = np.arange(len(self.who))
        last = np.searchsorted(self._placed, person * 10_000 + day) - 1
        found = self._placed[np.maximum(last, 0)] if len(self._placed) else np.zeros(len(person), int)
        has_one = (last >= 0) & (found // 10_000 == person)
        return np.where(has_one, day - found % 10_000, NEVER)

    def send(self, rng: np.random.Generator, number: int, campaign: pd.Series) -> pd.DataFrame:
        """One row per person it was meant for: campaign, person, is_holdout, sent, order_day (-1: none).

        The order of `order_day` would not have been placed without the message.
        """
        who, channel, start = self.who, campaign["channel"], campaign["start"]
        fits = self._fits(list(KINDS)[campaign["kind"]], start)
        wants = self.agreed[:, channel] & (self.stopped[:, channel] > start * DAY)
        known = (self.registered < start * DAY) & fits & wants
        share = KINDS[list(KINDS)[campaign["kind"]]][0]
        person = np.flatnonzero(known & (rng.random(len(who)) < share))
        count = len(person)
        frame = pd.DataFrame(
            {"campaign": number, "person": person, "is_holdout": rng.random(count) < HOLDOUT}
        )
        frame["sent"] = start * DAY + 10 * 3600 + rng.integers(0, 5400, count)
        left = who["left"].to_numpy()[person]
        uplift = UPLIFTS[campaign["kind"], who["persona"].to_numpy()[person]]
        day = start + rng.integers(1, LASTS_DAYS, count)
        orders = ~frame["is_holdout"] & (rng.random(count) < uplift) & (day < left)
        buys = (who["kind"].to_numpy() == BUYER)[person] & (who["joined"].to_numpy()[person] < start)
        frame["order_day"] = np.where(orders & buys, day, -1)
        return frame

    def _fits(self, kind: str, start: int) -> np.ndarray:
        if kind == "win_back":
            silent = self.silent_days(start)
            return (silent > 90) & (silent < NEVER)
        if kind == "newsletter":
            return self.silent_days(start) < 180
        return np.ones(len(self.who), bool)

    def answers(self, rng: np.random.Generator, sent: pd.DataFrame, channel: int, span: Span) -> pd.DataFrame:
        """One row per thing that happened to a message: message (row of `sent`), what, at.

        Who is about to leave opens less and unsubscribes more; who has left does neither.
        """
        out = sent[~sent["is_holdout"]]
        message, person, at = out.index.to_numpy(), out["person"].to_numpy(), out["sent"].to_numpy()
        count = len(out)
        bounced = rng.random(count) < (0.02, 0.008, 0.002)[channel]
        delivered_at = at + rng.integers(2, 90, count)
        left = self.who["left"].to_numpy()[person]
        remaining = left - at // DAY
        leaving = (left < NEVER) & (remaining < 60)
        eager = np.clip(0.5 + 0.09 * self.who["orders_per_year"].to_numpy()[person], 0.5, 1.6)
        eager = eager * np.where(leaving, 0.45, 1)
        opened = ~bounced & (rng.random(count) < OPENING[channel] * eager)
        opened_at = delivered_at + rng.exponential(4 * 3600, count).astype(int)
        reads = ~bounced if channel == SMS else opened
        clicked = reads & (rng.random(count) < CLICKING[channel] * (eager if channel == SMS else 1))
        clicked_at = opened_at + rng.integers(5, 900, count)
        leaves = ~bounced & (rng.random(count) < np.where(leaving, 0.06, 0.004))
        leaves_at = opened_at + rng.integers(10, 300, count)
        complains = leaves & (rng.random(count) < 0.08)
        happened = ((~bounced, delivered_at), (bounced, delivered_at), (opened, opened_at))
        happened += ((clicked, clicked_at), (leaves, leaves_at), (complains, leaves_at + 60))
        parts = []
        for what, (is_so, moment) in enumerate(happened):
            own = what > BOUNCED
            chosen = is_so & (moment < np.where(own, np.minimum(left * DAY, span.seconds), span.seconds))
            parts.append(pd.DataFrame({"message": message[chosen], "what": what, "at": moment[chosen]}))
            if what == UNSUBSCRIBED:
                self.stopped[person[chosen], channel] = moment[chosen]
        return pd.concat(parts, ignore_index=True)


def consents(
    who: pd.DataFrame, agreed: np.ndarray, stopped: np.ndarray, registered: np.ndarray
) -> pd.DataFrame:
    """One row per person, purpose and change of mind, by time: person, channel, is_granted, at.

    E-mail and text messages only: the messenger keeps its own list.
    """
    parts = []
    for channel in (EMAIL, SMS):
        granted = np.flatnonzero(agreed[:, channel])
        gone = np.flatnonzero(stopped[:, channel] < NOT_YET)
        for people, is_granted, at in (
            (granted, True, registered[granted] + 20),
            (gone, False, stopped[gone, channel]),
        ):
            rows = {"person": people, "channel": channel, "is_granted": is_granted, "at": at}
            parts.append(pd.DataFrame(rows))
    return pd.concat(parts).sort_values(["at", "person", "channel"], ignore_index=True)
