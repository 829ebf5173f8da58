"""Which pairs are compared: those that agree on all keys of a blocking rule, within a budget."""

from typing import Any

import duckdb

# what a frozen rule may compare of the budget beyond which training would have left it out
_TOLERANCE = 2


class OverBudgetError(ValueError):
    """The rules would compare more pairs than the budget allows."""


def name_of(keys: list[str]) -> str:
    """A rule as it is called in messages."""
    return " + ".join(keys)


def count(connection: duckdb.DuckDBPyConnection, keys: list[str]) -> int:
    """Pairs of the table `units` that a rule would compare."""
    counted = connection.execute(
        "select coalesce(sum(size * (size - 1) / 2), 0) from"
        f" (select count(*) as size from ({_keyed(keys, 'units')}) group by agreed)"
    ).fetchall()
    return int(counted[0][0])


def choose(
    connection: duckdb.DuckDBPyConnection, settings: dict[str, Any]
) -> tuple[list[list[str]], dict[str, int]]:
    """The rules that fit the budget, in their order; and per rule that finds anybody the pairs it compares.

    A rule above its share of the budget, or above what is left of it, is left out. Raises OverBudgetError
    when rules find pairs and not one of them fits.
    """
    limit = _budget(connection, settings)
    counted = {name_of(keys): count(connection, keys) for keys in settings["blocking_rules"]}
    chosen, spent = [], 0
    for keys in settings["blocking_rules"]:
        pairs = counted[name_of(keys)]
        if 0 < pairs <= min(limit * settings["rule_share"], limit - spent):
            chosen.append(keys)
            spent += pairs
    counted = {name: pairs for name, pairs in counted.items() if pairs}
    if counted and not chosen:
        _refuse(counted, limit)
    return chosen, counted


def check(connection: duckdb.DuckDBPyConnection, rules: list[list[str]], settings: dict[str, Any]) -> None:
    """Raise OverBudgetError, naming the largest rule, when frozen rules have become too many pairs."""
    limit = _TOLERANCE * _budget(connection, settings)
    counted = {name_of(keys): count(connection, keys) for keys in rules}
    if sum(counted.values()) > limit:
        _refuse(counted, limit)


def candidates(connection: duckdb.DuckDBPyConnection, rules: list[list[str]], among: str = "units") -> None:
    """Make the table `candidates` (`number_l` < `number_r`): pairs a rule finds, with a unit of `among`."""
    different = "<" if among == "units" else "<>"
    found = " union all ".join(
        "select least(l.number, r.number) as number_l, greatest(l.number, r.number) as number_r"
        f" from ({_keyed(keys, among)}) as l join ({_keyed(keys, 'units')}) as r"
        f" on l.agreed = r.agreed and l.number {different} r.number"
        for keys in rules
    )
    nobody = "select 0 as number_l, 0 as number_r where false"
    connection.execute(
        f"create or replace temp table candidates as select distinct * from ({found or nobody})"
    )


def sample(connection: duckdb.DuckDBPyConnection, keys: list[str], most: int) -> None:
    """Make the table `block`: pairs a rule finds, `most` or about so many, always the same."""
    parts = max(1, -(-count(connection, keys) // most))
    keyed = f"select * from ({_keyed(keys, 'units')}) where agreed % {parts} = 0"
    connection.execute(
        "create or replace temp table block as select l.number as number_l, r.number as number_r"
        f" from ({keyed}) as l join ({keyed}) as r on l.agreed = r.agreed and l.number < r.number"
        f" order by l.number, r.number limit {most}"
    )


def _budget(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any]) -> int:
    units = connection.execute("select count(*) from units").fetchall()[0][0]
    return max(settings["pairs_per_unit"] * units, settings["least_pairs"])


def _refuse(counted: dict[str, int], limit: int) -> None:
    largest = max(counted, key=lambda name: counted[name])
    raise OverBudgetError(
        f"Matching would compare {sum(counted.values()):,} pairs, more than the {limit:,} its budget allows;"
        f" the blocking rule `{largest}` alone {counted[largest]:,}. Run `huaxiang train`, which chooses the"
        " rules anew, or take the rule out of `matching: blocking_rules` in definitions/identity.yml, or"
        " raise `pairs_per_unit` there."
    )


def _keyed(keys: list[str], table: str) -> str:
    """Per unit one value that agrees where all keys agree, for units that know them all."""
    return (
        f"select number, md5_number_lower({' || chr(31) || '.join(keys)}) as agreed from {table}"
        " where agreed is not null"
    )
