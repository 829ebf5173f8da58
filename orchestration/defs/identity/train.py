"""Training of identity: the list of values that say nothing of anybody, and whether matching learns anew."""

from datetime import UTC, datetime

import dagster as dg

from orchestration.identity.learned import learn
from orchestration.refresh import Training
from orchestration.state import State


@dg.asset(
    key=["identity", "identity_learned"],
    deps=[dg.AssetKey(["identity", "fct_identity_quarantine"])],
    group_name="identity",
    kinds={"python"},
    description="Identifier values on too many people, kept hashed in state; and when matching trains anew.",
)
def identity_learned(training: Training) -> dg.MaterializeResult:
    """Learn from the warehouse as it stands; the next refresh stitches by it."""
    with training.warehouse.open() as con:
        counts = learn(con, State(training.home), datetime.now(UTC).replace(tzinfo=None))
    return dg.MaterializeResult(metadata=counts)
