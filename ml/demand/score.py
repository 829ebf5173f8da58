"""Forecasting with a fit, and whether the latest sales fell below what had been foreseen."""

import numpy as np
import pandas as pd

from ml.demand.history import KEYS, History, histories
from ml.demand.methods import methods
from ml.demand.settings import DemandSettings
from ml.demand.train import Fitted, Level


def score(fitted: Fitted, sold: pd.DataFrame, settings: DemandSettings) -> pd.DataFrame:
    """One row per level and series: its keys (None where a level has none), what to expect in the horizon.

    `expected_quantity` with `least_quantity` and `most_quantity`; `sold_quantity` of the horizon just over
    beside what was `foreseen_quantity` a horizon ago with its ends (null without the history for it);
    `is_falling`: less was sold than its lower end; `method` and whether it is the naive baseline. ValueError
    for a fit that is not published.
    """
    if not fitted.is_published:
        raise ValueError(
            f"The demand fit {fitted.model_version} must not forecast: {fitted.reason} Use published fits."
        )
    found = histories(sold)
    parts = [_forecast(name, found[name], level, settings) for name, level in fitted.levels.items()]
    return pd.concat(parts, ignore_index=True)


def _forecast(name: str, history: History, level: Level, settings: DemandSettings) -> pd.DataFrame:
    way, weeks = methods(settings)[level.method], settings.weeks
    nothing = np.full(len(history.keys), np.nan)
    before = history.weeks - weeks
    ahead = way.forecast(history.quantity, weeks) if history.weeks >= way.least_weeks else nothing
    foreseen = way.forecast(history.until(before), weeks) if before >= way.least_weeks else nothing
    happened = history.after(before, weeks)
    (least, most), (foreseen_least, foreseen_most) = map(level.spread.interval, (ahead, foreseen))
    return pd.DataFrame(
        {
            "level": name,
            **{key: history.keys.get(key) for key in KEYS},
            "expected_quantity": ahead,
            "least_quantity": least,
            "most_quantity": most,
            "sold_quantity": happened,
            "foreseen_quantity": foreseen,
            "foreseen_least_quantity": foreseen_least,
            "foreseen_most_quantity": foreseen_most,
            "is_falling": happened < foreseen_least,
            "method": level.method,
            "is_baseline": level.is_baseline,
        }
    )
