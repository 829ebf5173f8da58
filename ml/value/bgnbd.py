"""BG/NBD and its modification: who orders how often, and who has stopped, in closed form.

While a customer is one, order days follow a Poisson process of rate λ; after an order day they stop for good
with probability p. Over customers λ is Gamma(r, alpha), p Beta(a, b). In BG/NBD (Fader, Hardie and Lee 2005,
"Counting Your Customers the Easy Way") nobody stops after the first order day, so who has ordered once
counts as a customer for ever; in MBG/NBD (Batislam, Denizel and Filiztekin 2007) the first may be the last.

The likelihood is that of Fader and Hardie's note on its numerical problems, all in logarithms. Time is days.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from ml.value.histories import Histories

# parameters in units of the mean age; beyond these the likelihood no longer changes
_BOUNDS = [(np.log(1e-4), np.log(1e4))] * 2 + [(np.log(1e-4), np.log(1e3))] * 2
_STARTS = [(0.5, 0.5, 0.5, 2.0), (1.0, 1.0, 1.0, 1.0), (0.2, 0.1, 0.1, 1.0), (3.0, 1.0, 0.05, 5.0)]
# the slope of the mean log likelihood in log parameters at which the climb has ended
_FLAT = 1e-5
_TRIES = 5


class NoFitError(ValueError):
    """The parameters could not be found; the message says what to do."""


@dataclass(frozen=True)
class Parameters:
    """`r` and `alpha` (days) of the ordering rate, `a` and `b` of stopping; see the module."""

    r: float
    alpha: float
    a: float
    b: float
    first_may_be_last: bool = False

    @property
    def name(self) -> str:
        """What the literature calls it."""
        return "MBG/NBD" if self.first_may_be_last else "BG/NBD"

    def array(self) -> np.ndarray:
        """r, alpha, a, b."""
        return np.array([self.r, self.alpha, self.a, self.b])

    def chances_to_stop(self, frequency: np.ndarray) -> np.ndarray:
        """After how many order days each customer could have stopped."""
        return frequency + self.first_may_be_last


def log_likelihood(parameters: Parameters, histories: Histories) -> np.ndarray:
    """Of each customer's history."""
    return _pieces(parameters, histories)[0]


def alive(parameters: Parameters, histories: Histories) -> np.ndarray:
    """The probability that each is still a customer."""
    return 1.0 - _pieces(parameters, histories)[1]


def gradient(parameters: Parameters, histories: Histories) -> np.ndarray:
    """Customers × (r, alpha, a, b): the slope of each log likelihood."""
    return _slopes(parameters, histories, _pieces(parameters, histories)[1])


def _slopes(parameters: Parameters, histories: Histories, stopped: np.ndarray) -> np.ndarray:
    r, alpha, a, b = parameters.array()
    orders, chances = histories.frequency, parameters.chances_to_stop(histories.frequency)
    until_now, until_last = alpha + histories.age, alpha + histories.recency
    to_r = _by_value(orders, lambda x: special.digamma(r + x)) - special.digamma(r) + np.log(alpha)
    to_r -= (1 - stopped) * np.log(until_now) + stopped * np.log(until_last)
    to_alpha = r / alpha - (r + orders) * ((1 - stopped) / until_now + stopped / until_last)
    to_both = special.digamma(a + b) - _by_value(chances, lambda y: special.digamma(a + b + y))
    to_b = to_both + _by_value(chances, lambda y: special.digamma(b + y)) - special.digamma(b)
    to_b -= stopped / np.where(chances > 0, b + chances - 1, 1.0)
    return np.column_stack([to_r, to_alpha, to_both + stopped / a, to_b])


def fit(histories: Histories, *, first_may_be_last: bool = False) -> Parameters:
    """The most likely parameters. NoFitError where there is no repeat order, or no start leads to an end."""
    if not (histories.frequency > 0).any():
        raise NoFitError(
            f"None of {len(histories)} customers ordered on a second day, so how often they order cannot be"
            " learnt. More history mends this."
        )
    distinct, _, counts = histories.distinct()
    days = float(np.average(distinct.age, weights=counts))
    scale, weights = np.array([1.0, days, 1.0, 1.0]), counts / counts.sum()

    def downhill(logs: np.ndarray) -> tuple[float, np.ndarray]:
        parameters = Parameters(*(np.exp(logs) * scale), first_may_be_last=first_may_be_last)
        likelihood, stopped = _pieces(parameters, distinct)
        slopes = weights @ _slopes(parameters, distinct, stopped) * parameters.array()
        return -weights @ likelihood, -slopes

    logs = lowest(downhill, _STARTS, _BOUNDS)
    if logs is None:
        raise NoFitError(
            f"The BG/NBD likelihood of {len(histories)} customers has no top that {len(_STARTS)} starts find."
            " Look at the order days for what is not a customer's, such as one customer who stands for many;"
            " else more history mends this."
        )
    found = (float(value) for value in np.exp(logs) * scale)
    return Parameters(*found, first_may_be_last=first_may_be_last)


def lowest(
    downhill: Callable[[np.ndarray], tuple[float, np.ndarray]],
    starts: list[tuple[float, ...]],
    bounds: list[tuple[float, float]],
) -> np.ndarray | None:
    """The logarithms at which a function with its slopes is least; None where no start leads to flat ground.

    Where it ends on a slope, as along the ridge of those who never stop, it sets out again with fresh steps.
    """
    low, high = np.array(bounds).T
    options = {"maxiter": 500, "ftol": 1e-15, "gtol": 1e-8, "maxls": 50}
    for start in starts:
        logs = np.log(start)
        for _ in range(_TRIES):
            found = optimize.minimize(
                downhill, logs, jac=True, method="L-BFGS-B", bounds=bounds, options=options
            )
            logs = found.x
            step = np.clip(logs - found.jac, low, high) - logs
            if np.isfinite(found.fun) and np.abs(step).max() < _FLAT:
                return logs
    return None


def _pieces(parameters: Parameters, histories: Histories) -> tuple[np.ndarray, np.ndarray]:
    """Log likelihood, and the probability of having stopped after the latest order day."""
    r, alpha, a, b = parameters.array()
    orders, chances = histories.frequency, parameters.chances_to_stop(histories.frequency)
    going_on = -(r + orders) * np.log(alpha + histories.age)
    odds = np.log(a) - np.log(np.where(chances > 0, b + chances - 1, 1.0))
    stopping = np.where(chances > 0, odds - (r + orders) * np.log(alpha + histories.recency), -np.inf)
    either = np.logaddexp(going_on, stopping)
    known = _by_value(orders, lambda x: special.gammaln(r + x)) - special.gammaln(r) + r * np.log(alpha)
    known += _by_value(chances, lambda y: special.betaln(a, b + y)) - special.betaln(a, b)
    return known + either, np.exp(stopping - either)


def _by_value(counts: np.ndarray, of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """A costly function of few different whole numbers."""
    return of(np.arange(counts.max(initial=0) + 1, dtype="float64"))[counts]
