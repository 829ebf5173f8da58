"""Choosing, testing and fitting the sentiment model on a company's own rated texts."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from ml.evaluation import auc
from ml.outcomes.models import probability
from ml.registry import fingerprint, source_of
from ml.text.card import card_of, described
from ml.text.definitions import Definitions
from ml.text.evaluate import LEXICON, MAJORITY, by_part, evaluate
from ml.text.model import Candidate, Linear, Table, logistic
from ml.text.rows import Rows, rows_of
from ml.text.settings import TextSettings

# the earlier of two equally good ones is taken
CANDIDATES = tuple(
    logistic(strength, with_lexicon=lexicon)
    for lexicon in (True, False)
    for strength in (1.0, 3.0, 10.0, 30.0)
)
_MOST_TRIED = 15_000
_TEXT_FOLDS, _MOST_GROUP_FOLDS, _CALIBRATION_FOLDS = 2, 4, 4


@dataclass(frozen=True)
class Scorer:
    """What scoring needs: the model, and how its log-odds become probabilities."""

    model: Linear
    slope: float
    shift: float

    def chance(self, odds: np.ndarray) -> np.ndarray:
        """The calibrated probability of a negative text."""
        return probability(self.slope * odds + self.shift)


@dataclass(frozen=True)
class Fitted:
    """A fit and what is known of it; `reason` says why it is not published, and is empty when it is.

    `scorer` is None unless the fit is published. `card` is JSON-able and holds no text.
    """

    model_version: str
    is_published: bool
    reason: str
    card: dict[str, Any]
    scorer: Scorer | None = None


def train(frame: pd.DataFrame, settings: TextSettings, definitions: Definitions) -> Fitted:
    """Fit on rated texts: text, rating (1 to 5) and, where known, written_on and text_group.

    Tested on the newest texts, or on texts drawn by their content where days are unknown; the same text is
    never on both sides. Published if better than the lexicon and than the usual share (RULE in the card);
    then fitted again on all. ValueError for lacking columns; too little data is a fit that is not published.
    """
    rows = rows_of(frame, settings, definitions)
    version = version_of(rows, settings, definitions)
    known, test, split = split_of(rows, settings)
    lack = what_lacks(known, test, settings)
    if lack:
        return Fitted(version, False, lack, card_of(version, settings, rows, False, lack))
    trials = try_candidates(known)
    chosen = max(CANDIDATES, key=lambda candidate: trials[candidate.name]["mean"])
    scorer = fit(chosen, known)
    chance = scorer.chance(Table(scorer.model).log_odds(test.grams))
    figures = evaluate(test.is_negative, chance, test.read, float(known.is_negative.mean()), settings)
    is_published, words = verdict(figures)
    card = card_of(version, settings, rows, is_published, words) | {
        "split": split,
        "training": described(known),
        "test": described(test),
        "trial_aucs": trials,
        "chosen": chosen.name,
        "figures": figures,
        "by_language": by_part(test.is_negative, chance, test.languages),
        "by_group": by_part(test.is_negative, chance, test.groups),
    }
    if not is_published:
        return Fitted(version, False, words, card)
    again = Scorer(_fit(chosen, rows), scorer.slope, scorer.shift)
    return Fitted(version, True, "", card, again)


def version_of(rows: Rows, settings: TextSettings, definitions: Definitions) -> str:
    """A fingerprint of the texts and judgements, the settings, the definitions and the code."""
    return fingerprint(
        rows.keys.tobytes(),
        rows.is_negative.tobytes(),
        rows.written_on.astype("int64").tobytes(),
        "\0".join(rows.groups).encode(),
        repr(asdict(settings)).encode(),
        definitions.source.encode(),
        source_of("ml.text"),
    )


def split_of(rows: Rows, settings: TextSettings) -> tuple[Rows, Rows, str]:
    """Training and test, and in words how they are told apart."""
    if len(rows) and not np.isnat(rows.written_on).any():
        edge = np.sort(rows.written_on)[-max(int(len(rows) * settings.test_share), 1)]
        is_test = rows.written_on >= edge
        if not is_test.all():
            return rows.where(~is_test), rows.where(is_test), f"by time: the test begins on {edge}"
    is_test = rows.keys % np.uint64(1000) < np.uint64(round(settings.test_share * 1000))
    return rows.where(~is_test), rows.where(is_test), "by content: the days of the texts are not known"


def what_lacks(known: Rows, test: Rows, settings: TextSettings) -> str | None:
    """Why there is too little to train on or to test with, in words; None when there is enough."""
    for name, rows in {"training": known, "the test": test}.items():
        least = settings.min_texts if name == "training" else int(settings.min_texts * settings.test_share)
        rarest = (
            settings.min_per_class
            if name == "training"
            else int(settings.min_per_class * settings.test_share)
        )
        if len(rows) < least or rows.rarest < rarest:
            return (
                f"Not trained: {name} has {len(rows)} distinct rated texts, {rows.rarest} of the rarer kind;"
                f" {least} and {rarest} are needed. More rated texts mend this; until then the lexicon reads"
                " them."
            )
    return None


def verdict(figures: dict[str, dict[str, Any]]) -> tuple[bool, str]:
    """Whether the model is published, and why in words."""
    model, lexicon, majority = (figures[name] for name in ("model", LEXICON, MAJORITY))
    low, high = lexicon["auc_difference_interval"]
    least, most = majority["brier_difference_interval"]
    compared = (
        f"AUC {model['auc']:.4f} against {lexicon['auc']:.4f} of the lexicon, difference"
        f" {lexicon['auc_difference']:+.4f} (interval {low:+.4f} to {high:+.4f}); squared error smaller than"
        f" that of the usual share by {majority['brier_difference']:+.4f} (interval {least:+.4f} to"
        f" {most:+.4f})"
    )
    if low > 0 and least > 0:
        return True, f"Published: better than its baselines on texts it had not seen: {compared}."
    return False, f"Not published: not proven better than its baselines on texts it had not seen: {compared}."


def try_candidates(known: Rows) -> dict[str, dict[str, float | None]]:
    """AUC of each candidate inside the training texts: on texts and on groups held out, and their mean."""
    sample = known.where(_spread(known.keys, _MOST_TRIED))
    by_text = _folds(sample, (sample.keys // np.uint64(7)) % np.uint64(_TEXT_FOLDS))
    by_group = _folds(sample, _group_folds(sample.groups))
    trials = {}
    for candidate in CANDIDATES:
        texts, groups = (_mean_auc(candidate, folds) for folds in (by_text, by_group))
        both = [found for found in (texts, groups) if found is not None]
        trials[candidate.name] = {
            "texts": texts,
            "groups": groups,
            "mean": float(np.mean(both)) if both else 0.0,
        }
    return trials


def fit(candidate: Candidate, known: Rows) -> Scorer:
    """The model, and its calibration by texts held out of it."""
    numbers = (known.keys // np.uint64(11)) % np.uint64(_CALIBRATION_FOLDS)
    odds = np.zeros(len(known))
    for learnt, held_out, place in _folds(known, numbers):
        odds[place] = Table(_fit(candidate, learnt)).log_odds(held_out.grams)
    slope, shift = _calibrated(odds, known.is_negative)
    return Scorer(_fit(candidate, known), slope, shift)


def _fit(candidate: Candidate, rows: Rows) -> Linear:
    return candidate.fit(rows.grams, rows.is_negative)


def _spread(keys: np.ndarray, most: int) -> np.ndarray:
    """A mask of at most so many, drawn by content."""
    kept = np.zeros(len(keys), dtype=bool)
    kept[np.argsort(keys, kind="stable")[:most]] = True
    return kept


def _folds(rows: Rows, numbers: np.ndarray) -> list[tuple[Rows, Rows, np.ndarray]]:
    """For each number: the rows of the others, its own, where its own lie; where both have both kinds."""
    owns = [numbers == number for number in np.unique(numbers)]
    pairs = [(rows.where(~own), rows.where(own), own) for own in owns]
    return [pair for pair in pairs if pair[0].has_both() and pair[1].has_both()]


def _group_folds(groups: np.ndarray) -> np.ndarray:
    """A fold number per row; the largest groups are spread over the folds, the smaller filling up."""
    names, which, sizes = np.unique(groups.astype(str), return_inverse=True, return_counts=True)
    fold_of = np.zeros(len(names), dtype="int64")
    fold_of[np.argsort(-sizes, kind="stable")] = np.arange(len(names)) % _MOST_GROUP_FOLDS
    return fold_of[which]


def _mean_auc(candidate: Candidate, folds: list[tuple[Rows, Rows, np.ndarray]]) -> float | None:
    """Mean AUC over folds; None without folds."""
    found = []
    for learnt, held_out, _ in folds:
        odds = Table(_fit(candidate, learnt)).log_odds(held_out.grams)
        found.append(auc(held_out.is_negative, odds))
    return round(float(np.mean(found)), 5) if found else None


def _calibrated(odds: np.ndarray, is_negative: np.ndarray) -> tuple[float, float]:
    """Slope and shift of the log-odds (Platt)."""
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(C=1e6).fit(odds[:, None], is_negative)
    return float(regression.coef_[0][0]), float(regression.intercept_[0])
