"""The fit in use and a new one of an outcome, on the customers of the newest test."""

import pandas as pd

from ml.contest import CHAMPION, Contest, contest, require_comparable, require_inputs, told
from ml.evaluation import evaluate
from ml.outcomes.outcome import Outcome
from ml.outcomes.rows import rows_of
from ml.outcomes.settings import OutcomeSettings
from ml.outcomes.train import Fitted, split
from ml.outcomes.tried import baseline_of

FIGURE = "auc"


def contested(
    frame: pd.DataFrame,
    outcome: Outcome,
    settings: OutcomeSettings,
    champion: Fitted,
    challenger: Fitted,
    keeps_share: float,
) -> Contest:
    """`frame`: what the challenger was trained on. NotComparableError where the champion cannot be tried."""
    require_comparable(champion, challenger)
    require_inputs(champion, champion.tried.input_names, {kind.name for kind in outcome.inputs.all})
    known, test = split(rows_of(frame, outcome), settings)
    chances = champion.tried.chances(test)
    both = {"model": challenger.tried.chances(test), CHAMPION: chances}
    simple = {"model": chances, outcome.baseline: baseline_of(known, test)}
    over = evaluate(test.happened, simple, settings)[outcome.baseline]
    return contest(
        champion,
        challenger,
        FIGURE,
        evaluate(test.happened, both, settings),
        told(over, f"{FIGURE}_difference"),
        keeps_share,
    )
