"""The sentiment model: a logistic regression on tf-idf of units and pairs, as arrays of its own."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ml.text import lexicon
from ml.text.lexicon import Opinions
from ml.text.ngrams import BITS, Grams, pairs, single
from ml.text.units import Units

_RARE = 2
# one thread adds in one order, so a fit is the same on every machine
_THREADS = 1
_ITERATIONS = 300


@dataclass(frozen=True)
class Linear:
    """Log-odds of a negative text = `start` + `lexicon` × lead + Σ weights / length, length² = Σ scales².

    `columns` are those seen in two texts at least, in order; `weights` are coefficient × scale, `scales` the
    inverse document frequencies.
    """

    start: float
    lexicon: float
    columns: np.ndarray
    weights: np.ndarray
    scales: np.ndarray

    def table(self) -> "Table":
        """Ready for look-ups."""
        return Table(self)


class Table:
    """A model spread over all columns: 12 MiB, made once per scoring."""

    def __init__(self, model: Linear) -> None:
        self.start, self.lexicon = model.start, model.lexicon
        self.weights, self.scales = (np.zeros(1 << BITS) for _ in range(2))
        self.weights[model.columns], self.scales[model.columns] = model.weights, model.scales

    def log_odds(self, grams: Grams) -> np.ndarray:
        """One per text."""
        summed = np.bincount(grams.rows, self.weights[grams.columns], grams.count)
        return self.start + self.lexicon * grams.leads + summed / self.lengths(grams)

    def lengths(self, grams: Grams) -> np.ndarray:
        """What the weights of each text are divided by."""
        squares = np.bincount(grams.rows, self.scales[grams.columns] ** 2, grams.count)
        return np.sqrt(np.maximum(squares, 1e-12))

    def known_share(self, grams: Grams) -> np.ndarray:
        """Which share of each text's columns was seen in training."""
        seen = np.bincount(grams.rows, self.scales[grams.columns] > 0, grams.count)
        return seen / np.maximum(np.bincount(grams.rows, minlength=grams.count), 1)

    def pulls(self, units: Units, opinions: Opinions, lengths: np.ndarray) -> np.ndarray:
        """What each unit adds to the log-odds of its text; what several say together is shared by them."""
        firsts, columns = pairs(units)
        shared = self.weights[columns] / 2
        pulls = self.weights[single(units)]
        pulls[firsts] += shared
        pulls[firsts + 1] += shared
        return pulls / lengths[units.rows] + self.lexicon * lexicon.pulls(units, opinions)


@dataclass(frozen=True)
class Candidate:
    """A way to fit; `fit` takes texts and whether each is negative."""

    name: str
    fit: Callable[[Grams, np.ndarray], Linear]


def logistic(strength: float, *, with_lexicon: bool = False) -> Candidate:
    """A logistic regression; `strength` is scikit-learn's C.

    `with_lexicon`: what the lexicon says is one more column. It holds for products no text was about yet.
    """

    def fit(grams: Grams, is_negative: np.ndarray) -> Linear:
        from scipy import sparse
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits

        matrix, columns, scales = _tf_idf(grams)
        lead = sparse.csr_matrix(grams.leads[:, None] * with_lexicon)
        regression = LogisticRegression(C=strength, max_iter=_ITERATIONS)
        with threadpool_limits(_THREADS):
            regression.fit(sparse.hstack([matrix, lead], format="csr"), is_negative)
        weights, start = regression.coef_[0], float(regression.intercept_[0])
        own = (weights[:-1] * scales).astype("float32")
        return Linear(start, float(weights[-1]), columns, own, scales.astype("float32"))

    return Candidate(f"logistic, C {strength:g}{', with the lexicon' if with_lexicon else ''}", fit)


def _tf_idf(grams: Grams):
    """Texts × columns seen at least twice, each row of length 1; the columns, their scales."""
    from scipy import sparse

    counts = np.bincount(grams.columns, minlength=1 << BITS)
    columns = np.flatnonzero(counts >= _RARE)
    scales = np.log((1 + grams.count) / (1 + counts[columns])) + 1
    place = np.full(1 << BITS, -1)
    place[columns] = np.arange(len(columns))
    kept = place[grams.columns] >= 0
    rows, places = grams.rows[kept], place[grams.columns[kept]]
    lengths = np.sqrt(np.maximum(np.bincount(rows, scales[places] ** 2, grams.count), 1e-12))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=grams.count))])
    shape = (grams.count, len(columns))
    return sparse.csr_matrix((scales[places] / lengths[rows], places, starts), shape), columns, scales
