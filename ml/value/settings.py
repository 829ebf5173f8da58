"""What the value model is told from outside."""

from dataclasses import dataclass

from ml.evaluation import Sampling


@dataclass(frozen=True)
class ValueSettings(Sampling):
    """Horizon and next order are decided by the business; the rest says when a fit is believed.

    `next_order_within_days`: who is less likely than not to order within so many days has no next order day.
    `interval_share` is the share of customers that the intervals of counts and spend are to cover,
    `day_interval_share` that of the next order day. A fit needs `min_rows` customers in the test, of whom
    `min_repeat` ordered on two days before it and `min_ordered` within the horizon after it.
    """

    horizon_days: int = 90
    next_order_within_days: int = 365
    interval_share: float = 0.9
    day_interval_share: float = 0.5
    min_rows: int = 500
    min_repeat: int = 100
    min_ordered: int = 100

    def __post_init__(self) -> None:
        """Refuse horizons that are none."""
        if min(self.horizon_days, self.next_order_within_days) < 1:
            raise ValueError(
                f"The value horizon is {self.horizon_days} days and the next order is sought within"
                f" {self.next_order_within_days}; expected one day or more. Correct them in the settings."
            )
