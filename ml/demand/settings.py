"""What the demand model is told from outside."""

from dataclasses import dataclass

from ml.evaluation import Sampling

WEEK = 7


@dataclass(frozen=True)
class DemandSettings(Sampling):
    """`horizon_days` is the business's: how far ahead, in whole weeks; ValueError for anything else.

    Forecasts are tried at past days a horizon apart: the newest `test_origins` are the test, at least
    `min_choosing` before them choose the method. A level is looked at from `min_quantity` units in the test
    on. `share` is how many outcomes an interval is to hold. Averages are over `average_weeks`, smoothing is
    by the weights `smoothing`.
    """

    horizon_days: int = 28
    test_origins: int = 6
    min_choosing: int = 3
    min_quantity: int = 200
    share: float = 0.9
    average_weeks: tuple[int, ...] = (4, 8, 13)
    smoothing: tuple[float, ...] = (0.1, 0.2, 0.4)

    def __post_init__(self) -> None:
        """Refuse a horizon that is not of whole weeks."""
        if self.horizon_days < WEEK or self.horizon_days % WEEK:
            raise ValueError(
                f"demand_horizon_days is {self.horizon_days}; expected whole weeks: 7, 14, 28 …"
                " Correct it in the settings."
            )

    @property
    def weeks(self) -> int:
        """The horizon in weeks."""
        return self.horizon_days // WEEK
