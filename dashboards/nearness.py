"""What would give a customer a tag, or take it: the conditions of its rule, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.one_customer import Customer, Row


@dataclass(frozen=True)
class Lacking:
    """A tag that a customer does not hold for one condition alone."""

    tag: Row
    condition: str
    values: Sequence[tuple[str, Any]]


def lacking_one(customer: Customer, tags: Sequence[Row]) -> list[Lacking]:
    """Of rule tags those whose conditions hold but one; rules that are no list of conditions are left out."""
    told = {tag["tag_key"]: _conditions(tag["rule"]) for tag in tags if tag["rule"]}
    known = {key: parts for key, parts in told.items() if parts and _names(parts) <= customer.values.keys()}
    answers = _answered(customer, [part for parts in known.values() for part in parts])
    found = []
    for tag in tags:
        parts = known.get(tag["tag_key"], [])
        failed = [part for part in parts if not answers[part]]
        if len(failed) == 1 and len(parts) > 1:
            found.append(Lacking(tag, failed[0], customer.fired(failed[0])))
    return found


def _conditions(rule: str) -> list[str]:
    """The parts of a rule that all have to hold."""
    import sqlglot
    from sqlglot import exp

    try:
        whole = sqlglot.parse_one(rule, read="duckdb")
    except sqlglot.errors.ParseError:
        return []
    parts = list(whole.flatten()) if isinstance(whole, exp.And) else [whole]
    return [part.sql("duckdb") for part in parts]


def _names(parts: Sequence[str]) -> set[str]:
    import sqlglot
    from sqlglot import exp

    return {
        column.name
        for part in parts
        for column in sqlglot.parse_one(part, read="duckdb").find_all(exp.Column)
    }


def _answered(customer: Customer, parts: Sequence[str]) -> dict[str, bool]:
    """Whether each condition holds of the customer."""
    if not parts:
        return {}
    distinct = list(dict.fromkeys(parts))
    asked = ", ".join(f"coalesce(({part}), false) as p{place}" for place, part in enumerate(distinct))
    sources = (
        "features.fct_customer_features as f join rfm.fct_customer_rfm as r using (customer_id)"
        " join customers.dim_customers as d using (customer_id)"
        " join marts.mart_customer_profiles as m using (customer_id)"
    )
    columns = ", ".join(_picked(customer))
    row = customer.ask(
        f"select {asked} from (select {columns} from {sources} where customer_id = ?)", [customer.customer_id]
    )[0]
    return {part: row[f"p{place}"] for place, part in enumerate(distinct)}


def _picked(customer: Customer) -> list[str]:
    """Each column once, from the first table that has it."""
    tables = {"f": "features.fct_customer_features", "r": "rfm.fct_customer_rfm"}
    tables |= {"d": "customers.dim_customers", "m": "marts.mart_customer_profiles"}
    seen: dict[str, str] = {}
    for letter, table in tables.items():
        for row in customer.ask(f"describe {table}", []):
            seen.setdefault(row["column_name"], f'{letter}."{row["column_name"]}"')
    return list(seen.values())
