"""What the reading of texts is told from outside."""

from dataclasses import dataclass

from ml.evaluation import Sampling


@dataclass(frozen=True)
class TextSettings(Sampling):
    """When a fit is believed, when an answer is given.

    A rating up to `bad_to` (of 1 to 5) is a bad text, from `good_from` on a good one; those between teach
    nothing. A fit needs `min_texts` distinct texts with `min_per_class` of either kind in training, and
    `test_share` of that in the test, which are the newest. At most the newest `most_texts` are trained on. A
    text with fewer than `min_units` Chinese characters or words gets no answer, nor does a fit answer where
    a smaller share than `min_known_share` was ever seen in training. From `sure_from` on a text is negative,
    up to 1 - `sure_from` positive, between them neutral. Shares of a customer's texts are told from
    `min_customer_texts` on.
    """

    bad_to: int = 2
    good_from: int = 4
    min_texts: int = 500
    min_per_class: int = 100
    most_texts: int = 200_000
    test_share: float = 0.2
    min_units: int = 2
    min_known_share: float = 0.3
    sure_from: float = 0.6
    min_customer_texts: int = 3

    def __post_init__(self) -> None:
        """Refuse settings that contradict each other."""
        if not self.bad_to < self.good_from:
            raise ValueError(
                f"Ratings up to {self.bad_to} are bad and from {self.good_from} on good, so some are both;"
                " expected bad_to < good_from. Correct them in the settings."
            )
        if not 0.5 <= self.sure_from < 1:
            raise ValueError(
                f"A text is called negative from {self.sure_from} on; expected a probability from 0.5 to"
                " below 1. Correct sure_from in the settings."
            )
