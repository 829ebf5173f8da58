"""Whom the company's staff know in WeCom and what these people do there; what others do on social media.

Frames hold numbers: people by row of `who`, moments in seconds since the opening.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world.campaigns import WECOM, agreements
from demo.world.history import Chapter, World
from demo.world.people import BROWSER, BUYER
from demo.world.personas import INTERESTS, PERSONAS
from demo.world.rhythm import DAY, Span, seconds_of_day
from demo.world.writing import scrambled

MOST_CONTACTS = 20_000  # staff can only look after so many
PER_STAFF = 400
PER_GROUP = 60
MOMENT_DAYS = 14  # each staff member posts once in so many days
HABITS = pd.DataFrame(
    [
        # share in a group, messages a month there, reactions and looks a year, share on social media
        ("young_mother", 0.50, 1.2, 6, 5, 0.20),
        ("student", 0.25, 0.5, 4, 3, 0.45),
        ("silver", 0.60, 2.0, 9, 4, 0.05),
        ("tech", 0.20, 0.4, 2, 8, 0.30),
        ("gourmet", 0.35, 0.8, 5, 6, 0.25),
        ("bargain_hunter", 0.65, 1.6, 3, 3, 0.15),
    ],
    columns=["persona", "in_group", "messages", "reactions", "looks", "on_social"],
)
TOPICS = [topic for key in PERSONAS["persona"] for topic in INTERESTS[key].split()]
PER_PERSONA = len(TOPICS) // len(PERSONAS)
PLATFORMS = ("weibo", "xiaohongshu", "douyin", "wechat")
SOCIAL_KINDS = ("like", "comment", "share", "follow", "mention")
STRANGERS = 0.3  # share of what happens on social media that is of nobody the company knows


def habit(name: str, persona: np.ndarray) -> np.ndarray:
    """The persona's value of a column, for each of many persons given by persona number."""
    return HABITS[name].to_numpy()[persona]


