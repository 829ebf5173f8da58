"""What was foretold of customers beside what came of it."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from ml.evaluation import auc_with_interval, calibration_error

CONFIDENCE = 0.95
# the name of the figure on a card that promised it; what is promised of the rate is the mean score
RATE, PROMISED = "rate", ("auc", "calibration_error")


class Found(NamedTuple):
    """A figure of what came, with the ends of its 95 % interval; None where there is none."""

    watched: str
    found: float
    low: float | None = None
    high: float | None = None


def came_true(has_happened: np.ndarray, score: np.ndarray) -> Iterator[Found]:
    """Of customers whose outcome is known: the share to whom it happened (Wilson), AUC (DeLong) where there
    are both, and the calibration error. `has_happened` holds 0 and 1, `score` what was said of each.
    """
    happened = has_happened.astype("int64")
    count, size = int(happened.sum()), len(happened)
    ends = stats.binomtest(count, size).proportion_ci(CONFIDENCE, method="wilson")
    yield Found(RATE, count / size, float(ends.low), float(ends.high))
    if 0 < count < size:
        yield Found("auc", *auc_with_interval(happened, score, CONFIDENCE))
    yield Found("calibration_error", calibration_error(happened, score))


def sampled(scored: pd.DataFrame, most: int) -> pd.DataFrame:
    """customer_id and score of so many customers, always the same ones while there are these: by a hash."""
    told = scored[["customer_id", "score"]]
    if len(told) <= most:
        return told
    places = pd.util.hash_array(told["customer_id"].to_numpy(dtype=object))
    return told.iloc[np.sort(np.argpartition(places, most)[:most])]
