"""When things happen: the days of the world and how busy each is, for each persona.

Days are counted from the opening, the first day of the history; seconds are those since its first instant,
Beijing time. After the history's `days` come AHEAD days which only the truth knows.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from demo.sample.company import seconds_of_day as usual_seconds
from demo.world.personas import PERSONAS

DAY = 86_400
AHEAD = 180
NOT_YET = 10**12  # a second that does not come
WEEKDAYS = np.array([0.93, 0.92, 0.95, 0.97, 1.04, 1.12, 1.07])  # Monday first
# first and last (month, day), how busy; of two the later line counts
SEASONS = (
    ((9, 15), (12, 31), 1.08),
    ((3, 5), (3, 8), 1.5),
    ((5, 25), (6, 15), 1.25),
    ((6, 16), (6, 17), 1.8),
    ((6, 18), (6, 18), 7.5),
    ((6, 19), (7, 5), 0.75),
    ((10, 1), (10, 7), 0.85),
    ((10, 24), (11, 4), 1.3),
    ((11, 5), (11, 10), 0.9),
    ((11, 11), (11, 11), 11.0),
    ((11, 12), (11, 22), 0.8),
    ((12, 12), (12, 12), 2.8),
)
FESTIVALS = ((6, 18), (11, 11), (12, 12))
SPRING_FESTIVALS = (
    "2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 "
    "2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 "
    "2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15"
)


@dataclass(frozen=True)
class Span:
    """The history's length and the day before which it ends; ValueError for years of unknown festivals."""

    end_on: datetime.date
    days: int

    def __post_init__(self) -> None:
        """Check the years."""
        first = self.end_on - datetime.timedelta(days=self.days)
        if first.year < 2014 or self.end_on.year > 2036:
            raise ValueError(
                f"The world can only be told of the years 2014 to 2036, not from {first} to {self.end_on}."
                " Give another end or fewer years."
            )

    @property
    def opening(self) -> np.datetime64:
        """First day of the history."""
        return np.datetime64(self.end_on, "D") - self.days

    @property
    def total(self) -> int:
        """Days of the history and those ahead."""
        return self.days + AHEAD

    @property
    def seconds(self) -> int:
        """Length of the history."""
        return self.days * DAY

    def stamps(self, seconds: np.ndarray) -> np.ndarray:
        """Naive Beijing stamps, to the second."""
        return self.opening.astype("datetime64[s]") + np.asarray(seconds).astype("timedelta64[s]")

    def day_of(self, day: np.datetime64 | str) -> int:
        """Number of a calendar day."""
        return int((np.datetime64(day, "D") - self.opening).astype(int))


class Rhythm:
    """Busy time: a clock per persona that runs faster on busy days, so that steady habits meet the season."""

    def __init__(self, span: Span) -> None:
        busyness = _busyness(span)[None, :] ** PERSONAS["festive"].to_numpy()[:, None]
        # the epoch began on a Thursday
        self.opening_weekday = int(span.opening.astype(int) + 3) % 7
        busyness = busyness * WEEKDAYS[(self.opening_weekday + np.arange(span.total)) % 7]
        busyness /= busyness.mean(axis=1, keepdims=True)
        self.cumulative = np.concatenate([np.zeros((len(busyness), 1)), busyness.cumsum(axis=1)], axis=1)
        self.total = span.total
        self._stride = self.cumulative.max() + 1
        self._flat = (self.cumulative + self._stride * np.arange(len(busyness))[:, None]).ravel()

    def busy(self, persona: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Busy time at the beginning of a day, in days of middling busyness."""
        return self.cumulative[persona, np.clip(day, 0, self.total)]

    def day(self, persona: np.ndarray, busy: np.ndarray) -> np.ndarray:
        """The day on which a persona's clock shows the busy time."""
        place = np.searchsorted(self._flat, busy + self._stride * persona, side="right") - 1
        return np.clip(place - persona * (self.total + 1), 0, self.total - 1)


def _busyness(span: Span) -> np.ndarray:
    """How busy each day is for a middling person, before weekdays."""
    days = span.opening + np.arange(span.total)
    year = days.astype("datetime64[Y]")
    months = days.astype("datetime64[M]")
    calendar = ((months - year).astype(int) + 1) * 100 + (days - months).astype(int) + 1
    busy = np.ones(span.total)
    for (from_month, from_day), (to_month, to_day), factor in SEASONS:
        within = (calendar >= from_month * 100 + from_day) & (calendar <= to_month * 100 + to_day)
        busy[within] = factor
    for festival in SPRING_FESTIVALS.split():
        away = np.arange(span.total) - span.day_of(festival)
        busy = np.where((away >= -20) & (away <= -5), 1.6 * busy, busy)
        busy = np.where((away >= -2) & (away <= 6), 0.35 * busy, busy)
    return busy


def is_festival(span: Span, day: np.ndarray) -> np.ndarray:
    """Whether the days are those of the great sales."""
    numbers = [
        span.day_of(f"{year}-{month:02d}-{number:02d}")
        for year in range(2014, 2038)
        for month, number in FESTIVALS
    ]
    return np.isin(day, numbers)


def seconds_of_day(rng: np.random.Generator, preferred_hour: np.ndarray, habit: float = 0.65) -> np.ndarray:
    """Times of day: so large a share around the preferred hour (0 to 24), the others as everybody's."""
    count = len(preferred_hour)
    own = (preferred_hour * 3600 + rng.normal(0, 4200, count)) % DAY
    return np.where(rng.random(count) < habit, own, usual_seconds(rng, count)).astype(np.int64)


def opening_hours(seconds: np.ndarray) -> np.ndarray:
    """The times of day moved to when stores are open, 9 to 21 o'clock."""
    seconds = np.where(seconds < 9 * 3600, 9 * 3600 + seconds % 7200, seconds)
    return np.where(seconds >= 21 * 3600, 19 * 3600 + seconds % 7200, seconds)
