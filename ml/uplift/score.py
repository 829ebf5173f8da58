"""What a message would change, for each customer."""

import numpy as np
import pandas as pd

from ml.outcomes import models
from ml.outcomes.reasons import reasons, shown
from ml.uplift.settings import UpliftSettings
from ml.uplift.spec import INPUTS, KIND, PHRASES
from ml.uplift.train import Fitted, Scorer

BANDS = ("persuadable", "do_not_disturb", "sure_thing", "lost_cause", "unclear")
# a fifth of a point of probability is worth a word
_LEAST = 0.002
_WIDTH = 1.96
_ROWS_AT_ONCE = 50_000


def score(fitted: Fitted, features: pd.DataFrame, kind: str | None, settings: UpliftSettings) -> pd.DataFrame:
    """One row per customer who was ever sent a message within a year: customer_id, score (the expected
    difference of the chance of an order), band, reasons_zh, reasons_en.

    `features` has one row per customer, `kind` is that of the latest campaign. ValueError for a fit that is
    not published, and for lacking columns.
    """
    if fitted.scorer is None:
        raise ValueError(
            f"The uplift fit {fitted.model_version} must not score: {fitted.reason}"
            " Score only published fits."
        )
    concerned = features[features["message_count_365d"] > 0].assign(**{KIND: kind})
    parts = [
        _score_part(fitted.scorer, concerned.iloc[first : first + _ROWS_AT_ONCE], settings)
        for first in range(0, max(len(concerned), 1), _ROWS_AT_ONCE)
    ]
    return pd.concat(parts, ignore_index=True)


def band_of(
    effect: np.ndarray, spread: np.ndarray, anyway: np.ndarray, settings: UpliftSettings
) -> np.ndarray:
    """A band only where the interval of the effect says so; `anyway` is the chance without a message."""
    low, high = effect - _WIDTH * spread, effect + _WIDTH * spread
    is_small = high < settings.worth_from
    is_sure = anyway >= settings.sure_from
    told = np.select([low > 0, high < 0, is_small & is_sure, is_small], BANDS[:4], default=BANDS[4])
    return told.astype(object)


def _score_part(scorer: Scorer, features: pd.DataFrame, settings: UpliftSettings) -> pd.DataFrame:
    given = INPUTS.read(features, "uplift")
    inputs = INPUTS.matrix(given, scorer.input_names)
    effect, parts = scorer.effect.of(inputs), scorer.effect.parts(inputs)
    average = models.probability(models.log_odds(scorer.response, inputs))
    band = band_of(effect, scorer.effect.spread(inputs), average - scorer.chance * effect, settings)
    # the kind is the same for all, and no fact of a customer
    themes = [theme for theme in dict.fromkeys(scorer.themes) if theme != "kind"]
    pulls = models.by_theme(parts, scorer.themes)[
        :, [theme != "kind" for theme in dict.fromkeys(scorer.themes)]
    ]
    is_above = pulls.sum(axis=1) >= 0
    told = reasons(PHRASES, themes, pulls, is_above, shown(PHRASES, given), scorer.usual, least=_LEAST)
    return pd.DataFrame(
        {
            "customer_id": features["customer_id"].to_numpy(),
            "score": effect,
            "band": band,
            "reasons_zh": told["zh"],
            "reasons_en": told["en"],
        }
    )
