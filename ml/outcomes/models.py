"""The kinds of model that may be chosen. Each is a sum of parts, one per input, so scores can be told."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ml.logistic import THREADS, fit_standardised


@dataclass(frozen=True)
class Linear:
    """Logistic regression: log-odds = `start`, that of the means, + Σ weight × distance from the mean."""

    start: float
    means: np.ndarray
    weights: np.ndarray

    def parts(self, inputs: np.ndarray) -> np.ndarray:
        """Rows × inputs: what each input adds to `start`."""
        return (inputs - self.means) * self.weights


@dataclass(frozen=True)
class Trees:
    """Boosted trees: log-odds = `start`, the mean of the training rows, + what each split on the way adds.

    The arrays hold the nodes of all trees: the input that a node splits (-1 at a leaf), the threshold up to
    which a row goes left, the children, and the mean log-odds of the training rows that came there; `roots`
    the first node of each tree.
    """

    start: float
    roots: np.ndarray
    split_by: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    mean: np.ndarray

    def parts(self, inputs: np.ndarray) -> np.ndarray:
        """Rows × inputs: what the splits by each input add to `start`."""
        columns = np.ascontiguousarray(inputs.T)
        parts = np.zeros_like(columns)
        for root in self.roots:
            self._descend(root, np.arange(len(inputs)), columns, parts)
        return parts.T

    def _descend(self, node: int, rows: np.ndarray, columns: np.ndarray, parts: np.ndarray) -> None:
        by = self.split_by[node]
        if by < 0 or not len(rows):
            return
        goes_left = columns[by][rows] <= self.threshold[node]
        left, right = self.left[node], self.right[node]
        parts[by][rows] += np.where(goes_left, self.mean[left], self.mean[right]) - self.mean[node]
        self._descend(left, rows[goes_left], columns, parts)
        self._descend(right, rows[~goes_left], columns, parts)


@dataclass(frozen=True)
class Blend:
    """Log-odds that are the mean of those of several models."""

    models: list[Linear | Trees]

    @property
    def start(self) -> float:
        """The mean of theirs."""
        return float(np.mean([model.start for model in self.models]))

    def parts(self, inputs: np.ndarray) -> np.ndarray:
        """Rows × inputs: the mean of what each input adds in them."""
        return np.mean([model.parts(inputs) for model in self.models], axis=0)


Model = Linear | Trees | Blend


@dataclass(frozen=True)
class Candidate:
    """A kind of model with its settings; `fit` takes rows × inputs and outcomes."""

    name: str
    fit: Callable[[np.ndarray, np.ndarray], Model]


def _logistic(penalty: float) -> Candidate:
    """Logistic regression; `penalty` is that on the squared coefficients, per row, whatever their number."""

    def fit(inputs: np.ndarray, happened: np.ndarray) -> Model:
        start, means, scales, weights = fit_standardised(inputs, happened, penalty)
        return Linear(start, means, weights / scales)

    return Candidate(f"logistic, penalty {penalty}", fit)


def _boosting() -> Candidate:
    """Boosted trees, gentle: few leaves, each of many rows."""

    def fit(inputs: np.ndarray, happened: np.ndarray) -> Model:
        from sklearn.ensemble import HistGradientBoostingClassifier
        from threadpoolctl import threadpool_limits

        boosting = HistGradientBoostingClassifier(
            learning_rate=0.05,
            max_iter=150,
            max_leaf_nodes=4,
            min_samples_leaf=100,
            l2_regularization=5.0,
            early_stopping=False,
            random_state=0,
        )
        with threadpool_limits(THREADS):
            return trees_of(boosting.fit(inputs, happened))

    return Candidate("boosting", fit)


def trees_of(boosting: object) -> Trees:
    """The trees of a fitted HistGradientBoostingClassifier with two classes and no missing values.

    They are not part of its public face; a test compares the sum of the parts with its decision_function.
    """
    trees = [predictors[0].nodes for predictors in boosting._predictors]
    roots = np.cumsum([0, *(len(tree) for tree in trees[:-1])])
    means = [_means(tree) for tree in trees]
    nodes = np.concatenate(trees)
    offset = np.repeat(roots, [len(tree) for tree in trees])
    return Trees(
        start=float(boosting._baseline_prediction.ravel()[0] + sum(mean[0] for mean in means)),
        roots=roots,
        split_by=np.where(nodes["is_leaf"], -1, nodes["feature_idx"]),
        threshold=nodes["num_threshold"].copy(),
        left=nodes["left"] + offset,
        right=nodes["right"] + offset,
        mean=np.concatenate(means),
    )


def _means(tree: np.ndarray) -> np.ndarray:
    """Mean log-odds of the training rows at each node; children come after their parent."""
    means = tree["value"].copy()
    for node in reversed(range(len(tree))):
        if not tree["is_leaf"][node]:
            children = [tree["left"][node], tree["right"][node]]
            means[node] = np.average(means[children], weights=tree["count"][children])
    return means


def _blend(*candidates: Candidate) -> Candidate:
    """Several kinds, each fitted by itself."""

    def fit(inputs: np.ndarray, happened: np.ndarray) -> Model:
        return Blend([candidate.fit(inputs, happened) for candidate in candidates])

    return Candidate(" and ".join(candidate.name for candidate in candidates), fit)


# the earlier of two equally good ones is taken: a strong penalty stands a change of times best
CANDIDATES = (*(_logistic(penalty) for penalty in (0.3, 0.1, 0.03, 0.01, 0.001)), _boosting())
BLENDED = (*CANDIDATES, _blend(_logistic(0.01), _boosting()))
BASELINE = _logistic(1e-6)


def log_odds(model: Model, inputs: np.ndarray) -> np.ndarray:
    """What the model says of each row, before any correction for the season."""
    return model.start + model.parts(inputs).sum(axis=1)


def probability(odds: np.ndarray) -> np.ndarray:
    """From log-odds to a probability."""
    return 1.0 / (1.0 + np.exp(-odds))


def by_theme(parts: np.ndarray, themes: list[str]) -> np.ndarray:
    """Rows × distinct themes, in order of appearance: the parts of each theme's inputs together."""
    belongs = np.array([[theme == own for theme in dict.fromkeys(themes)] for own in themes])
    return parts @ belongs.astype("float64")
