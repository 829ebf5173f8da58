"""What kind of person somebody is: learned clusters against personas."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ml.truth.measure import CONFIDENCE, Measure, missing, rounded, share
from ml.truth.pairs import pairs_among

TOPIC = "persona"
_ROUNDS = 1000
_SEED = 7


def personas(customers: pd.DataFrame) -> list[Measure]:
    """Adjusted Rand index and purity of clusters. `customers`: cluster_key (null: none), true_persona."""
    known = customers[customers["cluster_key"].notna()]
    if known.empty:
        why = "No clusters are published, so nobody is in one."
        return [missing(TOPIC, "clusters are personas (adjusted Rand)", why), missing(TOPIC, "purity", why)]
    counts = pd.crosstab(known["cluster_key"], known["true_persona"])
    commonest = counts.to_numpy().sum(axis=0).max() / len(known)
    guessed = known["cluster_key"].map(counts.idxmax(axis=1))
    return [
        _rand(counts.to_numpy()),
        share(
            TOPIC,
            "purity",
            guessed.to_numpy() == known["true_persona"].to_numpy(),
            f"Share with the commonest persona of their cluster; one cluster for all has {commonest:.0%}.",
        ),
    ]


def _rand(counts: np.ndarray) -> Measure:
    """Index, and the interval over bootstrap samples of customers."""
    size = int(counts.sum())
    figure = float(adjusted_rand(counts[None])[0])
    draws = np.random.default_rng(_SEED).multinomial(size, counts.ravel() / size, _ROUNDS)
    outside = (1 - CONFIDENCE) / 2
    sampled = adjusted_rand(draws.reshape(_ROUNDS, *counts.shape))
    low, high = np.nanquantile(sampled, [outside, 1 - outside])
    meaning = f"1: the same groups, 0: no better than chance; {counts.shape[0]} clusters beside"
    meaning += f" {counts.shape[1]} personas."
    return Measure(
        TOPIC,
        "clusters are personas (adjusted Rand)",
        rounded(figure),
        size,
        meaning,
        (rounded(low), rounded(high)),
    )


def adjusted_rand(counts: np.ndarray) -> np.ndarray:
    """Index of Hubert and Arabie (1985) per table of counts; `counts` is tables × clusters × personas."""
    counts = counts.astype("float64")
    together = pairs_among(counts).sum(axis=(1, 2))
    one, other = pairs_among(counts.sum(axis=2)).sum(axis=1), pairs_among(counts.sum(axis=1)).sum(axis=1)
    by_chance = one * other / pairs_among(counts.sum(axis=(1, 2)))
    most = (one + other) / 2
    with np.errstate(invalid="ignore"):
        return np.where(most == by_chance, 1.0, (together - by_chance) / (most - by_chance))
