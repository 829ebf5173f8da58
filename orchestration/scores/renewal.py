"""Renewal: scored for everyone with a subscription that is due within the horizon."""

from ml.renewal.spec import RENEWAL as OUTCOME
from ml.renewal.spec import SUBSCRIBED
from orchestration.scores.outcomes import Wiring, outcome_model

RENEWAL = outcome_model(
    Wiring(
        OUTCOME,
        begins=("customers.fct_subscriptions", "started_on"),
        beside=("subscriptions_due", SUBSCRIBED.columns),
    ),
    names=("续费预测", "Renewal"),
    description="The fitted renewal model in use, or why there is none: which due subscriptions ended.",
)
