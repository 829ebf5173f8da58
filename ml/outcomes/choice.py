"""Which kind of model: the one that told best inside the training period."""

from collections.abc import Sequence

import numpy as np

from ml.outcomes import models, season
from ml.outcomes.rows import Rows

_FOLDS = 4


def folds_of(known: Rows, horizon_days: int) -> list[tuple[Rows, Rows]]:
    """Pairs to train and to try on: a training cut-off, and those whose outcome was known by it.

    The newest four that hold both outcomes on both sides.
    """
    pairs = [(known.known_by(day, horizon_days), known.at(day)) for day in known.days]
    return [pair for pair in pairs if all(map(_has_both, pair))][-_FOLDS:]


def losses_of(
    candidates: Sequence[models.Candidate], folds: Sequence[tuple[Rows, Rows]]
) -> dict[str, float | None]:
    """Mean log loss of each candidate over the folds; None where there is none.

    The level of a fold is set right first: that is the season's, which no candidate can know, so what is
    compared is how well customers are told apart, and how boldly.
    """
    return {candidate.name: _mean_log_loss(candidate, folds) if folds else None for candidate in candidates}


def best_of(candidates: Sequence[models.Candidate], losses: dict[str, float | None]) -> models.Candidate:
    """The candidate with the least loss; the first where nothing could be tried."""
    return min(candidates, key=lambda candidate: losses[candidate.name] or 0.0)


def _has_both(rows: Rows) -> bool:
    return 0 < rows.happened.sum() < len(rows)


def _mean_log_loss(candidate: models.Candidate, folds: Sequence[tuple[Rows, Rows]]) -> float:
    losses = []
    for earlier, later in folds:
        odds = models.log_odds(candidate.fit(earlier.inputs, earlier.happened), later.inputs)
        odds += season.level_shift(odds, later.happened)
        losses.append(np.logaddexp(0.0, np.where(later.happened == 1, -odds, odds)).mean())
    return float(np.mean(losses))
