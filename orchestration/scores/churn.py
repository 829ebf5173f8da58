"""Churn: scored for everyone with an order."""

from ml.churn.spec import CHURN as OUTCOME
from orchestration.scores.outcomes import outcome_model

CHURN = outcome_model(
    OUTCOME,
    names=("流失预测", "Churn"),
    description="The fitted churn model in use, or why there is none: past months teach, later ones test.",
    begins=("customers.fct_orders", "ordered_on"),
)
