"""From which contract tables a tag comes: the tables whose silence makes it run out."""

from typing import Any

from orchestration.compose.rules import SCORE_COLUMNS

# a fact table of the features, and the contract tables behind it
_BEHIND = {
    "orders": ("shop.orders", "shop.order_lines"),
    "order_lines": ("shop.orders", "shop.order_lines"),
    "payments": ("shop.payments",),
    "returns": ("shop.returns",),
    "events": ("web.events",),
    "messages": ("marketing.messages",),
    "message_events": ("marketing.message_events",),
    "tickets": ("service.tickets",),
    "ratings": ("service.tickets",),
    "consents": ("privacy.consents",),
}
_OF_RFM = _BEHIND["orders"]
# what the features come from that models read (ml/churn/inputs.py, ml/clusters/features.py)
_OF_SCORES = (*_BEHIND["order_lines"], *_BEHIND["returns"], *_BEHIND["events"])
_OF_CUSTOMERS = ("crm.contacts", "shop.customers")


def contract_tables(tag: dict[str, Any], features: dict[str, Any]) -> list[str]:
    """The contract tables behind the columns of a tag's rule, sorted."""
    tables = {table for column in _columns(tag["rule"]) for table in _behind(column, features)}
    return sorted(tables)


def _columns(expression: str) -> set[str]:
    import sqlglot
    from sqlglot import exp

    return {column.name for column in sqlglot.parse_one(expression, dialect="duckdb").find_all(exp.Column)}


def _behind(column: str, features: dict[str, Any]) -> set[str]:
    for feature in features["own"]:
        if column in (made["name"] for made in feature["columns"]):
            return set(_BEHIND[feature["from"]])
    for feature in [*features["derived"], *features["age"], *features["relative"]]:
        if feature["name"] == column:
            read = _read_by(feature)
            return {table for name in read for table in _behind(name, features)}
    if column in ("has_email", "has_phone", "customer_type"):
        return set(_OF_CUSTOMERS)
    if column in SCORE_COLUMNS:
        return set(_OF_SCORES)
    return set(_OF_RFM)


def _read_by(feature: dict[str, Any]) -> set[str]:
    if "since" in feature:
        return {feature["since"]}
    if "of" in feature:
        return {feature["of"]}
    return set(feature["days_between"]) if "days_between" in feature else _columns(feature["value"])
