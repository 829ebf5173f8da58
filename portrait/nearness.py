"""What would give a customer a tag: the conditions of its rule, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from portrait.customer import Customer
from portrait.inputs import Row, inputs

_MOST = 12


@dataclass(frozen=True)
class Lacking:
    """A tag that a customer does not hold for one condition alone."""

    tag: Row
    condition: str


def lacking_one(customer: Customer) -> list[Lacking]:
    """Of rule tags not held the first 12 whose conditions hold but one.

    Rules that are no list of conditions, or that go by other tags, are left out.
    """
    held = {tag["tag_key"] for tag in customer.tags}
    every = customer.ask(
        "from tags.dim_tags where tag_source = 'rule' and rule is not null order by dimension, tag_key", []
    )
    told = {tag["tag_key"]: (tag, _conditions(tag["rule"])) for tag in every if tag["tag_key"] not in held}
    columns = customer.values.keys() - customer.names_of_tags.keys()
    known = [(tag, parts) for tag, parts in told.values() if len(parts) > 1 and _names(parts) <= columns]
    answers = _answered(customer, [part for _, parts in known for part in parts])
    lacking = [(tag, [part for part in parts if not answers[part]]) for tag, parts in known]
    return [Lacking(tag, failed[0]) for tag, failed in lacking if len(failed) == 1][:_MOST]


@cache
def _conditions(rule: str) -> tuple[str, ...]:
    """The parts of a rule that all have to hold."""
    import sqlglot
    from sqlglot import exp

    try:
        whole = sqlglot.parse_one(rule, read="duckdb")
    except sqlglot.errors.ParseError:
        return ()
    parts = list(whole.flatten()) if isinstance(whole, exp.And) else [whole]
    return tuple(part.sql("duckdb") for part in parts)


@cache
def _names(parts: tuple[str, ...]) -> frozenset[str]:
    import sqlglot
    from sqlglot import exp

    return frozenset(
        column.name
        for part in parts
        for column in sqlglot.parse_one(part, read="duckdb").find_all(exp.Column)
    )


def _answered(customer: Customer, parts: Sequence[str]) -> dict[str, bool]:
    """Whether each condition holds of the customer."""
    if not parts:
        return {}
    distinct = list(dict.fromkeys(parts))
    asked = ", ".join(f"coalesce(({part}), false) as p{place}" for place, part in enumerate(distinct))
    (row,) = customer.own(f"select {asked} from {inputs(customer.ask)} where customer_id = ?")
    return {part: row[f"p{place}"] for place, part in enumerate(distinct)}
