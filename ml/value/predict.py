"""What a fit says of customers as of a day."""

from dataclasses import dataclass, field

import numpy as np

from ml.value import amounts
from ml.value.amounts import GammaGamma, Worth
from ml.value.bgnbd import Parameters
from ml.value.counts import counts, days_until_next
from ml.value.rows import Customers
from ml.value.season import stretched
from ml.value.settings import ValueSettings


@dataclass(frozen=True)
class Scorer:
    """What scoring needs: when customers order, what an order day is worth, the factors of the season.

    `usual_worth` is that of a day whose customer has no amount yet, `margin_rate` the margin of all as a
    share of the spend it is known for (None: no cost is known). `told` names the parts that were proven;
    others are not told.
    """

    parameters: Parameters
    gamma_gamma: GammaGamma
    worth: Worth
    usual_worth: float
    margin_rate: float | None
    season: dict[str, float]
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Predicted:
    """Per customer, in the horizon: order days, spend and margin (NaN: no cost known) with their intervals;
    P(alive), NaN where the model does not ask; and days to the next order with its interval, infinite
    where there is none to be expected.
    """

    order_days: np.ndarray
    least_order_days: np.ndarray
    most_order_days: np.ndarray
    worth: np.ndarray
    spend: np.ndarray
    least_spend: np.ndarray
    most_spend: np.ndarray
    margin: np.ndarray
    least_margin: np.ndarray
    most_margin: np.ndarray
    alive: np.ndarray
    until_next: np.ndarray
    until_next_from: np.ndarray
    until_next_to: np.ndarray


def predict(scorer: Scorer, customers: Customers, factor: float, settings: ValueSettings) -> Predicted:
    """Of each customer; `factor` is that of the season."""
    horizon, histories = settings.horizon_days, customers.histories
    found = counts(scorer.parameters, histories, horizon * factor, settings.interval_share, most=horizon)
    worth = scorer.worth.of(customers.mean_amount, customers.order_days)
    worth = np.where(np.isnan(worth), scorer.usual_worth, worth)
    least, most = amounts.spend_interval(
        scorer.gamma_gamma,
        worth,
        customers.order_days,
        found.mean,
        found.variance,
        found.none,
        settings.interval_share,
    )
    spend, rate = found.mean * worth, margin_rate(scorer, customers)
    until = [
        _until_next(scorer, customers, found.alive, chance, factor, settings)
        for chance in _day_levels(settings)
    ]
    return Predicted(
        order_days=found.mean,
        least_order_days=found.low,
        most_order_days=found.high,
        worth=worth,
        spend=spend,
        least_spend=least,
        most_spend=most,
        margin=spend * rate,
        # who costs more than they pay costs most where they spend most
        least_margin=np.minimum(least * rate, most * rate),
        most_margin=np.maximum(least * rate, most * rate),
        alive=np.where(scorer.parameters.chances_to_stop(histories.frequency) > 0, found.alive, np.nan),
        until_next=until[0],
        until_next_from=np.where(np.isinf(until[0]), np.inf, until[1]),
        until_next_to=until[2],
    )


def margin_rate(scorer: Scorer, customers: Customers) -> np.ndarray:
    """Own margin over the spend it is known for, with one usual day at the rate of all; NaN: unknown."""
    if scorer.margin_rate is None:
        return np.full(len(customers), np.nan)
    usual = scorer.usual_worth
    with np.errstate(invalid="ignore"):
        drawn = (customers.margin + usual * scorer.margin_rate) / (customers.costed + usual)
    return np.where(customers.costed > 0, drawn, np.nan)


def _day_levels(settings: ValueSettings) -> tuple[float, float, float]:
    outside = (1 - settings.day_interval_share) / 2
    return 0.5, outside, 1 - outside


def _until_next(
    scorer: Scorer,
    customers: Customers,
    alive: np.ndarray,
    chance: float,
    factor: float,
    settings: ValueSettings,
) -> np.ndarray:
    """Whole days until the chance of an order reaches `chance`; infinite beyond what is looked at."""
    days = days_until_next(scorer.parameters, customers.histories, chance, alive)
    days = np.floor(stretched(days, factor, settings.horizon_days))
    return np.where(days < settings.next_order_within_days, days, np.inf)
