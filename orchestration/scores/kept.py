"""The columns of scores that are kept in state."""

KEPT_TYPES = {
    **dict.fromkeys(("customer_id", "model_key", "model_version"), "varchar"),
    "horizon_days": "bigint",
    "as_of": "timestamp",
    "observed_on": "date",
    "score": "double",
}
SCORE_TYPES = KEPT_TYPES | {"run_sequence": "bigint"}
