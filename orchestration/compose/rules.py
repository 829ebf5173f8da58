"""Rules: settings put in for their `:names`, and the SQL read before any engine sees it."""

import re
from collections.abc import Iterable, Set
from math import isfinite
from typing import TYPE_CHECKING, Any

from orchestration.compose.documents import Mapping, Place, Problems
from orchestration.compose.traits import spelled_out
from orchestration.compose.wording import nearest, shown

if TYPE_CHECKING:
    from sqlglot import exp

# what rules may name beside features, and its type
RFM_COLUMNS = {
    **dict.fromkeys(("recency_score", "frequency_score", "monetary_score"), "int"),
    "rfm_score": "double",
    **dict.fromkeys(("rfm_class", "value_quadrant"), "string"),
}
PERSON_COLUMNS = {
    **dict.fromkeys(("customer_type", "gender", "occupation", "city", "region"), "string"),
    **dict.fromkeys(("has_email", "has_phone"), "boolean"),
    "age_years": "bigint",
}
CUSTOMER_COLUMNS = {
    **PERSON_COLUMNS,
    "industry": "string",
    "employee_count": "bigint",
    "annual_revenue_amount": "decimal(18,4)",
    "purchasing_power_index": "double",
    "traits": "string",
}
FORECAST_COLUMNS = {
    **dict.fromkeys(("expected_order_days", "alive_probability"), "double"),
    **dict.fromkeys(("expected_spend_amount", "expected_spend_rank", "expected_margin_amount"), "double"),
    "next_order_on": "date",
    "days_to_next_order": "bigint",
}
TEXT_COLUMNS = {
    **dict.fromkeys(("is_rational", "is_relational", "is_trusting"), "boolean"),
    **dict.fromkeys(("text_count_365d", "negative_text_count_90d", "complaint_text_count_90d"), "bigint"),
    "sentiment_score_365d": "double",
    **dict.fromkeys(("top_topics_365d", "main_concern"), "string"),
    "days_since_last_wish": "bigint",
}
SCORE_COLUMNS = {
    **dict.fromkeys(("churn_score", "renewal_score", "conversion_score"), "double"),
    **dict.fromkeys(
        ("cluster_key", "persona_key", "churn_risk", "renewal_risk", "conversion_potential"), "string"
    ),
    # segments that the customer is highly like: `,core_customers,loyal_customers,`
    "look_alike_of": "string",
    **FORECAST_COLUMNS,
    **TEXT_COLUMNS,
}
SEGMENT_COLUMNS = {"lifecycle_stage": "string"}
OTHER_COLUMNS = RFM_COLUMNS | CUSTOMER_COLUMNS | SCORE_COLUMNS | SEGMENT_COLUMNS

# texts, quoted names and casts come first, so that a colon in them is no name
_NAME = re.compile(r"""'[^']*'|"[^"]*"|::|:([A-Za-z_]\w*)""")

_NOT_IN_A_RULE = {
    "Query": "a query; it sees one row, that of the customer",
    "AggFunc": "an aggregate; it sees one row, that of the customer",
    "Window": "a window function; it sees one row, that of the customer",
    "Placeholder": "a placeholder; only rules take `:names`, and only of settings",
    "Anonymous": "the function `{}`, which nobody knows; use one that both engines have",
    "Block": "a semicolon; write one expression",
    "CurrentDate": "the clock; use a feature, which is as of a moment",
    "CurrentTimestamp": "the clock; use a feature, which is as of a moment",
    "Rand": "chance; a rule gives the same answer every time",
}


def fill(entries: Iterable[Mapping], settings: Mapping, columns: Set[str], problems: Problems) -> None:
    """Put settings for names into each rule, keep the original as `rule_template`, check the result.

    So in `unknown_when` (when a rule has no answer) and `value` (what a tag says beside that it holds).
    """
    for entry in entries:
        if "rule" in entry:
            entry["rule_template"] = entry["rule"]
        for field in entry.keys() & {"rule", "unknown_when", "value"}:
            what, place = f"{entry.what}: {field}", entry.places[field]
            entry[field] = spelled_out(filled(entry[field], settings, what, place, problems))
            check_row_expression(entry[field], columns, what, place, problems)


def check_row_expression(sql: str, columns: Set[str], what: str, place: Place, problems: Problems) -> None:
    """Report where `sql` is not one expression over `columns` of one row."""
    from sqlglot import exp

    tree = parse(sql, what, place, problems)
    if tree is None:
        return
    for name, meant in _NOT_IN_A_RULE.items():
        if node := tree.find(getattr(exp, name)):
            problems.add(place, f"{what} holds {meant.format(node.name)}.")
    if any(node.comments for node in tree.walk()):
        problems.add(place, f"{what} holds a comment; write it in YAML, after #.")
    if any(identifier.quoted for identifier in tree.find_all(exp.Identifier)):
        problems.add(place, f"{what} holds double quotes; texts stand in single quotes, columns in none.")
    for name in {".".join(part.name for part in column.parts) for column in tree.find_all(exp.Column)}:
        if name.lower() not in columns:
            found = f"{what} names the column `{name}`, which does not exist; {nearest(name, columns)}."
            problems.add(place, found)


def parse(sql: str, what: str, place: Place, problems: Problems) -> "exp.Expression | None":
    """Parse one SQL expression; report why it does not, and return None."""
    import sqlglot
    from sqlglot import exp

    try:
        return sqlglot.parse_one(sql, dialect="duckdb", into=exp.Condition)
    except sqlglot.ParseError as error:
        [detail, *_] = error.errors or [{}]
        near = f" near `{detail['highlight']}`" if "highlight" in detail else ""
        reason = detail.get("description", str(error)).split(" for <class")[0]
    except sqlglot.TokenError as error:
        near, reason = "", f"{error} (a quote left open?)"
    problems.add(place, f"{what} does not parse as SQL{near}: {reason}.")
    return None


def filled(rule: str, settings: Mapping, what: str, place: Place, problems: Problems) -> str:
    """The rule with the value of each setting it names as `:name`; report names that settings do not have."""

    def value_of(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return match[0]
        if name not in settings.places:
            known = nearest(name, settings.places)
            problems.add(place, f"{what} names `:{name}`, which is not in settings.yml; {known}.")
            return "null"
        literal = _literal(settings.get(name))
        if literal is None and name in settings:
            found = f"{what} names `:{name}`, which is {shown(settings[name])}"
            problems.add(place, f"{found}; only numbers and texts can stand in SQL.")
        return literal or "null"

    return _NAME.sub(value_of, rule)


def _literal(value: Any) -> str | None:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return "'" + value.replace("'", "''") + "'"
        case int() | float() if isfinite(value):
            return repr(value) if value >= 0 else f"({value!r})"  # `x -:n` must not become `x --1`
    return None
