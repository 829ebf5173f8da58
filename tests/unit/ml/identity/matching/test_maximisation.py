"""Expectation maximisation finds the shares that pairs were drawn by, and says when it cannot."""

import numpy as np

from ml.identity.matching.maximisation import Patterns, expected_matches

US = [np.array([0.01, 0.99]), np.array([0.02, 0.98]), np.array([0.05, 0.95])]
STARTS = [np.array([0.8, 0.2])] * 3


def _patterns(match_share: float, m: float) -> Patterns:
    """All eight patterns of three comparisons, as many pairs of each as expected."""
    levels = np.array([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)])
    ms = [np.array([m, 1 - m])] * 3
    matching = np.prod([ms[c][levels[:, c]] for c in range(3)], axis=0)
    other = np.prod([US[c][levels[:, c]] for c in range(3)], axis=0)
    return Patterns(levels, 1e5 * (match_share * matching + (1 - match_share) * other))


def test_shares_are_recovered():
    found = expected_matches(_patterns(0.3, 0.95), STARTS, US)
    for counts in found:
        assert abs(counts[0] / counts.sum() - 0.95) < 0.01
        assert abs(counts.sum() / 1e5 - 0.3) < 0.01


def test_nothing_is_learnt_where_pairs_cannot_be_told_apart():
    assert expected_matches(_patterns(0.0005, 0.3), STARTS, US) is None


def test_a_block_of_nothing_but_matches_ends():
    found = expected_matches(_patterns(1.0, 1.0), STARTS, US)
    assert all(np.isfinite(counts).all() for counts in found)
