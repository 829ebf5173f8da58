"""The fit in use and a new one of uplift, on the messages of the newest test."""

import pandas as pd

from ml.contest import CHAMPION, Contest, contest, require_comparable, require_inputs, told
from ml.uplift.evaluate import evaluate
from ml.uplift.rows import rows_of
from ml.uplift.settings import UpliftSettings
from ml.uplift.spec import INPUTS
from ml.uplift.train import Fitted, gain_of, renumbered, split

FIGURE = "qini"


def contested(
    frame: pd.DataFrame, settings: UpliftSettings, champion: Fitted, challenger: Fitted, keeps_share: float
) -> Contest:
    """`frame`: what the challenger was trained on. NotComparableError where the champion cannot be tried.

    The baseline, customers drawn by lot, has a Qini coefficient of 0, so the champion leads it by its own.
    """
    require_comparable(champion, challenger)
    require_inputs(champion, champion.tried.input_names, {kind.name for kind in INPUTS.all})
    known, test = split(rows_of(frame), settings)
    known = known.telling()
    scores = {
        name: fit.tried.effect.of(test.only(fit.tried.input_names).inputs)
        for name, fit in {"model": challenger, CHAMPION: champion}.items()
    }
    gain = gain_of(known, test.only(known.names))
    figures = evaluate(gain, renumbered(test.customer), scores, settings)
    return contest(champion, challenger, FIGURE, figures, told(figures[CHAMPION], FIGURE), keeps_share)
