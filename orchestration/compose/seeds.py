"""Segments whose look-alikes are sought: their rules by what is known before any model or run has spoken."""

from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.compose import rules
from orchestration.compose.documents import Problems
from orchestration.compose.lineage import columns_of, contract_tables

_KNOWN_BEFORE = rules.RFM_COLUMNS.keys() | rules.CUSTOMER_COLUMNS.keys() - {"traits"}
# records that are there because of an order: who knows one of these tables knows most of the others
_OF_PURCHASES = frozenset(
    {
        *("shop.orders", "shop.order_lines", "shop.payments", "shop.returns", "shop.reviews"),
        "marketing.coupon_redemptions",
    }
)


def spell_out(definitions: dict[str, Any], problems: Problems) -> None:
    """Give each segment that seeks look-alikes its `seed_rule`: tags and stages by what they mean.

    What a model says, what people say and what a run before has seen cannot make a seed: models are trained
    before those are known. That is a problem.
    """
    features = {column["name"] for column in definitions["features"]["columns"]}
    meanings = {tag["key"]: _tag(tag) for tag in definitions["tags"] if _is_by_rule(tag)}
    meanings["lifecycle_stage"] = _stage(definitions["lifecycle"])
    for segment in definitions["segments"]:
        if not segment.get("look_alikes"):
            continue
        segment["seed_rule"] = _in_place(segment["rule"], meanings)
        unknown = sorted(columns_of(segment["seed_rule"]) - features - _KNOWN_BEFORE)
        if unknown:
            found = f"{segment.what}: its look-alikes cannot be sought: its rule goes by {', '.join(unknown)}"
            problems.add(
                segment.places["look_alikes"],
                f"{found}; only features, RFM and what is known of the customer can make a seed.",
            )


def left_out(segment: Mapping[str, Any], definitions: Mapping[str, Any]) -> set[str]:
    """The features that make up a segment, and all that come from the same records.

    Contract tables say which records a feature comes from; all records of a purchase are one.
    """
    of_rule = _records(contract_tables(segment, definitions))
    return columns_of(segment["seed_rule"]) | {
        column["name"]
        for column in definitions["features"]["columns"]
        if of_rule & _records(contract_tables({"rule": column["name"]}, definitions))
    }


def _records(tables: Iterable[str]) -> set[str]:
    found = set(tables)
    return found | _OF_PURCHASES if found & _OF_PURCHASES else found


def _is_by_rule(tag: Mapping[str, Any]) -> bool:
    return tag.get("source", "rule") == "rule" and tag["null_policy"] == "not_held"


def _tag(tag: Mapping[str, Any]) -> str:
    if "unknown_when" in tag:
        return f"coalesce(not coalesce({tag['unknown_when']}, true) and ({tag['rule']}), false)"
    return f"coalesce({tag['rule']}, false)"


def _stage(stages: Iterable[Mapping[str, Any]]) -> str:
    whens = " ".join(f"when {stage['rule']} then '{stage['stage']}'" for stage in stages)
    return f"case {whens} end"


def _in_place(rule: str, meanings: Mapping[str, str]) -> str:
    """The rule with what each name means in its place, and so within that."""
    import sqlglot
    from sqlglot import exp

    def meant(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and node.name.lower() in meanings:
            return sqlglot.parse_one(
                f"({_in_place(meanings[node.name.lower()], meanings)})", dialect="duckdb"
            )
        return node

    return sqlglot.parse_one(rule, dialect="duckdb").transform(meant).sql(dialect="duckdb")
