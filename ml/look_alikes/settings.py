"""What look-alikes are told from outside."""

from dataclasses import dataclass

from ml.evaluation import Sampling


@dataclass(frozen=True)
class LookAlikeSettings(Sampling):
    """`min_seed`: customers in a segment, and outside it, below which nothing is learnt of it.

    Of those outside, the `high_share` most alike are high, the `medium_share` most alike at least medium.
    """

    rounds: int = 500
    min_seed: int = 100
    high_share: float = 0.05
    medium_share: float = 0.2

    def __post_init__(self) -> None:
        """Refuse bands that are no bands."""
        if not 0 < self.high_share < self.medium_share < 1:
            raise ValueError(
                f"The most alike are high up to a share of {self.high_share}, medium up to"
                f" {self.medium_share}; expected 0 < high < medium < 1. Correct them in the settings."
            )
