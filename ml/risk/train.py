"""Testing, publishing and fitting the scorecard: as every outcome, with its points beside."""

import pandas as pd

from ml.evaluation import rounded
from ml.outcomes.settings import OutcomeSettings
from ml.outcomes.train import Fitted
from ml.outcomes.train import train as train_outcome
from ml.risk.scorecard import Points, points_range, points_table
from ml.risk.spec import RISK


def train(frame: pd.DataFrame, settings: OutcomeSettings, points: Points) -> Fitted:
    """As `ml.outcomes.train.train`; the card of a published fit also has `points`: range and table."""
    fitted = train_outcome(frame, RISK, settings)
    if fitted.scorer:
        card = fitted.scorer.model
        table = points_table(card, fitted.scorer.input_names, points)
        least, most = points_range(card, points)
        fitted.card["points"] = {
            "least": rounded(least),
            "most": rounded(most),
            "base": rounded(float(points.of(card.start))),
            "table": table.to_dict("records"),
        }
    return fitted
