"""Scoring customers with a published fit."""

import pandas as pd

from ml.churn import models, season
from ml.churn.bands import band_of
from ml.churn.inputs import matrix, numbers
from ml.churn.reasons import reasons, shown
from ml.churn.settings import ChurnSettings
from ml.churn.train import Fitted, Scorer

# few enough for the processor's cache
_ROWS_AT_ONCE = 50_000


def score(fitted: Fitted, features: pd.DataFrame, settings: ChurnSettings) -> pd.DataFrame:
    """One row per customer with an order: customer_id, score (0 to 1), band, reasons_zh, reasons_en.

    `features` has one row per customer: customer_id, as_of_on (the same day in all rows) and inputs.COLUMNS.
    The bands are those of `settings`, which may have changed since the fit.
    ValueError for a fit that is not published, for lacking columns, and for several days.
    """
    if fitted.scorer is None:
        raise ValueError(
            f"The churn fit {fitted.model_version} must not score: {fitted.reason} Score only published fits."
        )
    bought = features[features["order_count"] > 0]
    days = pd.to_datetime(bought["as_of_on"].drop_duplicates()).dt.date.tolist()
    if len(days) > 1:
        raise ValueError(
            f"The features to score are as of {len(days)} days, {min(days)} to {max(days)}; expected one day."
            " Score each day on its own."
        )
    shift = season.shift_for(fitted.scorer.season, days[0]) if days else 0.0
    parts = [
        _score_part(fitted.scorer, bought.iloc[first : first + _ROWS_AT_ONCE], shift, settings)
        for first in range(0, max(len(bought), 1), _ROWS_AT_ONCE)
    ]
    return pd.concat(parts, ignore_index=True)


def _score_part(
    scorer: Scorer, features: pd.DataFrame, shift: float, settings: ChurnSettings
) -> pd.DataFrame:
    given = numbers(features)
    parts = scorer.model.parts(matrix(given, scorer.input_names))
    moved = parts.sum(axis=1)
    chance = models.probability(scorer.model.start + moved + shift)
    pulls = models.by_theme(parts, scorer.themes)
    told = reasons(list(dict.fromkeys(scorer.themes)), pulls, moved >= 0, shown(given), scorer.usual)
    return pd.DataFrame(
        {
            "customer_id": features["customer_id"].to_numpy(),
            "score": chance,
            "band": band_of(chance, settings),
            "reasons_zh": told["zh"],
            "reasons_en": told["en"],
        }
    )
