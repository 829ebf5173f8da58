"""What anybody would say without a model."""

import numpy as np

from ml.value.rows import Rows

OWN_RATE, PREVIOUS, MEAN = "own past rate", "previous period", "the mean"
OWN_CYCLE, NOBODY = "own purchase cycle", "nobody orders"


def of_counts(rows: Rows, earlier: Rows, horizon_days: int) -> dict[str, np.ndarray]:
    """Order days in the horizon: own past rate per day, those of the horizon before, the mean of all.

    The mean is that of the newest earlier cut-off, or else of the period before.
    """
    histories = rows.customers.histories
    known = earlier.at(earlier.days[-1]).order_days if len(earlier) else rows.previous_order_days
    return {
        OWN_RATE: histories.frequency / np.maximum(histories.age, 1) * horizon_days,
        PREVIOUS: rows.previous_order_days,
        MEAN: np.full(len(rows), known.mean()),
    }


def of_spend(rows: Rows, earlier: Rows, horizon_days: int) -> dict[str, np.ndarray]:
    """Spend in the horizon: own past rate at own mean amount, that of the horizon before, the mean of all."""
    known = earlier.at(earlier.days[-1]).spend if len(earlier) else rows.previous_spend
    own_mean = np.nan_to_num(rows.customers.mean_amount)
    return {
        OWN_RATE: of_counts(rows, earlier, horizon_days)[OWN_RATE] * own_mean,
        PREVIOUS: rows.previous_spend,
        MEAN: np.full(len(rows), known.mean()),
    }


def of_next_order(rows: Rows, horizon_days: int) -> dict[str, np.ndarray]:
    """Days to the next order day, at most the horizon: own mean gap after the latest, or none for all."""
    histories = rows.customers.histories
    gap = histories.recency / np.maximum(histories.frequency, 1)
    due = np.maximum(histories.recency + gap - histories.age, 0)
    whole = float(horizon_days)
    return {
        OWN_CYCLE: np.where(histories.frequency > 0, np.minimum(due, whole), whole),
        NOBODY: np.full(len(rows), whole),
    }
