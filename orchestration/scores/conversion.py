"""Conversion: scored for everyone known by name and without an order."""

from ml.conversion.spec import CONVERSION as OUTCOME
from ml.conversion.spec import KNOWN
from orchestration.scores.outcomes import Wiring, outcome_model

CONVERSION = outcome_model(
    Wiring(OUTCOME, begins=("customers.fct_orders", "ordered_on"), beside=("leads", KNOWN.columns)),
    names=("转化预测", "Conversion"),
    description="The fitted conversion model in use, or why there is none: who of the leads came to order.",
)
