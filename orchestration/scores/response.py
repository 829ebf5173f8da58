"""Campaign response: scored for everyone who was sent marketing messages within a year."""

from ml.response.spec import RESPONSE as OUTCOME
from orchestration.scores.outcomes import Wiring, outcome_model

RESPONSE = outcome_model(
    Wiring(OUTCOME, begins=("customers.fct_messages", "sent_on")),
    names=("活动响应预测", "Campaign response"),
    description="The fitted response model in use, or why there is none: who clicked what they were sent.",
)
