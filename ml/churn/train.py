"""Choosing, testing and fitting the churn model."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from ml.churn import models, season
from ml.churn.bands import by_band
from ml.churn.card import card_of, trial_of
from ml.churn.reasons import Usual, shown, usual_of
from ml.churn.rows import Rows, rows_of
from ml.churn.settings import ChurnSettings
from ml.drift import described
from ml.evaluation import evaluate
from ml.registry import fingerprint, source_of

_FOLDS = 4
_BASELINE_INPUTS = ["days_since_last_order", "order_count"]
BASELINE = "recency and frequency"


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

    `scorer` is None unless the fit is published. `card` is JSON-able and holds nothing personal; its
    `verdict` is there either way.
    """

    model_version: str
    horizon_days: int
    is_published: bool
    reason: str
    card: dict[str, Any]
    scorer: Scorer | None = None


def train(frame: pd.DataFrame, settings: ChurnSettings) -> Fitted:
    """Fit on one row per customer and matured cut-off; the newest cut-off is the out-of-time test.

    Columns: customer_id, cut_off_on, is_churned and inputs.COLUMNS. The model is chosen among
    models.CANDIDATES inside the training period, tested once, and published if the paired bootstrap interval
    of its AUC difference to a logistic regression on recency and frequency lies above 0; then it is fitted
    again on all cut-offs. ValueError for lacking columns; too little data is a fit that is not published.
    """
    rows = rows_of(frame)
    version = _version(rows, settings)
    known, test = _split(rows, settings)
    lack = what_lacks(known, test, settings)
    if lack:
        card = card_of(version, settings, rows, is_published=False, verdict=lack)
        return Fitted(version, settings.horizon_days, False, lack, card)
    known = known.telling()
    trials = _try_candidates(known, settings)
    chosen = _best(trials)
    scores = _test_scores(chosen, known, test.only(known.names), settings)
    figures = evaluate(test.is_churned, scores, settings)
    is_published, words = verdict(figures)
    card = card_of(version, settings, rows, is_published, words)
    card |= trial_of(known, test, trials, chosen.name, figures)
    card["bands"] = by_band(test.is_churned, scores["model"], settings)
    card["watched"] = described(test.given | {"score": scores["model"]})
    if not is_published:
        return Fitted(version, settings.horizon_days, False, words, card)
    scorer = _scorer(chosen, rows.telling(), settings)
    return Fitted(version, settings.horizon_days, True, "", card, scorer)


def version_of(frame: pd.DataFrame, settings: ChurnSettings) -> str:
    """The version that `train` would give: a fingerprint of the rows, the settings and the code."""
    return _version(rows_of(frame), settings)


def what_lacks(known: Rows, test: Rows, settings: ChurnSettings) -> str | None:
    """Why there is too little to train on or to test with, in words; None when there is enough."""
    if len(known.days) < settings.min_cut_offs:
        return (
            f"Not trained: {len(known.days)} cut-offs had a known outcome by the test cut-off,"
            f" {settings.min_cut_offs} are needed. More history mends this."
        )
    for name, rows in {"training": known, "the test": test}.items():
        rarest = int(min(rows.is_churned.sum(), len(rows) - rows.is_churned.sum()))
        if len(rows) < settings.min_rows or rarest < settings.min_per_class:
            return (
                f"Not trained: {name} has {len(rows)} rows, {rarest} of the rarer outcome;"
                f" {settings.min_rows} and {settings.min_per_class} are needed. More customers mend this."
            )
    return None


def verdict(figures: dict[str, dict[str, Any]]) -> tuple[bool, str]:
    """Whether the model is published, and why in words."""
    baseline = figures[BASELINE]
    low, high = baseline["auc_difference_interval"]
    compared = (
        f"AUC {figures['model']['auc']:.4f} against {baseline['auc']:.4f} of {BASELINE} alone,"
        f" difference {baseline['auc_difference']:+.4f} (interval {low:+.4f} to {high:+.4f})"
    )
    if low > 0:
        return True, f"Published: better out of time than its baseline: {compared}."
    return False, f"Not published: not proven better out of time than its baseline: {compared}."


