"""Conversion: scored for everyone without an order."""

from ml.conversion.spec import CONVERSION as OUTCOME
from orchestration.scores.outcomes import outcome_model

CONVERSION = outcome_model(
    OUTCOME,
    names=("转化预测", "Conversion"),
    description="The fitted conversion model in use, or why there is none: who of the leads came to order.",
    begins=("customers.fct_orders", "ordered_on"),
)
