"""What the next-products model is told from outside."""

from dataclasses import dataclass

from ml.evaluation import Sampling


@dataclass(frozen=True)
class NextProductSettings(Sampling):
    """`horizon_days` and `shown` are the business's: how far ahead, how many products each customer is shown.

    The test counts what is found in `places`.

    A product counts among the similar ones from `min_buyers` buyers on; each keeps its `neighbours` nearest.
    `own`, `similar` (by baskets, and again by customers) and `popular` say how many candidates of each kind a
    customer has; what is popular is counted over `popular_days`. A fit needs `min_customers` who buy in the
    horizon, in training and in the test; it is trained on at most `most_customers`.
    """

    horizon_days: int = 60
    places: int = 10
    shown: int = 5
    min_buyers: int = 5
    neighbours: int = 50
    own: int = 20
    similar: int = 20
    popular: int = 10
    popular_days: int = 30
    min_customers: int = 200
    most_customers: int = 20_000
