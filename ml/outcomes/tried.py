"""A model as it was fitted for its test, so that later ones can be tried beside it."""

from dataclasses import dataclass

import numpy as np

from ml.outcomes import models, season
from ml.outcomes.rows import Rows
from ml.outcomes.settings import OutcomeSettings


@dataclass(frozen=True)
class Tried:
    """The model, its inputs and the shifts of the season, of outcomes known by the day of its test."""

    model: models.Model
    input_names: list[str]
    season: dict[str, float]

    def chances(self, rows: Rows) -> np.ndarray:
        """What it says of rows of one day."""
        odds = models.log_odds(self.model, rows.only(self.input_names).inputs)
        return models.probability(odds + season.shift_for(self.season, rows.days[0]))


def tried(candidate: models.Candidate, known: Rows, settings: OutcomeSettings) -> Tried:
    """A candidate fitted on what was known."""
    model = candidate.fit(known.inputs, known.happened)
    return Tried(model, known.names, shifts_of(model, known, settings))


def shifts_of(model: models.Model, rows: Rows, settings: OutcomeSettings) -> dict[str, float]:
    """The levels of the season that a model leaves to be learnt."""
    odds = models.log_odds(model, rows.inputs)
    return season.shifts(odds, rows.happened, rows.cut_off_on, settings.horizon_days)


def baseline_of(known: Rows, test: Rows) -> np.ndarray:
    """What the baseline, fitted on what was known, says of the rows of a test."""
    simple = known.reading(known.outcome.baseline_inputs)
    baseline = models.BASELINE.fit(simple.inputs, simple.happened)
    return models.probability(models.log_odds(baseline, test.only(simple.names).inputs))
