"""How many order days are to come and when the next one is: the exact predictive distribution.

Given the history and that a customer is one, λ is Gamma(r + x, alpha + T) and p is Beta(a, b + x),
independently (x + 1 where the first order day may be the last). The order days to come are min(N, K): N,
those of somebody who never stops, is negative binomial; K, the one after which they stop, is beta-geometric.
So

    P(X >= n) = P(alive) · P(N >= n) · B(a, b + x + n - 1) / B(a, b + x)

and mean, variance and quantiles are sums of these: no simulation, and no hypergeometric function, whose
closed form of the mean (Fader, Hardie and Lee 2005, equation 10) is 0 / 0 at a = 1.
"""

from dataclasses import dataclass

import numpy as np

from ml.value.bgnbd import Parameters, alive
from ml.value.histories import Histories

# what is less likely than this is not counted any more
_NEGLIGIBLE = 1e-10


@dataclass(frozen=True)
class Counts:
    """Per customer: P(alive), then mean, variance, chance of none and interval of the order days to come."""

    alive: np.ndarray
    mean: np.ndarray
    variance: np.ndarray
    none: np.ndarray
    low: np.ndarray
    high: np.ndarray


def counts(
    parameters: Parameters, histories: Histories, days: float, share: float, most: int | None = None
) -> Counts:
    """Of the next `days`, which the season may stretch; there are at most `most` (default `days`) order days.

    `low` to `high` is the central interval: each side leaves out at most half of 1 - `share`, so as counts
    are whole it covers more than `share`.
    """
    distinct, which, _ = histories.distinct()
    found = _sums(parameters, distinct, days, share, int(np.ceil(days)) if most is None else most)
    return Counts(*(values[which] for values in found))


def expected(parameters: Parameters, histories: Histories, days: float, most: int | None = None) -> float:
    """The order days to come of all together."""
    distinct, _, times = histories.distinct()
    found = _sums(parameters, distinct, days, 0.0, int(np.ceil(days)) if most is None else most)
    return float(times @ found[1])


def _sums(
    parameters: Parameters, histories: Histories, days: float, share: float, most: int
) -> tuple[np.ndarray, ...]:
    outside = (1 - share) / 2
    is_alive = alive(parameters, histories)
    mean, square, low, high = (np.zeros(len(histories)) for _ in range(4))
    none = 1.0 - is_alive
    rows = np.arange(len(histories))
    steps = _Steps.of(parameters, histories, days)
    for count in range(1, most + 1):
        reach = is_alive[rows] * steps.reach()
        goes_on = reach > _NEGLIGIBLE
        if count == 1:
            none = 1.0 - reach
        # so that what a row comes to does not depend on the others
        reach[~goes_on] = 0.0
        mean[rows] += reach
        square[rows] += (2 * count - 1) * reach
        low[rows] += reach >= 1 - outside
        high[rows] += reach > outside
        if not goes_on.any():
            break
        steps.advance(count)
        # copying costs more than a few rows too many
        if goes_on.mean() < 0.8:
            rows, steps = rows[goes_on], steps.where(goes_on)
    variance = np.maximum(square - mean**2, 0.0)
    return is_alive, mean, variance, none, low.astype("int64"), high.astype("int64")


@dataclass
class _Steps:
    """P(N = n - 1) in logarithms, P(N >= n), and the chance of not having stopped before the n-th."""

    orders: np.ndarray
    chances: np.ndarray
    stops: float
    ratio: np.ndarray
    log_chance: np.ndarray
    tail: np.ndarray
    stays: np.ndarray

    @classmethod
    def of(cls, parameters: Parameters, histories: Histories, days: float) -> "_Steps":
        """At n = 1."""
        orders = parameters.r + histories.frequency
        known = parameters.alpha + histories.age
        log_none = -orders * np.log1p(days / known)
        chances = parameters.b + parameters.chances_to_stop(histories.frequency)
        return cls(
            orders=orders,
            chances=chances,
            stops=parameters.a,
            ratio=days / (known + days),
            log_chance=log_none,
            tail=-np.expm1(log_none),
            stays=np.ones(len(histories)),
        )

    def reach(self) -> np.ndarray:
        """P(X >= n) of those who are customers."""
        return self.tail * self.stays

    def advance(self, count: int) -> None:
        """From n = count to the next."""
        self.log_chance = self.log_chance + np.log((self.orders + (count - 1)) / count * self.ratio)
        self.tail = np.maximum(self.tail - np.exp(self.log_chance), 0.0)
        known = self.chances + (count - 1)
        self.stays = self.stays * (known / (self.stops + known))

    def where(self, kept: np.ndarray) -> "_Steps":
        """The rows that a mask keeps."""
        return _Steps(
            self.orders[kept],
            self.chances[kept],
            self.stops,
            self.ratio[kept],
            self.log_chance[kept],
            self.tail[kept],
            self.stays[kept],
        )


def days_until_next(
    parameters: Parameters, histories: Histories, chance: float, is_alive: np.ndarray
) -> np.ndarray:
    """The days until the chance of another order reaches `chance`; infinite where it never does.

    Whoever is a customer orders within t days with 1 - (1 + t / (alpha + T)) ** -(r + x); `is_alive` is the
    probability that they are.
    """
    orders, known = parameters.r + histories.frequency, parameters.alpha + histories.age
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        missing = np.log1p(-chance / is_alive)
        days = known * np.expm1(-missing / orders)
    return np.where(is_alive > chance, days, np.inf)
