"""How well customers kept aside are told to be in the seed, beside simpler ways, with intervals."""

from typing import Any

import numpy as np

from ml import evaluation
from ml.look_alikes.pool import Pool
from ml.look_alikes.settings import LookAlikeSettings

MODEL = "model"
_TOLD = ("auc", "auc_interval", "auc_difference", "auc_difference_interval")
_TOP = 0.1


def figures_of(
    test: Pool, scores: dict[str, np.ndarray], settings: LookAlikeSettings
) -> dict[str, dict[str, Any]]:
    """Name of a score → AUC, lift at the top decile of all customers, and members found by each band.

    The first score is the model's. `found_high` is the share of the seed's test members who score
    within the range of the `high_share` most alike of the others; so `found_medium`. Intervals are by
    bootstrap over customers.
    """
    found = evaluation.evaluate(test.is_seed, scores, settings)
    figures = {}
    for name, values in scores.items():
        lift = _lift(test, values, np.ones((1, len(test))))[0]
        sampled = [_lift(test, values, times) for times in evaluation.samples(len(test), settings)]
        figures[name] = {key: found[name][key] for key in _TOLD if key in found[name]} | {
            "top_decile_lift": evaluation.rounded(lift),
            "top_decile_lift_interval": evaluation.interval(np.concatenate(sampled), settings),
            "found_high": _found(test, values, settings.high_share),
            "found_medium": _found(test, values, settings.medium_share),
        }
    return figures


def edge_of(scores: np.ndarray, share: float) -> float:
    """The score from which on the most alike `share` of these lie; above all where there are none."""
    return float(np.quantile(scores, 1 - share, method="higher")) if len(scores) else np.inf


def _found(test: Pool, values: np.ndarray, share: float) -> float | None:
    is_seed = test.is_seed == 1
    return evaluation.rounded((values[is_seed] >= edge_of(values[~is_seed], share)).mean())


def _lift(test: Pool, values: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Share of members in the top tenth over that in all, per sample; `times` is samples × rows."""
    order = np.argsort(-values, kind="stable")
    _, ties = np.unique(-values[order], return_inverse=True)
    inside = (test.weight * test.is_seed)[order]
    # of equal scores none comes first: each counts as their mean
    rate = (np.bincount(ties, inside) / np.bincount(ties, test.weight[order]))[ties]
    mass = times[:, order] * test.weight[order]
    before = np.cumsum(mass, axis=1) - mass
    wanted = mass.sum(axis=1, keepdims=True) * _TOP
    taken = np.clip(wanted - before, 0, mass)
    everywhere = (times[:, order] * inside).sum(axis=1) / mass.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (taken * rate).sum(axis=1) / wanted[:, 0] / everywhere
