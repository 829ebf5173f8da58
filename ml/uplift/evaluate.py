"""How well scores say whom a message changes: the Qini coefficient, and the effect on the highest scored.

Each message stands for `gain` = (response − expected) × (treated / p − held out / (1 − p)), p being the share
treated in its campaign: its mean over any group is the effect of the message on that group, whoever was drawn
(the transformed outcome of Athey and Imbens 2016, "Recursive Partitioning for Heterogeneous Causal Effects").
What is taken off, the response expected of both arms alike, changes no mean and makes it surer.
"""

from typing import Any

import numpy as np

from ml.evaluation import Sampling, interval, rounded, samples

TOP_SHARE = 0.3


def gains(
    responded: np.ndarray, is_treated: np.ndarray, chance: np.ndarray, expected: np.ndarray | float = 0.0
) -> np.ndarray:
    """Of each message; `chance` is the share treated in its campaign, above 0 and below 1.

    `expected` must be known without the messages at hand.
    """
    return (responded - expected) * np.where(is_treated, 1 / chance, -1 / (1 - chance))


def evaluate(
    gain: np.ndarray, customer: np.ndarray, scores: dict[str, np.ndarray], how: Sampling
) -> dict[str, dict[str, Any]]:
    """Name of a score → its figures; the first score is the model, the others are baselines.

    `customer` numbers the customers from 0: samples are of customers with all their messages. Each has
    `qini` (see there), `top_uplift` (effect on the highest 30 %), and their intervals; baselines also
    `qini_difference` (model minus baseline). `everybody` has the effect on all, `uplift`.
    """
    size = int(customer.max()) + 1
    sampled = np.concatenate(
        [_figures(gain, scores, times[:, customer]) for times in samples(size, how)], axis=1
    )
    whole = _figures(gain, scores, np.ones((1, len(gain))))[:, 0]
    figures = {}
    for place, name in enumerate(scores):
        figures[name] = _told("qini", whole[place, 0], sampled[place, :, 0], how)
        figures[name] |= _told("top_uplift", whole[place, 1], sampled[place, :, 1], how)
        if place:
            lead, leads = whole[0, 0] - whole[place, 0], sampled[0, :, 0] - sampled[place, :, 0]
            figures[name] |= _told("qini_difference", lead, leads, how)
    return figures | {"everybody": _told("uplift", whole[0, 2], sampled[0, :, 2], how)}


def qini(gain: np.ndarray, score: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Area between the gain of the highest scored and that of as many drawn by lot, per sample.

    Over shares of the messages from 0 to 1, in responses per message; 0 for scores that say nothing. Equal
    scores count as drawn by lot among themselves. `times` (samples × rows): how often each row counts.
    """
    share, gained = _curve(gain, score, times)
    return np.trapezoid(gained - share * gained[:, -1:], share, axis=1)


def _figures(gain: np.ndarray, scores: dict[str, np.ndarray], times: np.ndarray) -> np.ndarray:
    """Scores × samples × (qini, effect on the highest scored, effect on all)."""
    found = []
    for score in scores.values():
        share, gained = _curve(gain, score, times)
        area = np.trapezoid(gained - share * gained[:, -1:], share, axis=1)
        top = [np.interp(TOP_SHARE, *each) / TOP_SHARE for each in zip(share, gained, strict=True)]
        found.append(np.column_stack([area, top, gained[:, -1]]))
    return np.array(found)


def _curve(gain: np.ndarray, score: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of the messages and gain per message of all, from the highest score down, samples × steps."""
    order = np.argsort(-score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=np.nan) != 0)
    counts = times[:, order]
    nothing = np.zeros((len(times), 1))
    share = np.cumsum(np.add.reduceat(counts, starts, axis=1), axis=1)
    gained = np.cumsum(np.add.reduceat(counts * gain[order], starts, axis=1), axis=1)
    total = share[:, -1:]
    return np.hstack([nothing, share / total]), np.hstack([nothing, gained / total])


def _told(name: str, value: float, sampled: np.ndarray, how: Sampling) -> dict[str, Any]:
    return {name: rounded(value), f"{name}_interval": interval(sampled, how)}
