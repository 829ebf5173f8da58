"""Churn: scored for everyone with an order."""

from ml.churn.spec import CHURN as OUTCOME
from orchestration.scores.outcomes import Wiring, outcome_model

CHURN = outcome_model(
    Wiring(OUTCOME, begins=("customers.fct_orders", "ordered_on")),
    names=("流失预测", "Churn"),
    description="The fitted churn model in use, or why there is none: past months teach, later ones test.",
)
