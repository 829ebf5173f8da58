"""How far outcomes lie from forecasts: intervals that grow with what is forecast."""

from dataclasses import dataclass

import numpy as np
from scipy import optimize

# units below which a forecast counts as this when errors are put on one scale
_LEAST = 0.5


@dataclass(frozen=True)
class Spread:
    """The variance of an outcome is `linear` × forecast + `square` × forecast² (counting, and common shocks).

    `low` and `high` are the quantiles of errors in units of its root.
    """

    linear: float
    square: float
    low: float
    high: float

    def interval(self, forecast: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Least and most units to expect."""
        scale = _scale(forecast, self.linear, self.square)
        return np.maximum(forecast + self.low * scale, 0.0), forecast + self.high * scale


def spread_of(forecast: np.ndarray, happened: np.ndarray, share: float) -> Spread:
    """From past forecasts and what came, arrays of one shape: intervals that held this share of them."""
    forecast, happened = forecast.ravel(), happened.ravel()
    size = np.maximum(forecast, _LEAST)
    parts = np.column_stack([np.ones(len(size)), size])
    (linear, square), _ = optimize.nnls(parts, (happened - forecast) ** 2 / size)
    if not linear and not square:
        linear = 1.0
    errors = (happened - forecast) / _scale(forecast, linear, square)
    low, high = np.quantile(errors, [(1 - share) / 2, (1 + share) / 2])
    return Spread(float(linear), float(square), float(min(low, 0.0)), float(max(high, 0.0)))


def _scale(forecast: np.ndarray, linear: float, square: float) -> np.ndarray:
    size = np.maximum(forecast, _LEAST)
    return np.sqrt(linear * size + square * size**2)
