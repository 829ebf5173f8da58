"""From what is known of a customer and a product to the chance that it is bought within the horizon."""

from dataclasses import dataclass

import numpy as np

from ml.logistic import fit_standardised
from ml.next_products.candidates import Candidates

_PENALTY = 1e-3


@dataclass(frozen=True)
class Weights:
    """Log-odds = start + Σ weight × distance from the mean, in units of `scales`."""

    start: float
    means: np.ndarray
    scales: np.ndarray
    weights: np.ndarray

    def odds(self, inputs: np.ndarray) -> np.ndarray:
        """Log-odds of each row."""
        return self.start + ((inputs - self.means) / self.scales) @ self.weights


@dataclass(frozen=True)
class Chance:
    """What is bought again and what for the first time follow different habits: weights for each."""

    again: Weights
    new: Weights

    def of(self, found: Candidates) -> np.ndarray:
        """The chance (0 to 1) of each candidate."""
        inputs = _with_squares(found.inputs)
        odds = np.where(found.is_own, self.again.odds(inputs), self.new.odds(inputs))
        return 1.0 / (1.0 + np.exp(-odds))


def fit_chance(found: Candidates, is_bought: np.ndarray) -> Chance:
    """By logistic regression on candidates whose outcome is known; both kinds must have both outcomes."""
    inputs = _with_squares(found.inputs)
    own = found.is_own
    return Chance(*(Weights(*fit_standardised(inputs[of], is_bought[of], _PENALTY)) for of in (own, ~own)))


def _with_squares(inputs: np.ndarray) -> np.ndarray:
    """Habits are not straight lines: what was bought yesterday and what was bought a year ago both wait."""
    return np.column_stack([inputs, inputs[:, 1:] ** 2])
