"""What people say when asked and unasked: reviews, surveys, conversations with bot and agents."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world.campaigns import agreements
from demo.world.circle import topics_of
from demo.world.history import Chapter, World
from demo.world.people import NEVER
from demo.world.rhythm import DAY, opening_hours, seconds_of_day
from demo.world.shopping import GIFT

REVIEWED = 0.06  # share of bought lines
SURVEY_DAYS = 182
ASKED, ANSWERED = 0.5, 0.3
# how readily each persona recommends (0 to 10), before what happened to them
FONDNESS = np.array([8.6, 7.6, 9.0, 7.2, 8.4, 7.0])
TALKS = np.array([0.6, 0.9, 0.3, 0.7, 0.4, 0.8])  # conversations a year


def reviews(world: World, chapter: Chapter) -> pd.DataFrame:
    """One row per review, by time: person, order, article, at, rating (1 to 5)."""
    rng, lines, orders = world.draw("reviews", chapter.block), chapter.lines, chapter.orders
    chosen = lines[(lines["article"] != GIFT) & (rng.random(len(lines)) < REVIEWED)]
    back = chapter.returns["order"].to_numpy() * 1000 + chapter.returns["article"].to_numpy()
    frame = chosen[["order", "article"]].reset_index(drop=True)
    came_back = np.isin(frame["order"] * 1000 + frame["article"], back)
    mood = np.where(came_back, 2.0, 4.7) + rng.normal(0, 0.9, len(frame))
    frame["rating"] = np.clip(np.rint(mood), 1, 5).astype(int)
    frame["person"] = orders["person"].to_numpy()[frame["order"]]
    frame["at"] = orders["at"].to_numpy()[frame["order"]] + rng.integers(3 * DAY, 16 * DAY, len(frame))
    return _while_there(world, chapter, frame).sort_values(["at", "order", "article"], ignore_index=True)


def rounds(world: World) -> np.ndarray:
    """Days on which a survey goes out."""
    return np.arange(60, world.span.days - 20, SURVEY_DAYS)


def invitations(world: World, chapter: Chapter) -> pd.DataFrame:
    """One row per survey and person asked, by time: person, survey (number), at, by_email."""
    rng, who = world.draw("surveys", chapter.block), chapter.who
    agreed = agreements(world.draw("agreements", chapter.block), who)
    parts = []
    for number, day in enumerate(rounds(world)):
        known = (who["registered"].to_numpy() < day * DAY) & (who["left"].to_numpy() > day - 60)
        asked = known & agreed[:, :2].any(axis=1) & (rng.random(len(who)) < ASKED)
        person = np.flatnonzero(asked)
        at = day * DAY + 9 * 3600 + rng.integers(0, 7200, len(person))
        parts.append(pd.DataFrame({"person": person, "survey": number, "at": at}))
    empty = pd.DataFrame(columns=["person", "survey", "at"], dtype=np.int64)
    frame = pd.concat(parts, ignore_index=True) if parts else empty
    frame["by_email"] = agreed[frame["person"].to_numpy(dtype=int), 0]
    return frame


def answers(world: World, chapter: Chapter, asked: pd.DataFrame) -> pd.DataFrame:
    """One row per filled form, by time: person, invitation (row of `asked`), at, nps, satisfaction.

    Who is about to leave answers less and warns of us.
    """
    rng, who = world.draw("answers", chapter.block), chapter.who
    person = asked["person"].to_numpy(dtype=int)
    left = who["left"].to_numpy()[person]
    leaving = (left < NEVER) & (left - asked["at"].to_numpy() // DAY < 90)
    does = rng.random(len(asked)) < ANSWERED * np.where(leaving, 0.5, 1)
    frame = pd.DataFrame({"person": person[does], "invitation": np.flatnonzero(does)})
    frame["at"] = asked["at"].to_numpy()[does] + rng.exponential(2 * DAY, len(frame)).astype(int) + 300
    fond = FONDNESS[who["persona"].to_numpy()[frame["person"]]] - 3.2 * leaving[does]
    frame["nps"] = np.clip(np.rint(fond + rng.normal(0, 1.5, len(frame))), 0, 10).astype(int)
    mood = frame["nps"] / 2.4 + 0.8 + rng.normal(0, 0.5, len(frame))
    frame["satisfaction"] = np.clip(np.rint(mood), 1, 5).astype(int)
    return _while_there(world, chapter, frame).sort_values(["at", "person"], ignore_index=True)


def conversations(world: World, chapter: Chapter) -> pd.DataFrame:
    """One row per conversation, by time: person, at, length (seconds), turns, by_bot, topic, is_resolved."""
    rng, who = world.draw("conversations", chapter.block), chapter.who
    persona, joined = who["persona"].to_numpy(), np.maximum(who["joined"].to_numpy(), 0)
    days = np.maximum(np.minimum(who["left"].to_numpy(), world.span.days) - joined, 0)
    person = np.repeat(np.arange(len(who)), rng.poisson(TALKS[persona] * days / 365))
    day = joined[person] + (rng.random(len(person)) * days[person]).astype(int)
    frame = pd.DataFrame({"person": person})
    frame["at"] = day * DAY + seconds_of_day(rng, who["hour"].to_numpy()[person])
    frame["by_bot"] = rng.random(len(frame)) < 0.65
    hours = opening_hours(frame["at"].to_numpy() % DAY)
    frame["at"] = np.where(frame["by_bot"], frame["at"], frame["at"] // DAY * DAY + hours)
    frame["turns"] = 2 + rng.geometric(0.25, len(frame))
    frame["length"] = frame["turns"] * rng.integers(8, 60, len(frame))
    frame["topic"] = topics_of(rng, persona[frame["person"]], 0.8)
    frame["is_resolved"] = rng.random(len(frame)) < np.where(frame["by_bot"], 0.62, 0.85)
    return _while_there(world, chapter, frame).sort_values(["at", "person"], ignore_index=True)


def _while_there(world: World, chapter: Chapter, frame: pd.DataFrame) -> pd.DataFrame:
    left = chapter.who["left"].to_numpy()[frame["person"].to_numpy(dtype=int)] * DAY
    return frame[frame["at"] < np.minimum(left, world.span.seconds)].reset_index(drop=True)