def _version(rows: Rows, settings: ChurnSettings) -> str:
    return fingerprint(
        rows.inputs.tobytes(),
        rows.is_churned.tobytes(),
        rows.cut_off_on.astype("int64").tobytes(),
        repr(asdict(settings)).encode(),
        source_of("ml.churn"),
    )


def _split(rows: Rows, settings: ChurnSettings) -> tuple[Rows, Rows]:
    """Rows whose outcome was known by the newest cut-off, and that cut-off's own."""
    if not len(rows):
        return rows, rows
    newest = rows.days[-1]
    return rows.known_by(newest, settings.horizon_days), rows.at(newest)


def _try_candidates(known: Rows, settings: ChurnSettings) -> dict[str, float | None]:
    """Mean log loss of each candidate on later cut-offs of the training period; None where there is none.

    A fold is a training cut-off, predicted from those whose outcome was known by it; the newest four count.
    Its level is set right first: that is the season's, which no candidate can know, so what is compared is
    how well customers are told apart, and how boldly.
    """
    pairs = [(known.known_by(day, settings.horizon_days), known.at(day)) for day in known.days]
    folds = [pair for pair in pairs if all(map(_has_both, pair))][-_FOLDS:]
    return {
        candidate.name: _mean_log_loss(candidate, folds) if folds else None for candidate in models.CANDIDATES
    }


def _has_both(rows: Rows) -> bool:
    return 0 < rows.is_churned.sum() < len(rows)


def _mean_log_loss(candidate: models.Candidate, folds: list[tuple[Rows, Rows]]) -> float:
    losses = []
    for earlier, later in folds:
        odds = models.log_odds(candidate.fit(earlier.inputs, earlier.is_churned), later.inputs)
        odds += season.level_shift(odds, later.is_churned)
        losses.append(np.logaddexp(0.0, np.where(later.is_churned == 1, -odds, odds)).mean())
    return float(np.mean(losses))


def _best(trials: dict[str, float | None]) -> models.Candidate:
    """The candidate with the least loss; the first where nothing could be tried."""
    return min(models.CANDIDATES, key=lambda candidate: trials[candidate.name] or 0.0)


def _test_scores(
    chosen: models.Candidate, known: Rows, test: Rows, settings: ChurnSettings
) -> dict[str, np.ndarray]:
    """What the model, recency and frequency, and recency alone say of the customers of the test."""
    model = chosen.fit(known.inputs, known.is_churned)
    simple, simple_test = known.only(_BASELINE_INPUTS), test.only(_BASELINE_INPUTS)
    baseline = models.BASELINE.fit(simple.inputs, simple.is_churned)
    shift = season.shift_for(_shifts(model, known, settings), test.days[0])
    return {
        "model": models.probability(models.log_odds(model, test.inputs) + shift),
        BASELINE: models.probability(models.log_odds(baseline, simple_test.inputs)),
        "recency": test.given["days_since_last_order"],
    }


def _shifts(model: models.Model, rows: Rows, settings: ChurnSettings) -> dict[str, float]:
    odds = models.log_odds(model, rows.inputs)
    return season.shifts(odds, rows.is_churned, rows.cut_off_on, settings.horizon_days)


def _scorer(chosen: models.Candidate, rows: Rows, settings: ChurnSettings) -> Scorer:
    """The chosen kind of model, fitted on all cut-offs."""
    model = chosen.fit(rows.inputs, rows.is_churned)
    facts, themes = shown(rows.given), list(dict.fromkeys(rows.themes))
    pulls = models.by_theme(model.parts(rows.inputs), rows.themes)
    return Scorer(
        model=model,
        input_names=rows.names,
        themes=rows.themes,
        usual={theme: usual_of(facts[theme], pulls[:, place]) for place, theme in enumerate(themes)},
        season=_shifts(model, rows, settings),
    )
