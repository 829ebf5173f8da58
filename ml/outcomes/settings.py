"""What a model of an outcome is told from outside."""

from dataclasses import dataclass

from ml.evaluation import Sampling


@dataclass(frozen=True)
class OutcomeSettings(Sampling):
    """Horizon and bands are decided by the business; the rest says when a fit is believed.

    A score from `medium_from` on is medium, from `high_from` on high (probabilities). A fit needs
    `min_rows` rows with `min_per_class` of either outcome, in training and in the test alike, and
    `min_cut_offs` training cut-offs.
    """

    horizon_days: int = 90
    medium_from: float = 0.4
    high_from: float = 0.7
    min_rows: int = 500
    min_per_class: int = 100
    min_cut_offs: int = 3

    def __post_init__(self) -> None:
        """Refuse bands that are no bands."""
        if not 0 < self.medium_from < self.high_from < 1:
            raise ValueError(
                f"The bands begin at medium {self.medium_from} and high {self.high_from};"
                " expected probabilities with 0 < medium < high < 1. Correct them in the settings."
            )
