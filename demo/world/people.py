"""Who the people of the world are: the hidden truth no system knows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import names
from demo.world.catalogue import CATEGORIES
from demo.world.personas import CHANNEL_SHARES, PERSONAS, STORE, Choice, category_shares, trait
from demo.world.rhythm import DAY, Rhythm, Span, opening_hours, seconds_of_day
from demo.world.writing import scrambled

NEVER = 10**6  # a day that does not come
GROWTH = 0.50  # by how much more newcomers come after a year
OLD_HANDS = 0.34  # share of the people who were there before the history begins
WEEKENDERS = 0.10
EARLY_ADOPTERS = 0.03
FADING_DAYS = 75  # before they leave people order and look around less
FADING = 0.55
MOOD_DAYS = 110
MOODS = np.array([0.02, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.1, 1.3, 1.6, 2.0, 2.6, 3.4])
MOODS /= MOODS.mean()
LIVELIEST = MOODS.max()
KINDS = ("buyer", "guest", "browser", "lead")
KIND_SHARES = (0.86, 0.03, 0.07, 0.04)
BUYER, GUEST, BROWSER, LEAD = range(len(KINDS))


def people(rng: np.random.Generator, count: int, span: Span, rhythm: Rhythm) -> pd.DataFrame:
    """One row per person.

    kind (buyer; guest: buys without an account; browser: has one and never buys; lead: only the CRM knows
    them), persona, is_female, birth_on, surname, full_name, mailbox, city, company (-1: none); the habits of
    `_habits`; joined, left (days: everything of their own doing happens from the one until before the other);
    moods, first_mood (see `does`); joined_second (time of day of the first order or the registration).
    """
    persona = rng.choice(len(PERSONAS), size=count, p=PERSONAS["share"])
    frame = pd.DataFrame({"persona": persona, "kind": rng.choice(len(KINDS), size=count, p=KIND_SHARES)})
    is_female = rng.random(count) < trait("female_share", persona)
    ages = rng.normal(trait("age", persona), trait("age_spread", persona))
    ages = np.clip(ages, trait("youngest", persona), trait("oldest", persona))
    birth_on = np.datetime64(span.end_on, "D") - (ages * 365.25).astype(int)
    birth_year = birth_on.astype("datetime64[Y]").astype(int) + 1970
    surname = names.surnames(rng, count)
    full_name, mailbox = names.full_names(rng, surname, is_female, birth_year)
    city = rng.choice(len(names.cities()[0]), size=count, p=names.cities()[2])
    frame = frame.assign(is_female=is_female, birth_on=birth_on, surname=surname, full_name=full_name)
    frame = frame.assign(mailbox=mailbox, city=city, company=_companies(rng, frame))
    frame = frame.assign(**_habits(rng, persona))
    frame["joined"], frame["left"] = _stay(rng, frame, span, rhythm)
    frame["moods"] = rng.integers(0, 2**40, count)
    frame["first_mood"] = rng.integers(0, MOOD_DAYS, count)
    seconds = seconds_of_day(rng, frame["hour"].to_numpy())
    frame["joined_second"] = np.where(frame["channel"] == STORE, opening_hours(seconds), seconds)
    return frame


def _companies(rng: np.random.Generator, frame: pd.DataFrame) -> np.ndarray:
    """Number of the company that a person buys or asks for; one company in 250 people, few contacts each."""
    companies = max(2, len(frame) // 250)
    fit = np.flatnonzero((frame["kind"] == BUYER) & (frame["persona"] != 1))
    chosen = rng.permutation(fit)[: 3 * companies]
    company = np.full(len(frame), -1)
    # the first ones make sure that every company has a contact
    company[chosen] = np.concatenate([np.arange(companies), rng.integers(0, companies, 2 * companies)])[
        : len(chosen)
    ]
    return company


def _habits(rng: np.random.Generator, persona: np.ndarray) -> dict[str, np.ndarray]:
    """How people buy: price_sensitivity and dearness, category, hour, channel, orders and visits, returns."""
    count = len(persona)
    middle = trait("price_sensitivity", persona)
    return {
        "price_sensitivity": rng.beta(6 * middle, 6 * (1 - middle)),
        "dearness": trait("dearness", persona) + rng.normal(0, 0.35, count),
        "category": Choice(category_shares(CATEGORIES, 0.7)).draw(rng, persona),
        "hour": (trait("hour", persona) + rng.normal(0, 1.3, count)) % 24,
        "channel": Choice(CHANNEL_SHARES).draw(rng, persona),
        "orders_per_year": np.minimum(
            trait("orders_per_year", persona) * rng.lognormal(0.15, 0.65, count), 60
        ),
        "visits_per_order": trait("visits_per_order", persona) * rng.lognormal(0, 0.5, count),
        "return_habit": rng.gamma(0.6, 1 / 0.6, count),
        "is_weekender": rng.random(count) < WEEKENDERS,
    }


def _stay(
    rng: np.random.Generator, frame: pd.DataFrame, span: Span, rhythm: Rhythm
) -> tuple[np.ndarray, np.ndarray]:
    """First day, and the day of leaving for good; newcomers come more and more, and most in the season."""
    count = len(frame)
    persona = frame["persona"].to_numpy()
    growth = GROWTH * span.days / 365
    whole = rhythm.busy(persona, np.full(count, span.days))
    came = whole * np.log1p(rng.random(count) * np.expm1(growth)) / growth
    is_old_hand = (rng.random(count) < OLD_HANDS) & (frame["kind"] != GUEST).to_numpy()
    joined = rhythm.day(persona, came)
    joined = np.where(is_old_hand, -rng.integers(1, 900, count), np.minimum(joined, span.days - 1))
    once = (rng.random(count) < trait("once", persona)) & ~is_old_hand
    days = rng.exponential(trait("stay_days", persona)) * rng.gamma(5, 1 / 5, count)
    days = np.where(once, rng.integers(2, 25, count), 1 + days.astype(int))
    left = np.maximum(joined, 0) + days
    return joined, np.where(left < span.total, left, NEVER)


def does(rng: np.random.Generator, who: pd.DataFrame, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whether people do on a day what they might: LIVELIEST times as much is drawn as they do on average.

    They go through seasons of their own in which they do more or hardly anything, and fade before they leave.
    """
    season = (day + who["first_mood"].to_numpy()[person]) // MOOD_DAYS
    mood = MOODS[(scrambled(who["moods"].to_numpy()[person] + season) % len(MOODS)).astype(int)]
    left = who["left"].to_numpy()[person]
    fades = (left < NEVER) & (left - day < FADING_DAYS)
    return rng.random(len(day)) < mood / LIVELIEST * np.where(fades, FADING, 1)


def joined_at(who: pd.DataFrame) -> np.ndarray:
    """Second of the first order, or of the registration of those who never order."""
    return who["joined"].to_numpy() * DAY + who["joined_second"].to_numpy()
