"""How fast customers order at a time of the year, learnt from the same time a year earlier.

A season multiplies every rate, which is the same as more or fewer days: so the level is a factor on the days
of the horizon, and counts, intervals and the next order day follow from it alike. Under a year of history
nothing is corrected, for there is nothing to learn it from.
"""

from datetime import date, timedelta

import numpy as np
from scipy import optimize

from ml.value.bgnbd import Parameters
from ml.value.counts import expected
from ml.value.histories import Histories

_YEAR = timedelta(days=365)
_NEAR = timedelta(days=16)
# a factor outside says that the model is wrong for that time rather than the season strong
_LEAST, _MOST = 1 / 3, 3.0


def factors(
    parameters: Parameters,
    histories: Histories,
    order_day_count: np.ndarray,
    cut_off_on: np.ndarray,
    horizon_days: int,
) -> dict[str, float]:
    """Cut-off (ISO day) → the factor on the days with which what happened then is what was expected in all.

    `cut_off_on` is datetime64[D] per row, `order_day_count` what happened within the horizon. Left out are
    cut-offs within `horizon_days` of the first one, for the data began too shortly before them, and those
    without a level.
    """
    days = np.unique(cut_off_on)
    grown = days[days >= days[0] + np.timedelta64(horizon_days, "D")] if len(days) else days
    levels = {
        str(day): level(
            parameters,
            histories.where(cut_off_on == day),
            float(order_day_count[cut_off_on == day].sum()),
            horizon_days,
        )
        for day in grown
    }
    return {day: factor for day, factor in levels.items() if factor is not None}


def factor_for(known: dict[str, float], as_of_on: date) -> float:
    """The factor of the cut-off nearest to a year before `as_of_on`; 1 when none is near."""
    wanted = as_of_on - _YEAR
    distances = {abs(date.fromisoformat(day) - wanted): factor for day, factor in sorted(known.items())}
    nearest = min(distances, default=None)
    return distances[nearest] if nearest is not None and nearest <= _NEAR else 1.0


def level(parameters: Parameters, histories: Histories, happened: float, horizon_days: int) -> float | None:
    """The factor on the days with which `happened` is expected in all; None outside a third to three."""

    def missed(log_factor: float) -> float:
        days = horizon_days * np.exp(log_factor)
        return expected(parameters, histories, days, most=horizon_days) - happened

    low, high = np.log(_LEAST), np.log(_MOST)
    if missed(low) >= 0 or missed(high) <= 0:
        return None
    return float(np.exp(optimize.brentq(missed, low, high, xtol=1e-4)))


def stretched(days: np.ndarray, factor: float, horizon_days: int) -> np.ndarray:
    """Days of the calendar for days of the model: the season counts within the horizon, not beyond it."""
    within = days / factor
    return np.where(within <= horizon_days, within, days - (factor - 1) * horizon_days)
