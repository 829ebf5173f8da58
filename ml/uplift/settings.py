"""What the uplift model is told from outside."""

from dataclasses import dataclass

from ml.evaluation import Sampling


@dataclass(frozen=True)
class UpliftSettings(Sampling):
    """A response is an order within `response_days` of a message.

    A fit needs `min_per_arm` messages and `min_responses` responses in either arm, in training and in the
    test alike. An effect below `worth_from` (a probability) is not worth a message; who orders anyway with a
    probability of `sure_from` is a sure thing.
    """

    rounds: int = 500
    response_days: int = 7
    min_per_arm: int = 1000
    min_responses: int = 50
    worth_from: float = 0.01
    sure_from: float = 0.2
