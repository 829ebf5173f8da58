"""What kind of person somebody is: learned clusters and personas against hidden personas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.truth.measure import CONFIDENCE, Measure, missing, rounded, share
from ml.truth.pairs import pairs_among

TOPIC = "persona"
_ROUNDS = 1000
_SEED = 7


@dataclass(frozen=True)
class Recovered:
    """A hidden persona and the learned one that fits it best, by F1.

    size: customers who are of it; found_size: customers put into the learned one; both: who are both.
    persona_key is None where nobody of it is in any.
    """

    true_persona: str
    size: int
    persona_key: str | None
    found_size: int
    both: int

    @property
    def precision(self) -> float:
        """Of the learned persona, so many are of the hidden one."""
        return self.both / self.found_size if self.found_size else 0.0

    @property
    def recall(self) -> float:
        """Of the hidden one, so many are in the learned one; who is in none counts as missed."""
        return self.both / self.size


def personas(customers: pd.DataFrame) -> list[Measure]:
    """Clusters and personas beside hidden ones.

    `customers`: cluster_key and persona_key (null: none), true_persona.
    """
    placed = customers["persona_key"].notna().to_numpy()
    return [
        *_groups(customers, "cluster_key", "clusters"),
        *_groups(customers, "persona_key", "personas"),
        share(
            TOPIC, "customers with a persona", placed, "The others showed too little, or care about several."
        ),
    ]


def recovered(customers: pd.DataFrame) -> list[Recovered]:
    """For each hidden persona the learned one that fits it best; by name. Columns as for `personas`."""
    counts = pd.crosstab(customers["true_persona"], customers["persona_key"])
    sizes, found_sizes = customers["true_persona"].value_counts(), counts.sum()
    found = []
    for name in sorted(sizes.index):
        if name not in counts.index:
            found.append(Recovered(name, int(sizes[name]), None, 0, 0))
            continue
        both = counts.loc[name]
        key = (2 * both / (sizes[name] + found_sizes)).idxmax()
        found.append(Recovered(name, int(sizes[name]), key, int(found_sizes[key]), int(both[key])))
    return found


def _groups(customers: pd.DataFrame, key: str, what: str) -> list[Measure]:
    """Adjusted Rand index and purity of those who are in a group."""
    names = {
        "clusters": ("clusters are personas (adjusted Rand)", "purity"),
        "personas": ("personas are the true ones (adjusted Rand)", "purity of personas"),
    }[what]
    known = customers[customers[key].notna()]
    if known.empty:
        why = f"No {what} are published, so nobody is in one."
        return [missing(TOPIC, name, why) for name in names]
    counts = pd.crosstab(known[key], known["true_persona"])
    commonest = counts.to_numpy().sum(axis=0).max() / len(known)
    guessed = known[key].map(counts.idxmax(axis=1)).to_numpy()
    group = what.removesuffix("s")
    meaning = f"Share with the commonest persona of their {group}; one {group} for all has {commonest:.0%}."
    return [
        _rand(counts.to_numpy(), names[0], what),
        share(TOPIC, names[1], guessed == known["true_persona"].to_numpy(), meaning),
    ]


def _rand(counts: np.ndarray, name: str, what: str) -> Measure:
    """Index, and the interval over bootstrap samples of customers."""
    size = int(counts.sum())
    figure = float(adjusted_rand(counts[None])[0])
    draws = np.random.default_rng(_SEED).multinomial(size, counts.ravel() / size, _ROUNDS)
    outside = (1 - CONFIDENCE) / 2
    sampled = adjusted_rand(draws.reshape(_ROUNDS, *counts.shape))
    low, high = np.nanquantile(sampled, [outside, 1 - outside])
    meaning = f"1: the same groups, 0: no better than chance; {counts.shape[0]} {what} beside"
    meaning += f" {counts.shape[1]} hidden personas."
    return Measure(TOPIC, name, rounded(figure), size, meaning, (rounded(low), rounded(high)))


def adjusted_rand(counts: np.ndarray) -> np.ndarray:
    """Index of Hubert and Arabie (1985) per table of counts; `counts` is tables × clusters × personas."""
    counts = counts.astype("float64")
    together = pairs_among(counts).sum(axis=(1, 2))
    one, other = pairs_among(counts.sum(axis=2)).sum(axis=1), pairs_among(counts.sum(axis=1)).sum(axis=1)
    by_chance = one * other / pairs_among(counts.sum(axis=(1, 2)))
    most = (one + other) / 2
    with np.errstate(invalid="ignore"):
        return np.where(most == by_chance, 1.0, (together - by_chance) / (most - by_chance))
