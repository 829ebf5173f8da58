"""Reading texts: sentiment by a fit or by the lexicon, topics, wishes, complaints, each with its words."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ml.text.definitions import Definitions
from ml.text.evidence import quoted, strongest
from ml.text.lexicon import Opinions, leads, negative_scores, opinions_of
from ml.text.model import Table
from ml.text.ngrams import grams_of
from ml.text.rows import TEXTS_AT_ONCE
from ml.text.settings import TextSettings
from ml.text.themes import themes_of
from ml.text.train import Fitted, Scorer
from ml.text.units import Units, languages, units_of

TRAINED, LEXICON = "trained", "lexicon"


def score(
    frame: pd.DataFrame, settings: TextSettings, definitions: Definitions, fitted: Fitted | None = None
) -> pd.DataFrame:
    """One row per text: text_id, language, sentiment and what it is read from, topics, wish, complaint.

    `frame` has text_id and text. `sentiment` is negative, neutral or positive; it and `negative_score` are
    null where neither the fit nor the lexicon has an answer. `sentiment_source` is trained (the score is a
    calibrated probability) or lexicon (it ranks only). The evidence quotes the text, so it is as personal.
    ValueError for a fit that is not published and for lacking columns.
    """
    parts = list(score_batches(frame, settings, definitions, fitted))
    return pd.concat(parts, ignore_index=True)


def score_batches(
    frame: pd.DataFrame, settings: TextSettings, definitions: Definitions, fitted: Fitted | None = None
) -> Iterator[pd.DataFrame]:
    """The same, a batch at a time, for more texts than should be in memory with their evidence."""
    if fitted is not None and fitted.scorer is None:
        raise ValueError(
            f"The sentiment fit {fitted.model_version} must not score: {fitted.reason} Score only published"
            " fits; without one the lexicon reads the texts."
        )
    lacking = [column for column in ("text_id", "text") if column not in frame.columns]
    if lacking:
        raise ValueError(f"The texts to read have no {', '.join(lacking)}; expected text_id and text.")
    table = Table(fitted.scorer.model) if fitted else None
    for first in range(0, max(len(frame), 1), TEXTS_AT_ONCE):
        batch = frame.iloc[first : first + TEXTS_AT_ONCE]
        units = units_of(batch["text"].to_numpy(dtype=object))
        read = _read(units, settings, definitions, fitted.scorer if fitted else None, table)
        yield pd.DataFrame({"text_id": batch["text_id"].to_numpy(), **read})


def _read(
    units: Units,
    settings: TextSettings,
    definitions: Definitions,
    scorer: Scorer | None,
    table: Table | None,
) -> dict[str, np.ndarray]:
    """The columns of one batch."""
    hits = definitions.vocabulary.find(units)
    opinions = opinions_of(units, hits, definitions)
    has_words = units.per_text(units.is_word.astype("float64")) >= settings.min_units
    negative, source, evidence = _by_lexicon(units, opinions, has_words, definitions)
    if scorer is not None and table is not None:
        chance, pulls = _by_fit(units, opinions, has_words, settings, scorer, table)
        is_trained = np.isfinite(chance)
        negative = np.where(is_trained, chance, negative)
        source = np.where(is_trained, TRAINED, source)
        evidence = np.where(is_trained, strongest(units, pulls), evidence)
    sentiment = _sentiment(negative, source, settings)
    themes = themes_of(units, hits, opinions, definitions)
    is_negative = sentiment == "negative"
    has_topic = themes.topics != ""
    is_complaint = themes.names_complaint | (is_negative & has_topic)
    return {
        "language": languages(units),
        "sentiment": sentiment,
        "negative_score": negative,
        "sentiment_source": source,
        "sentiment_evidence": evidence,
        "topics": themes.topics,
        "topic_evidence": themes.topic_evidence,
        "is_wish": themes.is_wish,
        "wish": themes.wish,
        "is_complaint": is_complaint,
        "complaint_evidence": np.where(
            themes.names_complaint, themes.complaint_evidence, np.where(is_negative & has_topic, evidence, "")
        ),
        "complaint_topics": np.where(is_complaint, themes.complaint_topics, ""),
        "leanings": themes.leanings,
    }


def _by_lexicon(
    units: Units, opinions: Opinions, has_words: np.ndarray, definitions: Definitions
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Score, source and evidence: the words of the side that the text is on."""
    negative = np.where(has_words, negative_scores(units, opinions, definitions.numbers), np.nan)
    side = np.sign(negative - 0.5)[units.rows[opinions.firsts]]
    speaks = -opinions.values * side > 0
    evidence = quoted(units, opinions.firsts[speaks], opinions.ends[speaks], np.abs(opinions.values[speaks]))
    return negative, np.where(np.isfinite(negative), LEXICON, None), evidence


def _by_fit(
    units: Units,
    opinions: Opinions,
    has_words: np.ndarray,
    settings: TextSettings,
    scorer: Scorer,
    table: Table,
) -> tuple[np.ndarray, np.ndarray]:
    """Probability of a negative text (NaN: no answer), and each unit's pull to the side its text is on."""
    grams = grams_of(units, leads(units, opinions))
    odds = table.log_odds(grams)
    chance = scorer.chance(odds)
    answers = has_words & (table.known_share(grams) >= settings.min_known_share)
    side = np.where(chance > 0.5, 1.0, -1.0) * scorer.slope
    pulls = table.pulls(units, opinions, table.lengths(grams)) * side[units.rows]
    return np.where(answers, chance, np.nan), pulls


def _sentiment(negative: np.ndarray, source: np.ndarray, settings: TextSettings) -> np.ndarray:
    """The lexicon has its own floors; a probability must be sure enough."""
    sure = np.where(source == TRAINED, settings.sure_from, 0.5)
    with np.errstate(invalid="ignore"):
        return np.select(
            [np.isnan(negative), negative >= sure, negative <= 1 - sure],
            [None, "negative", "positive"],
            "neutral",
        ).astype(object)
