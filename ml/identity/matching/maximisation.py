"""Expectation maximisation over patterns of levels, drawn a little to what the definitions say.

Splink's own has no such prior: where a block holds no match, or nothing but matches, an m runs to 0 and it
stops with an error (5.0.0: "m_probability value 0.0 is below the minimum").
"""

from dataclasses import dataclass

import numpy as np

# what the definitions say of m counts as much as so many pairs of one person
_PSEUDO_PAIRS = 10.0
_MOST_ROUNDS = 500
_SMALLEST_CHANGE = 1e-6
# of a block that can be learnt from, so much of what it takes for matches it is sure of
_SURE = 0.9
_LEAST_SURE_SHARE = 0.8


@dataclass(frozen=True)
class Patterns:
    """Pairs that agree alike: `levels` (patterns × comparisons; -1 unknown), how many `pairs` each has."""

    levels: np.ndarray
    pairs: np.ndarray

    def counts(self, comparison: int, level_count: int, weight: np.ndarray | float = 1.0) -> np.ndarray:
        """Pairs per level of a comparison, each weighed."""
        known = self.levels[:, comparison] >= 0
        weighed = (self.pairs * weight)[known]
        return np.bincount(self.levels[known, comparison], weighed, level_count)


def expected_matches(
    patterns: Patterns, starts: list[np.ndarray], us: list[np.ndarray]
) -> list[np.ndarray] | None:
    """Expected pairs of one person per level of each comparison; None where they cannot be told.

    `starts` and `us`: m as the definitions have it, and u, per level of each comparison. A comparison that
    the block fixes is left out of `patterns` (all -1).
    """
    ms, share = [start.copy() for start in starts], 0.5
    posterior = np.zeros(len(patterns.pairs))
    for _ in range(_MOST_ROUNDS):
        before, posterior = posterior, _posterior(patterns, ms, us, share)
        ms = [drawn(patterns.counts(i, len(start), posterior), start) for i, start in enumerate(starts)]
        share = ((patterns.pairs * posterior).sum() + 0.5) / (patterns.pairs.sum() + 1)
        if np.abs(posterior - before).max(initial=0) < _SMALLEST_CHANGE:
            break
    matches = patterns.pairs * posterior
    if matches[posterior >= _SURE].sum() < _LEAST_SURE_SHARE * matches.sum():
        return None
    return [patterns.counts(i, len(start), posterior) for i, start in enumerate(starts)]


def drawn(counts: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Shares of the levels, drawn a little to where they started."""
    return (counts + _PSEUDO_PAIRS * start) / (counts.sum() + _PSEUDO_PAIRS)


def _posterior(patterns: Patterns, ms: list[np.ndarray], us: list[np.ndarray], share: float) -> np.ndarray:
    """Probability of each pattern that its pairs are of one person."""
    log_odds = np.full(len(patterns.pairs), np.log(share / (1 - share)))
    for comparison, (m, u) in enumerate(zip(ms, us, strict=True)):
        # the last entry is what -1 picks
        log_odds += np.append(np.log(m / u), 0.0)[patterns.levels[:, comparison]]
    return 1 / (1 + np.exp(-np.clip(log_odds, -500, 500)))
