"""The fit in use and a new one of value and rhythm, on the customers of the newest test."""

from dataclasses import replace

import pandas as pd

from ml.contest import CHAMPION, Contest, contest, require_comparable, told
from ml.value.evaluate import best, evaluate
from ml.value.rows import rows_of
from ml.value.settings import ValueSettings
from ml.value.train import JUDGED_BY, Fitted, parts_of, predicted_at, split


def contested(
    frame: pd.DataFrame, settings: ValueSettings, champion: Fitted, challenger: Fitted, keeps_share: float
) -> Contest:
    """By the first part that the champion tells; NotComparableError where the champion cannot be tried.

    `frame` is what the challenger was trained on.
    """
    require_comparable(champion, challenger)
    test, earlier = split(rows_of(frame).matured, settings)
    part = next(part for part in JUDGED_BY if part not in champion.withheld)
    figure = JUDGED_BY[part]
    (happened, ours), (_, theirs) = (
        parts_of(test, earlier, predicted_at(fit.tried, test, settings), settings)[part]
        for fit in (challenger, champion)
    )
    over = evaluate(happened, theirs, settings)
    lead = told(over[best(over, figure)], f"{figure}_difference")
    both = evaluate(happened, {"model": ours["model"], CHAMPION: theirs["model"]}, settings)
    found = contest(champion, challenger, figure, both, lead, keeps_share)
    return replace(found, figure=f"{part}_{figure}")
