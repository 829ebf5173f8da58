"""The columns of what state keeps, in the types of DuckDB."""

from orchestration.scores.kept import SCORE_TYPES

LEDGER_TYPES = {
    "entry_sequence": "bigint",
    "changed_on": "date",
    **dict.fromkeys(("change_type", "source_system", "contract_table", "record_key"), "varchar"),
    **dict.fromkeys(("customer_id", "previous_customer_id"), "varchar"),
}
CHANGE_TYPES = {
    "customer_id": "varchar",
    "item_key": "varchar",
    "item_value": "varchar",
    "observed_on": "date",
    "run_sequence": "bigint",
    "is_held": "boolean",
    "cause": "varchar",
    "evidence_on": "date",
    "evidence": "varchar",
}
DEFINITION_TYPES = {
    "item_key": "varchar",
    "observed_on": "date",
    "run_sequence": "bigint",
    **dict.fromkeys(("made_of_hash", "rule"), "varchar"),
}
# with where it came from: manual, imported or rule
TAG_CHANGE_TYPES = CHANGE_TYPES | {"tag_source": "varchar"}
CONFIRMATION_TYPES = {"tag_key": "varchar", "confirmed_on": "date"}
COMPLETENESS_TYPES = {
    "observed_on": "date",
    "run_sequence": "bigint",
    "customer_type": "varchar",
    "field": "varchar",
    "source_system": "varchar",
    "contract_table": "varchar",
    **dict.fromkeys(("customer_count", "known_customer_count", "filled_customer_count"), "bigint"),
    **dict.fromkeys(("record_count", "known_record_count"), "bigint"),
}
GOAL_TYPES = {
    "observed_on": "date",
    "run_sequence": "bigint",
    "goal_key": "varchar",
    "actual": "double",
    "wanted": "double",
}
DECISION_TYPES = {
    "decision_id": "varchar",
    "quarantine_id": "varchar",
    "decision": "varchar",
    "value": "varchar",
    "why": "varchar",
    "decided_by": "varchar",
    "decided_at": "timestamp",
    **dict.fromkeys(("source_system", "contract_table", "record_key", "column_name"), "varchar"),
    **dict.fromkeys(("fate", "reason", "original_value"), "varchar"),
}
IDENTITY_DECISION_TYPES = {
    "decision_id": "varchar",
    "decision": "varchar",
    **dict.fromkeys(("source_system", "contract_table", "record_key"), "varchar"),
    **dict.fromkeys(("other_source_system", "other_contract_table", "other_record_key"), "varchar"),
    "why": "varchar",
    "decided_by": "varchar",
    "decided_at": "timestamp",
}
JUNK_TYPES = {
    **dict.fromkeys(("identifier_type", "identifier_hash"), "varchar"),
    "people_count": "bigint",
    "is_junk": "boolean",
    "learned_at": "timestamp",
}
NOTICE_TYPES = {
    "quarantine_id": "varchar",
    "notice_id": "varchar",
    "owner": "varchar",
    "noticed_at": "timestamp",
}
HISTORY = {
    "tag_history": ("tags", TAG_CHANGE_TYPES),
    "segment_history": ("segments", CHANGE_TYPES),
    "definition_history": ("definitions", DEFINITION_TYPES),
    "tag_confirmations": ("confirmations", CONFIRMATION_TYPES),
    "completeness_history": ("completeness", COMPLETENESS_TYPES),
    "goal_history": ("goals", GOAL_TYPES),
    "score_history": ("scores", SCORE_TYPES),
}
