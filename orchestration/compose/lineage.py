"""From which contract tables a tag comes: the tables whose silence makes it run out."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.compose import rules

_NOT_THE_NUMBER = {"description", "zh", "dimension", "windows", "columns"}
# how an own feature names columns of its fact
_NAMES_A_COLUMN = {
    "deviation_of",
    "most_frequent",
    "share_of_most_frequent",
    "latest",
    "earliest",
    "distinct",
}
_HAS_SQL = {"value", "where", "share"}
# what is written (int_customers__texts), and what leanings are read from (ml/text/definitions/leanings.yml)
_OF_TEXTS = (
    "reviews",
    "tickets",
    "conversations",
    "survey_responses",
    "group_messages",
    "moment_interactions",
)
_OF_LEANINGS = (*_OF_TEXTS, "orders", "returns", "web_events")
# RFM and forecasts
_OF_ORDERS = ("orders",)
# what the features come from that models read (ml/<model>/spec.py, ml/clusters/features.py)
_OF_SCORES = {
    **dict.fromkeys(("cluster_key", "churn_score", "churn_risk"), ("order_lines", "returns", "web_events")),
    **dict.fromkeys(("renewal_score", "renewal_risk"), ("subscriptions", "order_lines", "web_events")),
    # int_features__tastes
    "persona_key": ("order_lines", "web_events"),
    "look_alike_of": ("order_lines", "web_events", "messages"),
    **dict.fromkeys(("conversion_score", "conversion_potential"), ("orders", "web_events")),
}
# what a rule may name of the customer, and the contract tables it comes from
_OF_CUSTOMERS = {
    **dict.fromkeys(rules.PERSON_COLUMNS, ("crm.contacts", "shop.customers")),
    **dict.fromkeys(("industry", "employee_count", "annual_revenue_amount"), ("crm.accounts",)),
    "purchasing_power_index": ("reference.regions",),
    "traits": ("crm.contact_traits", "wecom.external_contacts"),
}


def contract_tables(tag: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """The contract tables behind the columns of a tag's rule, and behind the tags it goes by, sorted."""
    tables = {table for column in columns_of(tag["rule"]) for table in _behind(column.lower(), definitions)}
    return sorted(tables)


def made_of_hash(entry: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Twelve hex digits that change when the rule changes or anything its columns are made of."""
    return hashlib.sha256(repr(sorted(_made_of(entry, definitions))).encode()).hexdigest()[:12]


def _made_of(entry: dict[str, Any], definitions: dict[str, Any]) -> set[str]:
    found = {entry[field] for field in ("rule", "unknown_when", "value") if field in entry}
    for name in {name.lower() for rule in found for name in columns_of(rule)}:
        if name in rules.RFM_COLUMNS:
            found |= {repr(definitions["rfm"][part]) for part in ("measures", "grid")}
        for stage in definitions["lifecycle"] if name in rules.SEGMENT_COLUMNS else ():
            found |= _made_of(stage, definitions)
        for tag in definitions["tags"]:
            if tag["key"] == name:
                found |= _made_of(tag, definitions)
        found |= _made_of_features(name, definitions["features"])
    return found


def _made_of_features(column: str, features: dict[str, Any]) -> set[str]:
    """What a feature is made of, and the features it reads."""
    for feature in features["own"]:
        if column in (made["name"] for made in feature["columns"]):
            return {repr({name: value for name, value in feature.items() if name not in _NOT_THE_NUMBER})}
    for feature in [*features["derived"], *features["age"], *features["relative"]]:
        if feature["name"] == column:
            if "from" in feature:
                return {feature["from"]}
            behind = [_made_of_features(name, features) for name in _read_by(feature)]
            return {repr(feature.get("value"))}.union(*behind)
    return set()


def columns_of(expression: str) -> set[str]:
    """The names of the columns (and tags) that an SQL expression reads."""
    import sqlglot
    from sqlglot import exp

    return {column.name for column in sqlglot.parse_one(expression, dialect="duckdb").find_all(exp.Column)}


def only(features: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """The features that these columns are, or are made from; all others left out."""
    needed, waiting = set(), list(columns)
    made = {entry["name"]: entry for kind in ("derived", "age", "relative") for entry in features[kind]}
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            entry = made.get(name, {})
            waiting += entry.get("days_between", [])
            waiting += [entry[key] for key in ("since", "until", "of") if key in entry]
            for key in {"value", "where"} & entry.keys():
                waiting += columns_of(entry[key])
    kept: dict[str, Any] = {
        kind: [entry for entry in features[kind] if entry["name"] in needed]
        for kind in ("derived", "age", "relative")
    }
    kept["own"] = [
        {**entry, "columns": [column for column in entry["columns"] if column["name"] in needed]}
        for entry in features["own"]
        if any(column["name"] in needed for column in entry["columns"])
    ]
    kept["columns"] = [column for column in features["columns"] if column["name"] in needed]
    return kept


def of_today_alone(columns: Iterable[str], definitions: Mapping[str, Any]) -> list[str]:
    """Which of these features are made of what a source overwrites: of a past day nobody knows them."""
    return [
        column
        for column in columns
        if any(
            _reads_of_fact(entry) & set(definitions["facts"][entry["from"]].get("overwritten", ()))
            for entry in only(definitions["features"], [column])["own"]
        )
    ]


def _reads_of_fact(feature: Mapping[str, Any]) -> set[str]:
    """The columns of its fact that an own feature reads."""
    named = {feature[key] for key in _NAMES_A_COLUMN & feature.keys()}
    return named.union(*(columns_of(feature[key]) for key in _HAS_SQL & feature.keys()))


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
    for tag in definitions["tags"]:
        if tag["key"] == column:
            return set(contract_tables(tag, definitions))
    if column in _OF_CUSTOMERS:
        return set(_OF_CUSTOMERS[column])
    if column in rules.TEXT_COLUMNS:
        return _behind_facts(_OF_LEANINGS if column.startswith("is_") else _OF_TEXTS, definitions)
    return _behind_facts(_OF_SCORES.get(column, _OF_ORDERS), definitions)


def _behind_facts(names: Any, definitions: dict[str, Any]) -> set[str]:
    return {table for name in names for table in definitions["facts"][name]["comes_from"]}


def _read_by(feature: dict[str, Any]) -> set[str]:
    for key in feature.keys() & {"since", "until", "of"}:
        return {feature[key]}
    return set(feature["days_between"]) if "days_between" in feature else columns_of(feature["value"])
