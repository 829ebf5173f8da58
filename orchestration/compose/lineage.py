"""From which contract tables a tag comes: the tables whose silence makes it run out."""

from typing import Any

from orchestration.compose.rules import SCORE_COLUMNS

_OF_RFM = ("orders",)
# what the features come from that models read (ml/churn/inputs.py, ml/clusters/features.py)
_OF_SCORES = ("order_lines", "returns", "web_events")
# what a rule may name of the customer, and the contract tables it comes from
_OF_CUSTOMERS = {
    "customer_type": ("crm.contacts", "shop.customers"),
    "has_email": ("crm.contacts", "shop.customers"),
    "has_phone": ("crm.contacts", "shop.customers"),
    "industry": ("crm.accounts",),
    "employee_count": ("crm.accounts",),
    "purchasing_power_index": ("reference.regions",),
    "traits": ("crm.contact_traits", "wecom.external_contacts"),
}


def contract_tables(tag: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """The contract tables behind the columns of a tag's rule, sorted."""
    tables = {table for column in _columns(tag["rule"]) for table in _behind(column, definitions)}
    return sorted(tables)


def _columns(expression: str) -> set[str]:
    import sqlglot
    from sqlglot import exp

    return {column.name for column in sqlglot.parse_one(expression, dialect="duckdb").find_all(exp.Column)}


def _behind(column: str, definitions: dict[str, Any]) -> set[str]:
    features = definitions["features"]
    for feature in features["own"]:
        if column in (made["name"] for made in feature["columns"]):
            return _behind_facts([feature["from"]], definitions)
    for feature in [*features["derived"], *features["age"], *features["relative"]]:
        if feature["name"] == column and "comes_from" in feature:
            return set(feature["comes_from"])
        if feature["name"] == column:
            return {table for name in _read_by(feature) for table in _behind(name, definitions)}
    if column in _OF_CUSTOMERS:
        return set(_OF_CUSTOMERS[column])
    return _behind_facts(_OF_SCORES if column in SCORE_COLUMNS else _OF_RFM, definitions)


def _behind_facts(names: Any, definitions: dict[str, Any]) -> set[str]:
    return {table for name in names for table in definitions["facts"][name]["comes_from"]}


def _read_by(feature: dict[str, Any]) -> set[str]:
    for key in feature.keys() & {"since", "until", "of"}:
        return {feature[key]}
    return set(feature["days_between"]) if "days_between" in feature else _columns(feature["value"])
