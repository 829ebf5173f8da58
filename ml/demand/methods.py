"""Ways to forecast, each for all series of a level at once.

A season is that of the whole level, learnt from the same weeks a year (52 weeks) earlier: single series are
too thin to tell theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ml.demand.settings import DemandSettings

YEAR = 52
LAST_PERIOD, YEAR_BEFORE = "last period", "same weeks a year before"
NAIVE = (LAST_PERIOD, YEAR_BEFORE)
# a factor outside says that the year before was odd rather than the season strong
_LEAST, _MOST = 1 / 3, 3.0

# series × weeks known, weeks ahead → units expected per series in all these weeks
Forecast = Callable[[np.ndarray, int], np.ndarray]


@dataclass(frozen=True)
class Method:
    """A way to forecast and the weeks it has to look back on."""

    name: str
    least_weeks: int
    forecast: Forecast


def methods(settings: DemandSettings) -> dict[str, Method]:
    """Name → method, the naive ones first, then plain before seasonal."""
    averages = {f"average of {weeks} weeks": (weeks, _average(weeks)) for weeks in settings.average_weeks}
    smoothed = {f"smoothing {alpha:g}": (settings.weeks, _smoothing(alpha)) for alpha in settings.smoothing}
    found = [
        Method(LAST_PERIOD, settings.weeks, lambda past, ahead: past[:, -ahead:].sum(axis=1)),
        Method(YEAR_BEFORE, YEAR, _year_before),
    ]
    found += [Method(name, weeks, _flat(rate)) for name, (weeks, rate) in (averages | smoothed).items()]
    found += [
        Method(f"{name}, seasonal", YEAR + weeks, _seasonal(rate))
        for name, (weeks, rate) in (averages | smoothed).items()
    ]
    return {method.name: method for method in found}


def _average(weeks: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda past: past[:, -weeks:].mean(axis=1)


def _smoothing(alpha: float) -> Callable[[np.ndarray], np.ndarray]:
    """Simple exponential smoothing: weights alpha × (1 - alpha) ** age, made to add up to 1."""

    def rate(past: np.ndarray) -> np.ndarray:
        weights = (1 - alpha) ** np.arange(past.shape[1] - 1, -1, -1)
        return past @ weights / weights.sum()

    return rate


def _year_before(past: np.ndarray, ahead: int) -> np.ndarray:
    return past[:, past.shape[1] - YEAR :][:, :ahead].sum(axis=1)


def _flat(rate: Callable[[np.ndarray], np.ndarray]) -> Forecast:
    return lambda past, ahead: rate(past) * ahead


def _seasonal(rate: Callable[[np.ndarray], np.ndarray]) -> Forecast:
    """The rate, times what came a year earlier over what the same rate said then, of all series together."""

    def forecast(past: np.ndarray, ahead: int) -> np.ndarray:
        whole = past.sum(axis=0, keepdims=True)
        said = rate(whole[:, :-YEAR])[0] * ahead
        factor = _year_before(whole, ahead)[0] / said if said > 0 else 1.0
        return rate(past) * ahead * np.clip(factor, _LEAST, _MOST)

    return forecast
