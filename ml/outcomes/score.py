"""Scoring customers with a published fit."""

import numpy as np
import pandas as pd

from ml.outcomes import models, season
from ml.outcomes.bands import band_of
from ml.outcomes.outcome import Outcome
from ml.outcomes.reasons import reasons, shown
from ml.outcomes.settings import OutcomeSettings
from ml.outcomes.train import Fitted, Scorer

# few enough for the processor's cache
_ROWS_AT_ONCE = 50_000


def score(
    fitted: Fitted, features: pd.DataFrame, outcome: Outcome, settings: OutcomeSettings
) -> pd.DataFrame:
    """One row per customer concerned: customer_id, score (0 to 1), band, reasons_zh, reasons_en.

    `features` has one row per customer: customer_id, as_of_on (the same day in all rows) and the columns of
    the outcome's inputs. The bands are those of `settings`, which may have changed since the fit.
    ValueError for a fit that is not published, for lacking columns, and for several days.
    """
    if fitted.scorer is None:
        raise ValueError(
            f"The {outcome.key} fit {fitted.model_version} must not score: {fitted.reason}"
            " Score only published fits."
        )
    concerned = np.flatnonzero(outcome.concerns(features))
    days = pd.to_datetime(features["as_of_on"].iloc[concerned].drop_duplicates()).dt.date.tolist()
    if len(days) > 1:
        raise ValueError(
            f"The features to score are as of {len(days)} days, {min(days)} to {max(days)}; expected one day."
            " Score each day on its own."
        )
    shift = season.shift_for(fitted.scorer.season, days[0]) if days else 0.0
    parts = [
        _score_part(
            fitted.scorer, features.iloc[concerned[first : first + _ROWS_AT_ONCE]], shift, outcome, settings
        )
        for first in range(0, max(len(concerned), 1), _ROWS_AT_ONCE)
    ]
    return pd.concat(parts, ignore_index=True)


def _score_part(
    scorer: Scorer, features: pd.DataFrame, shift: float, outcome: Outcome, settings: OutcomeSettings
) -> pd.DataFrame:
    given = outcome.inputs.read(features, outcome.key)
    parts = scorer.model.parts(outcome.inputs.matrix(given, scorer.input_names))
    moved = parts.sum(axis=1)
    chance = models.probability(scorer.model.start + moved + shift)
    pulls = models.by_theme(parts, scorer.themes)
    facts, themes = shown(outcome.phrases, given), list(dict.fromkeys(scorer.themes))
    told = reasons(outcome.phrases, themes, pulls, moved >= 0, facts, scorer.usual)
    return pd.DataFrame(
        {
            "customer_id": features["customer_id"].to_numpy(),
            "score": chance,
            "band": band_of(chance, settings),
            "reasons_zh": told["zh"],
            "reasons_en": told["en"],
        }
    )
