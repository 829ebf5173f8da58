"""What an order day is worth: own mean, own mean drawn to the usual, or Gamma-Gamma; and spend intervals.

Gamma-Gamma (Fader and Hardie 2013, "The Gamma-Gamma Model of Monetary Value"): amounts of a customer are
Gamma(p, ν), ν over customers Gamma(q, γ). What it expects of a customer is the own mean of n order days
drawn to the mean of all, p γ / (q - 1), as if this had been seen on (q - 1) / p days more: so all three are
one formula.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from ml.value.bgnbd import NoFitError, lowest

_BOUNDS = [(np.log(1e-3), np.log(1e4)), (np.log(1e-4), np.log(1e4)), (np.log(1e-4), np.log(1e5))]
_STARTS = [(1.0, 2.0, 2.0), (5.0, 3.0, 1.0), (0.5, 0.5, 5.0)]
# below this, what is not known of an own mean has no variance, and is taken to be as uncertain as it can be
_LEAST_FREEDOM = 0.5


@dataclass(frozen=True)
class GammaGamma:
    """`p`, `q` > 1 and `gamma` (an amount); see the module."""

    p: float
    q: float
    gamma: float

    def worth(self) -> "Worth":
        """What it expects of customers."""
        return Worth("Gamma-Gamma", (self.q - 1) / self.p, self.gamma)

    def second_moment(self, order_days: np.ndarray) -> np.ndarray:
        """How much the square of an own mean exceeds that of its estimate, as a factor."""
        freedom = self.q + self.p * order_days - 2
        return 1 + 1 / np.maximum(freedom, _LEAST_FREEDOM)


@dataclass(frozen=True)
class Worth:
    """The amount of an order day: (`amount` + n · own mean) / (`weight` + n)."""

    name: str
    weight: float
    amount: float

    def of(self, mean_amount: np.ndarray, order_days: np.ndarray) -> np.ndarray:
        """Of each customer; NaN for those without an own mean."""
        return (self.amount + order_days * mean_amount) / (self.weight + order_days)


def log_likelihood(parameters: GammaGamma, mean_amount: np.ndarray, order_days: np.ndarray) -> np.ndarray:
    """Of each customer's mean amount over so many order days."""
    p, q, gamma = parameters.p, parameters.q, parameters.gamma
    shape, whole = p * order_days, gamma + order_days * mean_amount
    return (
        special.gammaln(shape + q)
        - special.gammaln(shape)
        - special.gammaln(q)
        + q * np.log(gamma / whole)
        + shape * np.log(order_days * mean_amount / whole)
        - np.log(mean_amount)
    )


def fit(mean_amount: np.ndarray, order_days: np.ndarray) -> GammaGamma:
    """The most likely parameters for customers with an amount; NoFitError where no start leads to an end."""
    usable = mean_amount > 0
    mean, days = mean_amount[usable], order_days[usable].astype("int64")
    if not len(mean):
        raise NoFitError(
            "No customer has an order with an amount, so what an order is worth cannot be learnt."
        )
    usual = float(mean.mean())
    logs = np.log(mean / usual)
    repeated, times = np.unique(days, return_counts=True)

    def downhill(given: np.ndarray) -> tuple[float, np.ndarray]:
        p, above, gamma = np.exp(given)
        shape, q = p * repeated, 1 + above
        known = special.gammaln(shape + q) - special.gammaln(shape) - special.gammaln(q)
        whole = np.log(gamma + days * np.exp(logs))
        ours = days * (np.log(days) + logs - whole)
        top = times @ known + q * (np.log(gamma) * len(mean) - whole.sum()) + p * ours.sum() - logs.sum()
        to_p = times @ (repeated * (special.digamma(shape + q) - special.digamma(shape))) + ours.sum()
        to_q = times @ (special.digamma(shape + q) - special.digamma(q))
        to_q += np.log(gamma) * len(mean) - whole.sum()
        to_gamma = len(mean) * q / gamma - ((p * days + q) / np.exp(whole)).sum()
        slopes = np.array([to_p * p, to_q * above, to_gamma * gamma])
        return -top / len(mean), -slopes / len(mean)

    found = lowest(downhill, _STARTS, _BOUNDS)
    if found is None:
        raise NoFitError(
            f"The Gamma-Gamma likelihood of {len(mean)} customers has no top that {len(_STARTS)} starts find."
            " Look at the amounts for what is no order's, such as a row of totals."
        )
    p, above, gamma = np.exp(found)
    return GammaGamma(float(p), float(1 + above), float(gamma * usual))


def candidates(gamma_gamma: GammaGamma, mean_amount: np.ndarray, order_days: np.ndarray) -> list[Worth]:
    """Gamma-Gamma, which needs no trial, first."""
    return [
        gamma_gamma.worth(),
        Worth("own mean", 0.0, 0.0),
        Worth("own mean and one usual day", 1.0, usual_worth(mean_amount, order_days)),
    ]


def usual_worth(mean_amount: np.ndarray, order_days: np.ndarray) -> float:
    """The mean amount of an order day."""
    priced = mean_amount > 0
    return float(np.average(mean_amount[priced], weights=order_days[priced]))


def loss(expected: np.ndarray, amount: np.ndarray, order_days: np.ndarray) -> float:
    """Mean gamma deviance of amounts per order day: least where the expected is the mean, on every scale."""
    return float(np.average(2 * (amount / expected - 1 - np.log(amount / expected)), weights=order_days))


def spend_interval(
    gamma_gamma: GammaGamma,
    worth: np.ndarray,
    order_days: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    none: np.ndarray,
    share: float,
) -> tuple[np.ndarray, np.ndarray]:
    """The central interval of the spend to come, from the mean, variance and chance of none of its days.

    Spend is 0 or lognormal with the first two moments that the counts, the spread of a customer's amounts
    (1 / p) and the uncertainty of the own mean give together.
    """
    outside = (1 - share) / 2
    some = np.maximum(1 - none, np.finfo("float64").tiny)
    first = mean * worth / some
    second = worth**2 * gamma_gamma.second_moment(order_days) * (mean / gamma_gamma.p + variance + mean**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.log(np.maximum(second / some / first**2, 1.0)))
        edges = [
            np.where(
                level > none,
                first * np.exp(spread * special.ndtri(np.clip((level - none) / some, 0, 1)) - spread**2 / 2),
                0.0,
            )
            for level in (outside, 1 - outside)
        ]
    return edges[0], edges[1]
