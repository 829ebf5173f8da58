"""Numbers cut into a few bins whose risk rises or falls all the way: the rows of a scorecard."""

from dataclasses import dataclass

import numpy as np

# bins that are looked at before those of like risk are joined, and the share of the rows each must hold
_FINE = 20
_LEAST_SHARE = 0.05
# rows given to each bin, at the share of all: so one where it never happened stays finite
_PRIOR = 10.0


@dataclass(frozen=True)
class Bins:
    """Bin 0 holds what is below 0: unknown. Of the others each ends with its edge, the last has none.

    `evidence` is the weight of evidence of each bin: its log-odds less those of all rows; `count` its rows,
    `happened` of how many it was true.
    """

    edges: np.ndarray
    evidence: np.ndarray
    count: np.ndarray
    happened: np.ndarray

    def place(self, numbers: np.ndarray) -> np.ndarray:
        """The bin of each number; an edge belongs to the bin below it."""
        return _placed(numbers, self.edges)

    def of(self, numbers: np.ndarray) -> np.ndarray:
        """The weight of evidence of each number."""
        return self.evidence[self.place(numbers)]


def bins_of(numbers: np.ndarray, happened: np.ndarray) -> Bins:
    """Bins of one input: equal sizes, joined until the share to which it happened goes one way (isotonic)."""
    known = numbers[numbers >= 0]
    edges = _edges(known)
    if len(edges):
        edges = edges[_keeps(known, happened[numbers >= 0], edges)]
    places = _placed(numbers, edges)
    count = np.bincount(places, minlength=len(edges) + 2)
    true = np.bincount(places, weights=happened, minlength=len(edges) + 2)
    share = happened.mean()
    evidence = _odds(true + _PRIOR * share, count - true + _PRIOR * (1 - share)) - _odds(share, 1 - share)
    # a bin that nobody was in says nothing
    return Bins(edges, np.where(count > 0, evidence, 0.0), count, true)


def _edges(known: np.ndarray) -> np.ndarray:
    """Ends of at most so many bins, each of enough rows; the last bin has no end."""
    if not len(known):
        return np.array([])
    edges = np.unique(np.quantile(known, np.arange(1, _FINE) / _FINE, method="inverted_cdf"))
    edges = edges[edges < known.max()]
    least, kept, below = _LEAST_SHARE * len(known), [], 0
    for edge, reach in zip(edges, np.searchsorted(np.sort(known), edges, side="right"), strict=True):
        if reach - below >= least and len(known) - reach >= least:
            kept.append(edge)
            below = reach
    return np.array(kept)


def _keeps(known: np.ndarray, happened: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Which edges part bins of different risk, once the risk goes one way: the one that fits better."""
    from sklearn.isotonic import isotonic_regression

    places = np.searchsorted(edges, known, side="left")
    count = np.bincount(places, minlength=len(edges) + 1)
    share = np.bincount(places, weights=happened, minlength=len(edges) + 1) / np.maximum(count, 1)
    ways = [isotonic_regression(share, sample_weight=count, increasing=rising) for rising in (True, False)]
    fitted = min(ways, key=lambda way: float((count * (way - share) ** 2).sum()))
    return np.diff(fitted) != 0


def _placed(numbers: np.ndarray, edges: np.ndarray) -> np.ndarray:
    return np.where(numbers < 0, 0, np.searchsorted(edges, numbers, side="left") + 1)


def _odds(true: np.ndarray | float, false: np.ndarray | float) -> np.ndarray:
    return np.log(true) - np.log(false)
