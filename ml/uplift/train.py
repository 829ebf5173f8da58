"""Testing, publishing and fitting the uplift model."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ml import evaluation
from ml.drift import described
from ml.outcomes import models
from ml.outcomes.reasons import Usual, shown, usual_of
from ml.registry import fingerprint, source_of
from ml.uplift.card import card_of, trial_of
from ml.uplift.evaluate import evaluate, gains
from ml.uplift.learner import PENALTIES, Effect, fit, loss, response_model
from ml.uplift.rows import Rows, rows_of
from ml.uplift.settings import UpliftSettings
from ml.uplift.spec import PHRASES

# of the messages, by time, the share to learn from; the newest rest is the test, or tries the candidates
_KNOWN_SHARE, _TRIED_SHARE = 2 / 3, 2 / 3
# arms that can be told apart before the message were not drawn by lot: one false alarm in a hundred
_ALARM = 0.98
BY_RESPONSE = "by chance of response"


@dataclass(frozen=True)
class Scorer:
    """What scoring needs: effect and response of the inputs, and what is usual of each theme."""

    effect: Effect
    response: models.Model
    chance: float
    input_names: list[str]
    themes: list[str]
    usual: dict[str, Usual]


@dataclass(frozen=True)
class Tried:
    """The effect as it was fitted for its test, on messages whose responses were known before."""

    effect: Effect
    input_names: list[str]


@dataclass(frozen=True)
class Fitted:
    """A fit and what is known of it; `reason` says why it is not published, and is empty when it is.

    `scorer` is None unless the fit is published, `tried` unless it was tested. `card` is JSON-able and holds
    nothing personal.
    """

    model_version: str
    is_published: bool
    reason: str
    card: dict[str, Any]
    scorer: Scorer | None = None
    tried: Tried | None = None


def train(frame: pd.DataFrame, settings: UpliftSettings) -> Fitted:
    """Fit on one row per message of campaigns with a holdout whose time to respond is over.

    Columns: customer_id, campaign_id, sent_on, is_treated, has_responded and the inputs as of that day. The
    penalty is chosen on later campaigns of the training period; the newest third of the campaign days is the
    test, looked at once. Published if the interval of the Qini coefficient lies above 0; then it is fitted
    again on all. ValueError for lacking columns; too little data, and arms that were not drawn by lot, are a
    fit that is not published.
    """
    rows = rows_of(frame)
    version = _version(rows, settings)
    known, test = split(rows, settings)
    lack = what_lacks(known, test, settings) or what_differs(known, test, settings)
    if lack:
        return Fitted(version, False, lack, card_of(version, settings, rows, lack, is_published=False))
    known = known.telling()
    test = test.only(known.names)
    losses = _losses(known, settings)
    penalty = _best(losses)
    at_test = Tried(_effect(known, penalty), known.names)
    scores = _scores(known, test, at_test)
    figures = evaluate(gain_of(known, test), renumbered(test.customer), scores, settings)
    is_published, words = verdict(figures)
    card = card_of(version, settings, rows, words, is_published)
    card |= trial_of(known, test, losses, penalty, figures)
    numbers = {column: values for column, values in test.given.items() if values.dtype != object}
    card["watched"] = described(numbers)
    if not is_published:
        return Fitted(version, False, words, card, None, at_test)
    return Fitted(version, True, "", card, _scorer(rows.telling(), penalty), at_test)


def tested(frame: pd.DataFrame, settings: UpliftSettings) -> tuple[pd.MultiIndex, dict[str, np.ndarray]]:
    """Day, campaign and customer of the messages of the test; what the model and a baseline say of them."""
    rows = rows_of(frame)
    known, test = split(rows, settings)
    known = known.telling()
    at_test = Tried(_effect(known, _best(_losses(known, settings))), known.names)
    return test.keys, _scores(known, test.only(known.names), at_test)


def version_of(frame: pd.DataFrame, settings: UpliftSettings) -> str:
    """The version that `train` would give: a fingerprint of the rows, the settings and the code."""
    return _version(rows_of(frame), settings)


def split(rows: Rows, settings: UpliftSettings) -> tuple[Rows, Rows]:
    """The messages to learn from, and those of the test."""
    return _split(rows, _from(rows, _KNOWN_SHARE), settings)


def gain_of(known: Rows, test: Rows) -> np.ndarray:
    """What each message of the test stands for, beside the response expected of either arm."""
    expected = models.log_odds(response_model(known.inputs, known.responded), test.inputs)
    return gains(test.responded, test.is_treated, test.chance, models.probability(expected))


def what_lacks(known: Rows, test: Rows, settings: UpliftSettings) -> str | None:
    """Why there is too little to learn from or to test with, in words; None when there is enough."""
    for name, rows in {"training": known, "the test": test}.items():
        for arm, kept in {"treated": rows.is_treated == 1, "held out": rows.is_treated == 0}.items():
            messages, responses = int(kept.sum()), int(rows.responded[kept].sum())
            if messages < settings.min_per_arm or responses < settings.min_responses:
                return (
                    f"Not trained: {name} has {messages} messages {arm} with {responses} responses;"
                    f" {settings.min_per_arm} and {settings.min_responses} are needed. More campaigns with a"
                    " holdout mend this."
                )
    return None


def what_differs(known: Rows, test: Rows, settings: UpliftSettings) -> str | None:
    """Why the arms cannot be compared, in words; None where customers were drawn by lot as far as is seen."""
    if known.is_treated.min() == known.is_treated.max():
        return None
    known = known.telling()
    model = models.CANDIDATES[2].fit(known.inputs, known.is_treated)
    told = models.log_odds(model, test.only(known.names).inputs)
    how = replace(settings, confidence=_ALARM)
    figures = evaluation.evaluate(test.is_treated, {"arm": told}, how)["arm"]
    if figures["auc_interval"][0] <= 0.5:
        return None
    return (
        f"Not trained: who was held out can be told before the message (AUC {figures['auc']:.3f}), so the"
        " arms were not drawn by lot and their difference is no effect. Draw the holdout by lot."
    )


def verdict(figures: dict[str, dict[str, Any]]) -> tuple[bool, str]:
    """Whether the model is published, and why in words."""
    of_model = figures["model"]
    low, high = of_model["qini_interval"]
    told = f"Qini coefficient {of_model['qini']:+.4f} (interval {low:+.4f} to {high:+.4f})"
    if low > 0:
        return True, f"Published: better out of time than drawing customers by lot: {told}."
    return False, f"Not published: not proven better out of time than drawing customers by lot: {told}."


def _version(rows: Rows, settings: UpliftSettings) -> str:
    return fingerprint(
        repr(rows.names).encode(),
        rows.inputs.tobytes(),
        np.column_stack([rows.is_treated, rows.responded, rows.customer]).tobytes(),
        rows.sent_on.astype("int64").tobytes(),
        repr(asdict(settings)).encode(),
        source_of("ml.outcomes"),
        source_of("ml.uplift"),
    )


def _from(rows: Rows, share: float) -> date | None:
    """The day on which the rest after a share of the messages begins; None where all went out on one day."""
    days, counts = np.unique(rows.sent_on, return_counts=True)
    later = days[1:][np.cumsum(counts)[:-1] >= share * len(rows)] if len(days) > 1 else days[:0]
    return later[0].tolist() if len(later) else None


def _split(rows: Rows, day: date | None, settings: UpliftSettings) -> tuple[Rows, Rows]:
    """What was known by the day, and what was sent from it on; nothing is known without one."""
    if day is None:
        return rows.where(np.zeros(len(rows), dtype=bool)), rows
    return rows.known_by(day, settings.response_days), rows.since(day)


def _losses(known: Rows, settings: UpliftSettings) -> dict[float, float | None]:
    """Loss of each penalty on the newer campaigns of the training period; None where there are none."""
    earlier, later = _split(known, _from(known, _TRIED_SHARE), settings)
    if not 0 < earlier.is_treated.sum() < len(earlier) or not 0 < earlier.responded.sum() < len(earlier):
        return dict.fromkeys(PENALTIES)
    response = response_model(earlier.inputs, earlier.responded)
    return {
        penalty: loss(
            _effect(earlier, penalty), response, later.inputs, later.responded, later.is_treated, later.chance
        )
        for penalty in PENALTIES
    }


def _best(losses: dict[float, float | None]) -> float:
    """The penalty with the least loss; the strongest where nothing could be tried."""
    return min(PENALTIES, key=lambda penalty: losses[penalty] or 0.0)


def _effect(rows: Rows, penalty: float) -> Effect:
    return fit(rows.inputs, rows.responded, rows.is_treated, rows.chance, renumbered(rows.customer), penalty)


def _scores(known: Rows, test: Rows, at_test: Tried) -> dict[str, np.ndarray]:
    """What the model and the chance of a response say of the messages of the test."""
    treated = known.where(known.is_treated == 1)
    response = response_model(treated.inputs, treated.responded)
    return {
        "model": at_test.effect.of(test.inputs),
        BY_RESPONSE: models.log_odds(response, test.inputs),
    }


def renumbered(customer: np.ndarray) -> np.ndarray:
    """Customers numbered from 0."""
    return np.unique(customer, return_inverse=True)[1]


def _scorer(rows: Rows, penalty: float) -> Scorer:
    """The effect and the response, fitted on all campaigns."""
    effect = _effect(rows, penalty)
    facts, themes = shown(PHRASES, rows.given), list(dict.fromkeys(rows.themes))
    pulls = models.by_theme(effect.parts(rows.inputs), rows.themes)
    return Scorer(
        effect=effect,
        response=response_model(rows.inputs, rows.responded),
        chance=float(rows.is_treated.mean()),
        input_names=rows.names,
        themes=rows.themes,
        usual={theme: usual_of(facts[theme], pulls[:, place]) for place, theme in enumerate(themes)},
    )
