"""How alike each customer outside a seed is to those in it, and why."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ml.look_alikes.columns import Column, inputs_of, phrases_of
from ml.look_alikes.evaluate import edge_of
from ml.look_alikes.model import Fitted, Scorer
from ml.look_alikes.settings import LookAlikeSettings
from ml.outcomes import models
from ml.outcomes.phrases import LANGUAGES
from ml.outcomes.reasons import reasons, shown

# few enough for the processor's cache
_ROWS_AT_ONCE = 50_000


def score(
    fitted: Fitted, features: pd.DataFrame, keys: Sequence[str], settings: LookAlikeSettings
) -> pd.DataFrame:
    """One row per seed of `keys` and customer outside it: segment_key, customer_id, score, band, reasons.

    `features` has one row per customer: customer_id, a boolean per seed, and the columns of `columns_read`.
    score is the probability that a customer like this is in the segment (0 to 1). Of those outside, the
    `high_share` most alike are high, up to `medium_share` medium; equals share a band. Reasons are told of
    these two. ValueError for a fit that is not published.
    """
    if not fitted.is_published:
        raise ValueError(
            f"The look-alikes fit {fitted.model_version} must not score: {fitted.reason} Score only published"
            " fits."
        )
    parts = []
    for key in keys:
        scorer = fitted.scorers[key]
        outside = features[~features[key].to_numpy(dtype=bool)]
        chance = chances(scorer, outside)
        edges = [edge_of(chance, share) for share in (settings.medium_share, settings.high_share)]
        place = (chance >= edges[0]).astype("int64") + (chance >= edges[1])
        told = _reasons(scorer, outside[place > 0])
        texts = {name: np.full(len(outside), None, dtype=object) for name in told}
        for name, text in told.items():
            texts[name][place > 0] = text
        bands = np.array(("low", "medium", "high"), dtype=object)[place]
        parts.append(
            pd.DataFrame(
                {
                    "segment_key": key,
                    "customer_id": outside["customer_id"].to_numpy(),
                    "score": chance,
                    "band": bands,
                    **texts,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def columns_read(fitted: Fitted) -> list[Column]:
    """The features that scoring with a fit reads, by name."""
    read = {column.name: column for scorer in fitted.scorers.values() for column in scorer.columns}
    return [read[name] for name in sorted(read)]


def chances(scorer: Scorer, features: pd.DataFrame) -> np.ndarray:
    """The probability, per row, that a customer like this is in the segment."""
    inputs = inputs_of(scorer.columns)
    parts = [np.zeros(0)]
    for first in range(0, len(features), _ROWS_AT_ONCE):
        given = inputs.read(features.iloc[first : first + _ROWS_AT_ONCE], "look-alikes")
        parts.append(models.log_odds(scorer.model, inputs.matrix(given, scorer.input_names)))
    return models.probability(np.concatenate(parts) + scorer.shift)


def _reasons(scorer: Scorer, features: pd.DataFrame) -> dict[str, np.ndarray]:
    """What makes these customers like the seed, by column of the result."""
    inputs, phrases = inputs_of(scorer.columns), phrases_of(scorer.columns)
    themes = [column.name for column in scorer.columns]
    parts: dict[str, list[np.ndarray]] = {language: [np.zeros(0, dtype=object)] for language in LANGUAGES}
    for first in range(0, len(features), _ROWS_AT_ONCE):
        given = inputs.read(features.iloc[first : first + _ROWS_AT_ONCE], "look-alikes")
        pulls = models.by_theme(scorer.model.parts(inputs.matrix(given, scorer.input_names)), scorer.themes)
        is_above = np.ones(len(pulls), dtype=bool)
        told = reasons(phrases, themes, pulls, is_above, shown(phrases, given), scorer.usual)
        for language, texts in told.items():
            parts[language].append(texts)
    return {f"reasons_{language}": np.concatenate(texts) for language, texts in parts.items()}
