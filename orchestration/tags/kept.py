"""The columns of what state keeps of tags: what people said of them, and pasts rebuilt from facts."""

BACKFILL_TYPES = {
    "backfill_id": "varchar",
    "made_at": "timestamp",
    "customer_id": "varchar",
    "item_key": "varchar",
    "observed_on": "date",
    "is_held": "boolean",
}
TAG_DECISION_TYPES = {
    **dict.fromkeys(("decision_id", "decision", "tag_key", "customer_id"), "varchar"),
    "set_on": "date",
    **dict.fromkeys(("why", "decided_by"), "varchar"),
    "decided_at": "timestamp",
}
