"""Testing, publishing and fitting the model of an outcome."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from ml.drift import described
from ml.evaluation import evaluate
from ml.outcomes import models
from ml.outcomes.bands import by_band
from ml.outcomes.card import card_of, trial_of
from ml.outcomes.choice import best_of, folds_of, losses_of
from ml.outcomes.outcome import Outcome
from ml.outcomes.reasons import Usual, shown, usual_of
from ml.outcomes.rows import Rows, rows_of
from ml.outcomes.settings import OutcomeSettings
from ml.outcomes.tried import Tried, baseline_of, shifts_of, tried
from ml.registry import fingerprint, source_of


@dataclass(frozen=True)
class Scorer:
    """What scoring needs: the model, its inputs, the usual values, the shifts of the season."""

    model: models.Model
    input_names: list[str]
    themes: list[str]
    usual: dict[str, Usual]
    season: dict[str, float]


@dataclass(frozen=True)
class Fitted:
    """A fit and what is known of it; `reason` says why it is not published, and is empty when it is.

    `scorer` is None unless the fit is published, `tried` unless it was tested. `card` is JSON-able and holds
    nothing personal; its `verdict` is there either way.
    """

    model_version: str
    horizon_days: int
    is_published: bool
    reason: str
    card: dict[str, Any]
    scorer: Scorer | None = None
    tried: Tried | None = None


def train(frame: pd.DataFrame, outcome: Outcome, settings: OutcomeSettings) -> Fitted:
    """Fit on one row per customer and matured cut-off; the newest cut-off is the out-of-time test.

    Columns: customer_id, cut_off_on, the label and the inputs of the outcome. The model is chosen among its
    candidates inside the training period, tested once, and published if the paired bootstrap interval of its
    AUC difference to the baseline lies above 0; then it is fitted again on all cut-offs. ValueError for
    lacking columns; too little data is a fit that is not published.
    """
    rows = rows_of(frame, outcome)
    version = _version(rows, settings)
    known, test = split(rows, settings)
    lack = what_lacks(known, test, settings)
    if lack:
        card = card_of(version, settings, rows, is_published=False, verdict=lack)
        return Fitted(version, settings.horizon_days, False, lack, card)
    known = known.telling()
    losses = losses_of(outcome.candidates, folds_of(known, settings.horizon_days))
    chosen = best_of(outcome.candidates, losses)
    at_test = tried(chosen, known, settings)
    plain, number = outcome.plain
    scores = {
        "model": at_test.chances(test),
        outcome.baseline: baseline_of(known, test),
        plain: number(test.given),
    }
    figures = evaluate(test.happened, scores, settings)
    is_published, words = verdict(figures, outcome.baseline)
    card = card_of(version, settings, rows, is_published, words)
    card |= trial_of(known, test, losses, chosen.name, figures)
    card["bands"] = by_band(test.happened, scores["model"], settings)
    numbers = {column: values for column, values in test.given.items() if values.dtype != object}
    card["watched"] = described(numbers | {"score": scores["model"]})
    if not is_published:
        return Fitted(version, settings.horizon_days, False, words, card, None, at_test)
    scorer = _scorer(chosen, rows.telling(), settings)
    return Fitted(version, settings.horizon_days, True, "", card, scorer, at_test)


def version_of(frame: pd.DataFrame, outcome: Outcome, settings: OutcomeSettings) -> str:
    """The version that `train` would give: a fingerprint of the rows, the settings and the code."""
    return _version(rows_of(frame, outcome), settings)


def what_lacks(known: Rows, test: Rows, settings: OutcomeSettings) -> str | None:
    """Why there is too little to train on or to test with, in words; None when there is enough."""
    if len(known.days) < settings.min_cut_offs:
        return (
            f"Not trained: {len(known.days)} cut-offs had a known outcome by the test cut-off,"
            f" {settings.min_cut_offs} are needed. More history mends this."
        )
    for name, rows in {"training": known, "the test": test}.items():
        rarest = int(min(rows.happened.sum(), len(rows) - rows.happened.sum()))
        if len(rows) < settings.min_rows or rarest < settings.min_per_class:
            return (
                f"Not trained: {name} has {len(rows)} rows, {rarest} of the rarer outcome;"
                f" {settings.min_rows} and {settings.min_per_class} are needed."
                " More customers or a longer horizon mend this."
            )
    return None


def verdict(figures: dict[str, dict[str, Any]], baseline: str) -> tuple[bool, str]:
    """Whether the model is published, and why in words."""
    beaten = figures[baseline]
    low, high = beaten["auc_difference_interval"]
    compared = (
        f"AUC {figures['model']['auc']:.4f} against {beaten['auc']:.4f} of {baseline} alone,"
        f" difference {beaten['auc_difference']:+.4f} (interval {low:+.4f} to {high:+.4f})"
    )
    if low > 0:
        return True, f"Published: better out of time than its baseline: {compared}."
    return False, f"Not published: not proven better out of time than its baseline: {compared}."


def _version(rows: Rows, settings: OutcomeSettings) -> str:
    return fingerprint(
        repr(rows.names).encode(),
        rows.inputs.tobytes(),
        rows.happened.tobytes(),
        rows.cut_off_on.astype("int64").tobytes(),
        repr(asdict(settings)).encode(),
        source_of("ml.outcomes"),
        source_of(f"ml.{rows.outcome.key}"),
    )


def split(rows: Rows, settings: OutcomeSettings) -> tuple[Rows, Rows]:
    """Rows whose outcome was known by the newest cut-off, and that cut-off's own."""
    if not len(rows):
        return rows, rows
    newest = rows.days[-1]
    return rows.known_by(newest, settings.horizon_days), rows.at(newest)


def _scorer(chosen: models.Candidate, rows: Rows, settings: OutcomeSettings) -> Scorer:
    """The chosen kind of model, fitted on all cut-offs."""
    model = chosen.fit(rows.inputs, rows.happened)
    facts, themes = shown(rows.outcome.phrases, rows.given), list(dict.fromkeys(rows.themes))
    pulls = models.by_theme(model.parts(rows.inputs), rows.themes)
    return Scorer(
        model=model,
        input_names=rows.names,
        themes=rows.themes,
        usual={theme: usual_of(facts[theme], pulls[:, place]) for place, theme in enumerate(themes)},
        season=shifts_of(model, rows, settings),
    )
