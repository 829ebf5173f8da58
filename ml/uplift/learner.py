"""The effect of a message as a sum of parts, one per input.

An R-learner (Nie and Wager 2021, "Quasi-Oracle Estimation of Heterogeneous Treatment Effects"): what the
inputs say of the response by themselves is taken out first, then a ridge regression explains what is left
by who was treated. The share treated is known by design, so neither step can make up an effect that is not
there. A holdout is small and an order rare: the regression is free to move along the chance of a response,
one number, and is held to it otherwise, for a message moves most those who were about to buy.
"""

from dataclasses import dataclass

import numpy as np

from ml.outcomes import models

# per row, on what departs from the chance of a response; the strongest leaves that alone
PENALTIES = (1e6, 3.0, 1.0, 0.3, 0.1)


@dataclass(frozen=True)
class Effect:
    """Effect = `start`, that of the means, + Σ weight × distance from the mean; `covariance` of all these."""

    start: float
    means: np.ndarray
    weights: np.ndarray
    covariance: np.ndarray

    def parts(self, inputs: np.ndarray) -> np.ndarray:
        """Rows × inputs: what each input adds to `start`."""
        return (inputs - self.means) * self.weights

    def of(self, inputs: np.ndarray) -> np.ndarray:
        """Of each row."""
        return self.start + self.parts(inputs).sum(axis=1)

    def spread(self, inputs: np.ndarray) -> np.ndarray:
        """Standard error of each row's effect, as if the penalty drew it nowhere."""
        sides = np.column_stack([np.ones(len(inputs)), inputs - self.means])
        return np.sqrt(np.einsum("ij,jk,ik->i", sides, self.covariance, sides))


def response_model(inputs: np.ndarray, responded: np.ndarray) -> models.Linear:
    """The probability of an order, whether or not a message went out."""
    return models.CANDIDATES[2].fit(inputs, responded)


def fit(
    inputs: np.ndarray,
    responded: np.ndarray,
    is_treated: np.ndarray,
    chance: np.ndarray,
    customer: np.ndarray,
    penalty: float,
) -> Effect:
    """The ridge regression; `customer` numbers the customers from 0, whose messages hang together."""
    response = response_model(inputs, responded)
    left, treated = residuals(response, inputs, responded, is_treated, chance)
    means = inputs.mean(axis=0)
    directions = _directions(response, inputs)
    sides = treated[:, None] * np.column_stack([np.ones(len(inputs)), (inputs - means) @ directions])
    strength = np.full(sides.shape[1], penalty * float(treated @ treated))
    strength[:2] = 0.0
    inverse = np.linalg.pinv(sides.T @ sides + np.diag(strength))
    found = inverse @ (sides.T @ left)
    pulls = np.zeros((int(customer.max()) + 1, sides.shape[1]))
    np.add.at(pulls, customer, sides * (left - sides @ found)[:, None])
    turned = np.zeros((len(means) + 1, len(found)))
    turned[0, 0], turned[1:, 1:] = 1.0, directions
    covariance = turned @ inverse @ (pulls.T @ pulls) @ inverse @ turned.T
    return Effect(float(found[0]), means, directions @ found[1:], covariance)


def _directions(response: models.Linear, inputs: np.ndarray) -> np.ndarray:
    """Inputs × directions: that of the response, then each input, by which rows lie one apart as a rule."""
    scales = inputs.std(axis=0)
    scales[scales == 0] = 1.0
    spread = ((inputs - inputs.mean(axis=0)) @ response.weights).std()
    return np.column_stack([response.weights / (spread or 1.0), np.diag(1 / scales)])


def loss(
    effect: Effect,
    response: models.Linear,
    inputs: np.ndarray,
    responded: np.ndarray,
    is_treated: np.ndarray,
    chance: np.ndarray,
) -> float:
    """Mean squared error of what the effect says of the responses that the inputs do not explain."""
    left, treated = residuals(response, inputs, responded, is_treated, chance)
    return float(np.mean((left - treated * effect.of(inputs)) ** 2))


def residuals(
    response: models.Linear,
    inputs: np.ndarray,
    responded: np.ndarray,
    is_treated: np.ndarray,
    chance: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """What is left of the response, and of having been treated."""
    expected = models.probability(models.log_odds(response, inputs))
    return responded - expected, is_treated - chance
