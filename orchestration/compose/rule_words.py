"""A rule in words: columns by their descriptions, signs as people say them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlglot import exp

_COMPARED = {
    "GTE": "{}: at least {}",
    "GT": "{}: more than {}",
    "LTE": "{}: at most {}",
    "LT": "{}: less than {}",
    "EQ": "{} is {}",
    "NEQ": "{} is not {}",
    "NullSafeEQ": "{} is {}",
    "Add": "{} plus {}",
    "Sub": "{} minus {}",
    "Mul": "{} times {}",
    "Div": "{} divided by {}",
}
Names = Mapping[str, str]
_JOINED = {"And": "and", "Or": "or"}
# what rules name beside features, where the name alone would not do
_OTHERS = {
    "has_email": "an e-mail address is known",
    "has_phone": "a phone number is known",
    "churn_score": "the probability of churn",
    "churn_risk": "the churn risk",
    "renewal_score": "the probability that a subscription due is ended",
    "renewal_risk": "the risk that a subscription due is ended",
    "conversion_score": "the probability of a first order",
    "conversion_potential": "the potential of a first order",
    "expected_order_days": "the order days expected",
    "expected_spend_amount": "the spend expected",
    "expected_spend_rank": "the place by the spend expected (0 to 1)",
    "expected_margin_amount": "the margin expected",
    "alive_probability": "the probability of still being a customer",
    "next_order_on": "the next order day expected",
    "days_to_next_order": "the days to the next order day expected",
    "is_rational": "words and behaviour are rational",
    "is_relational": "words and behaviour are relational",
    "is_trusting": "words and behaviour are trusting",
    "text_count_365d": "texts within 365 days",
    "negative_text_count_90d": "negative texts within 90 days",
    "complaint_text_count_90d": "texts that complain within 90 days",
    "sentiment_score_365d": "the mean tone of the texts within 365 days (1 praise, 0 blame)",
    "top_topics_365d": "the topics written about most within 365 days",
    "main_concern": "the topic wished and searched for most",
    "days_since_last_wish": "days since the latest wish",
    "cluster_key": "the cluster",
    "persona_key": "the persona",
    "look_alike_of": "the list of segments whose members the customer is most like",
    "rfm_class": "the RFM class",
    "value_quadrant": "the value quadrant",
}


def rule_in_words(rule: str, names: Mapping[str, str]) -> str:
    """The rule of a label as an English clause; `names` says what columns and labels mean."""
    import sqlglot

    return _said(sqlglot.parse_one(rule, dialect="duckdb"), {**_OTHERS, **names})


def short(description: str) -> str:
    """What a feature means without what is said beside it."""
    return description.split(";", maxsplit=1)[0].split(" (", maxsplit=1)[0]


def _said(node: "exp.Expression", names: Names) -> str:
    kind = type(node).__name__
    if kind in _JOINED:
        return f" {_JOINED[kind]} ".join(_part(child, kind, names) for child in node.flatten())
    if kind in _COMPARED:
        return _COMPARED[kind].format(_said(node.this, names), _said(node.expression, names))
    if kind in _SAID:
        return _SAID[kind](node, names)
    return f"`{node.sql(dialect='duckdb')}`"


def _part(child: "exp.Expression", kind: str, names: Names) -> str:
    inner = child.unnest()
    is_of_other_kind = type(inner).__name__ in _JOINED.keys() - {kind}
    return f"({_said(inner, names)})" if is_of_other_kind else _said(inner, names)


def _is(node: "exp.Expression", names: Names) -> str:
    return f"{_said(node.this, names)} is {'unknown' if _is_null(node) else _said(node.expression, names)}"


def _in(node: "exp.Expression", names: Names) -> str:
    values = ", ".join(_said(value, names) for value in node.expressions)
    return f"{_said(node.this, names)} is one of {values}"


def _between(node: "exp.Expression", names: Names) -> str:
    low, high = (_said(node.args[end], names) for end in ("low", "high"))
    return f"{_said(node.this, names)}: from {low} to {high}"


def _not(negated: "exp.Expression", names: Names) -> str:
    node = negated.this.unnest()
    match type(node).__name__:
        case "Is" if _is_null(node):
            return f"{_said(node.this, names)} is known"
        case "In":
            return _said(node, names).replace(" is one of ", " is none of ", 1)
        case "Column" | "Coalesce":
            return f"not: {_said(node, names)}"
    return f"not ({_said(node, names)})"


def _is_null(node: Any) -> bool:
    return type(node.expression).__name__ == "Null"


def _trait(node: "exp.Expression", names: Names) -> str:
    key, _, value = node.expression.name.strip(",").partition("=")
    return f"the trait {key} is {value}" if value else f"{_said(node.this, names)} holds {key}"


_SAID = {
    **dict.fromkeys(("Paren", "Alias", "Cast", "Coalesce"), lambda node, names: _said(node.this, names)),
    "Column": lambda node, names: names.get(node.name, node.name.replace("_", " ")),
    "Literal": lambda node, names: node.name,
    "Boolean": lambda node, names: "always" if node.this else "never",
    "Not": _not,
    "Is": _is,
    "In": _in,
    "Between": _between,
    "Contains": _trait,
}