def staff_count(world: World) -> int:
    """How many staff members are in WeCom."""
    return max(2, min(MOST_CONTACTS, len(world.who) // 3) // PER_STAFF)


def group_count(world: World) -> int:
    """How many groups each persona has."""
    return max(1, min(MOST_CONTACTS, len(world.who) // 3) // PER_GROUP // len(PERSONAS))


def moments(world: World) -> pd.DataFrame:
    """One row per moment posted in the last year, by time: staff, at, topic (number)."""
    days = np.arange(max(0, world.span.days - 365), world.span.days - 2, MOMENT_DAYS)
    staff = np.tile(np.arange(staff_count(world)), len(days))
    day = np.repeat(days, staff_count(world)) + staff % 7
    rng = world.draw("moments")
    frame = pd.DataFrame({"staff": staff, "day": day, "topic": rng.integers(0, len(TOPICS), len(staff))})
    frame = frame[frame["day"] < world.span.days - 1]
    frame["at"] = frame["day"] * DAY + seconds_of_day(rng, np.full(len(frame), 19.0))
    return frame.drop(columns="day").sort_values(["at", "staff"], ignore_index=True)


def contacts(world: World, chapter: Chapter) -> pd.DataFrame:
    """One row per person staff have added, by person: person, staff, added, group (-1: none), joined.

    Those who agreed to messages in WeCom when they registered, a little later.
    """
    who, rng = chapter.who, world.draw("wecom", chapter.block)
    agreed = agreements(world.draw("agreements", chapter.block), who)[:, WECOM]
    share = min(1, MOST_CONTACTS / (0.4 * len(world.who)))
    person = np.flatnonzero(agreed & (rng.random(len(who)) < share))
    since = np.maximum(who["registered"].to_numpy()[person], 0)
    frame = pd.DataFrame({"person": person, "added": since + rng.integers(600, 30 * DAY, len(person))})
    frame["staff"] = rng.integers(0, staff_count(world), len(frame))
    persona = who["persona"].to_numpy()[person]
    in_group = rng.random(len(frame)) < habit("in_group", persona)
    number = persona * group_count(world) + rng.integers(0, group_count(world), len(frame))
    frame["group"] = np.where(in_group, number, -1)
    frame["joined"] = frame["added"] + rng.integers(DAY, 20 * DAY, len(frame))
    frame["until"] = _until(who, person, world.span)
    frame = frame[frame["added"] < frame["until"]].reset_index(drop=True)
    frame["group"] = frame["group"].where(frame["joined"] < frame["until"], -1)
    return frame


def group_messages(world: World, chapter: Chapter, known: pd.DataFrame) -> pd.DataFrame:
    """One row per message in a group, by time: contact (row of `known`), person, group, at, text."""
    rng, inside = world.draw("group messages", chapter.block), known[known["group"] >= 0]
    rate = habit("messages", chapter.who["persona"].to_numpy()[inside["person"]]) * 12
    frame = _within(rng, chapter.who, inside, inside["joined"], rate)
    frame["group"] = known["group"].to_numpy()[frame["contact"]]
    frame["text"] = rng.integers(0, 60, len(frame))
    return frame


def reactions(world: World, chapter: Chapter, known: pd.DataFrame, posted: pd.DataFrame) -> pd.DataFrame:
    """One row per contact and moment liked or commented on: contact, person, moment (row), is_comment, at."""
    rng, who = world.draw("reactions", chapter.block), chapter.who
    persona = who["persona"].to_numpy()[known["person"]]
    contact = np.repeat(known.index.to_numpy(), rng.poisson(habit("reactions", persona)))
    of_staff = len(posted) // staff_count(world)
    ordered = posted.sort_values(["staff", "at"]).index.to_numpy()
    starts = np.searchsorted(posted["staff"].to_numpy()[ordered], known["staff"].to_numpy()[contact])
    place = np.minimum(starts + rng.integers(0, max(of_staff, 1), len(contact)), len(posted) - 1)
    frame = pd.DataFrame({"contact": contact, "moment": ordered[place]}).drop_duplicates(ignore_index=True)
    frame["person"] = known["person"].to_numpy()[frame["contact"]]
    frame["is_comment"] = rng.random(len(frame)) < 0.2
    later = rng.exponential(DAY / 2, len(frame)).astype(int) + 60
    frame["at"] = posted["at"].to_numpy()[frame["moment"]] + later
    staff = known["staff"].to_numpy()[frame["contact"]]
    is_theirs = posted["staff"].to_numpy()[frame["moment"]] == staff
    return frame[is_theirs & _lives(known, frame)].sort_values(["at", "contact"], ignore_index=True)


def looks(world: World, chapter: Chapter, known: pd.DataFrame) -> pd.DataFrame:
    """One row per look at tracked content, by time: contact, person, at, topic (number), seconds."""
    rng, who = world.draw("looks", chapter.block), chapter.who
    persona = who["persona"].to_numpy()[known["person"]]
    frame = _within(rng, who, known, known["added"], habit("looks", persona))
    frame["topic"] = topics_of(rng, who["persona"].to_numpy()[frame["person"]], 0.75)
    frame["seconds"] = np.ceil(rng.lognormal(3.2, 1, len(frame))).astype(int)
    return frame


def on_social(world: World, first: int, block: int) -> pd.DataFrame:
    """One row per person of a block with a handle, by person (row of the block): person, platform, handle."""
    who, rng = world.who.iloc[first : first + world.block], world.draw("handles", block)
    persona = who["persona"].to_numpy()
    person = np.flatnonzero(rng.random(len(who)) < habit("on_social", persona) * 0.5)
    platform = rng.choice(len(PLATFORMS), size=len(person), p=[0.3, 0.35, 0.25, 0.1])
    number = (person_keys(first, person, 3) % np.uint64(10**6)).astype(str).astype(object)
    handle = who["mailbox"].to_numpy()[person].astype(object) + "_" + number
    return pd.DataFrame({"person": person, "platform": platform, "handle": handle})


def social(world: World, chapter: Chapter, handles: pd.DataFrame) -> pd.DataFrame:
    """One row per thing done on social media, by time: handle (row of `handles`, -1: a stranger), platform,
    stranger (number), kind, topic, at."""
    who, rng, span = chapter.who, world.draw("social", chapter.block), world.span
    own = handles.assign(
        joined=np.maximum(who["joined"].to_numpy()[handles["person"]], 0) * DAY,
        until=_until(who, handles["person"].to_numpy(), span),
    )
    frame = _within(rng, who, own, own["joined"], np.full(len(own), 5.0)).rename(
        columns={"contact": "handle"}
    )
    frame["platform"] = handles["platform"].to_numpy()[frame["handle"]]
    frame["topic"] = topics_of(rng, who["persona"].to_numpy()[frame["person"]], 0.8)
    count = int(len(frame) * STRANGERS / (1 - STRANGERS))
    strangers = pd.DataFrame({"handle": -1, "stranger": rng.integers(0, max(1, count // 2), count)})
    strangers["platform"] = rng.integers(0, len(PLATFORMS), count)
    strangers["topic"] = rng.integers(0, len(TOPICS), count)
    strangers["at"] = rng.integers(0, span.seconds, count)
    frame = pd.concat([frame.assign(stranger=-1), strangers], ignore_index=True)
    frame["kind"] = rng.choice(len(SOCIAL_KINDS), size=len(frame), p=[0.55, 0.2, 0.1, 0.1, 0.05])
    return frame.sort_values(["at", "handle", "stranger"], ignore_index=True)


def person_keys(first: int, person: np.ndarray, salt: int) -> np.ndarray:
    """Sixty-four bits per person of a chapter that begins at the world's row `first`."""
    return scrambled(np.asarray(person) + first + salt * 2**50)


def is_account_holder(who: pd.DataFrame) -> np.ndarray:
    """Whether somebody ever registers in the shop."""
    return who["kind"].isin([BUYER, BROWSER]).to_numpy()


def _until(who: pd.DataFrame, person: np.ndarray, span: Span) -> np.ndarray:
    return np.minimum(who["left"].to_numpy()[person] * DAY, span.seconds)


def _within(
    rng: np.random.Generator, who: pd.DataFrame, known: pd.DataFrame, since: pd.Series, per_year: np.ndarray
) -> pd.DataFrame:
    """So many things a year since then until each leaves, by time: contact (of `known`), person, at."""
    length = np.maximum(known["until"].to_numpy() - since.to_numpy(), 0)
    times = rng.poisson(per_year * length / (365 * DAY))
    place = np.repeat(np.arange(len(known)), times)
    person = known["person"].to_numpy()[place]
    day = (since.to_numpy()[place] + rng.random(len(place)) * length[place]) // DAY
    second = seconds_of_day(rng, who["hour"].to_numpy()[person])
    frame = pd.DataFrame({"contact": known.index.to_numpy()[place], "person": person})
    frame["at"] = (day * DAY + second).astype(np.int64)
    is_in = (frame["at"] >= since.to_numpy()[place]) & (frame["at"] < known["until"].to_numpy()[place])
    return frame[is_in].sort_values(["at", "contact"], ignore_index=True)


def _lives(known: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    at, contact = frame["at"].to_numpy(), frame["contact"].to_numpy()
    return (at >= known["added"].to_numpy()[contact]) & (at < known["until"].to_numpy()[contact])


def topics_of(rng: np.random.Generator, persona: np.ndarray, faithful: float) -> np.ndarray:
    """Number of a topic: mostly one of the persona's."""
    own = persona * PER_PERSONA + rng.integers(0, PER_PERSONA, len(persona))
    return np.where(rng.random(len(persona)) < faithful, own, rng.integers(0, len(TOPICS), len(persona)))
