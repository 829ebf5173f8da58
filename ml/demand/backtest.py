"""Forecasts of past days beside what came: which method is best, and whether it beats the naive ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.demand.history import History
from ml.demand.methods import NAIVE, Method
from ml.demand.settings import DemandSettings
from ml.evaluation import Sampling, interval, rounded


@dataclass(frozen=True)
class Trial:
    """What came (series × origins), and what each method had said."""

    happened: np.ndarray
    said: dict[str, np.ndarray]

    def wape(self, name: str) -> float:
        """Sum of the errors' sizes over all that was sold; infinite where nothing was."""
        sold = self.happened.sum()
        return float(np.abs(self.said[name] - self.happened).sum() / sold) if sold else float("inf")


def origins(history: History, settings: DemandSettings) -> list[int]:
    """Weeks known at each origin, in order: a horizon apart, the last one a horizon before the end."""
    found = range(history.weeks - settings.weeks, settings.weeks - 1, -settings.weeks)
    return sorted(found)


def tried(history: History, at: Sequence[int], methods: Iterable[Method], settings: DemandSettings) -> Trial:
    """Each method at each origin."""
    said = {
        method.name: np.column_stack([method.forecast(history.until(end), settings.weeks) for end in at])
        for method in methods
    }
    return Trial(np.column_stack([history.after(end, settings.weeks) for end in at]), said)


def choose(
    history: History, at: Sequence[int], methods: dict[str, Method], settings: DemandSettings
) -> tuple[str, dict[str, float]]:
    """The method with the least error at these origins, and the errors of all that could be tried.

    All are compared at the same origins: those where every method can look back far enough, if there are
    `min_choosing` of them; else methods that look back furthest are left out.
    """
    longest = sorted({method.least_weeks for method in methods.values()}, reverse=True)
    for weeks in longest:
        common = [end for end in at if end >= weeks]
        if len(common) >= settings.min_choosing:
            able = [method for method in methods.values() if method.least_weeks <= weeks]
            trial = tried(history, common, able, settings)
            errors = {method.name: trial.wape(method.name) for method in able}
            return min(errors, key=lambda name: errors[name]), errors
    return next(iter(methods)), {}


def naive_at(at: Sequence[int], methods: dict[str, Method]) -> list[Method]:
    """The naive methods that can look back far enough at all these origins."""
    return [methods[name] for name in NAIVE if methods[name].least_weeks <= min(at)]


def figures(trial: Trial, model: str, how: Sampling) -> dict[str, dict[str, Any]]:
    """`model` and each naive method → wape and mae with `_interval`; naive ones also their `_difference`.

    A difference is positive where the model is better. Intervals draw series and origins, each by itself:
    the series of a period share its surprises, so neither alone is enough (Owen 2007, pigeonhole bootstrap).
    """
    series, periods = trial.happened.shape
    rng = np.random.default_rng(how.seed)
    of_series = rng.multinomial(series, np.full(series, 1 / series), how.rounds).astype("float64")
    of_period = rng.multinomial(periods, np.full(periods, 1 / periods), how.rounds).astype("float64")

    def drawn(values: np.ndarray) -> np.ndarray:
        return ((of_series @ values) * of_period).sum(axis=1)

    sold, count = drawn(trial.happened), float(series * periods)
    missed = {name: np.abs(said - trial.happened) for name, said in trial.said.items()}
    # a draw of periods without sales tells nothing
    with np.errstate(divide="ignore", invalid="ignore"):
        sampled = {name: drawn(errors) / np.where(sold > 0, sold, np.nan) for name, errors in missed.items()}
    found: dict[str, dict[str, Any]] = {}
    for name in [model, *(name for name in trial.said if name != model)]:
        found[name] = {
            "wape": rounded(trial.wape(name)),
            "wape_interval": interval(sampled[name], how),
            "mae": rounded(missed[name].mean()),
            "mae_interval": interval(drawn(missed[name]) / count, how),
        }
        if name != model:
            found[name]["wape_difference"] = rounded(trial.wape(name) - trial.wape(model))
            found[name]["wape_difference_interval"] = interval(sampled[name] - sampled[model], how)
    return found
