"""Measure a landed load: rows, nulls per column, categories and quantiles; one pass over few columns."""

from collections.abc import Set
from typing import Any

import duckdb

from expectations.loads import QUANTILES, ColumnFigures, LoadFigures
from orchestration.ingest.contracts import Column, ContractTable
from orchestration.quoting import quoted

# quantiles of a longer load are those of rows evenly spread over it
_QUANTILE_ROWS = 250_000
_NUMBERS = ("decimal", "double", "float", "integer", "int", "bigint")


def measure(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    contract: ContractTable,
    mapped: Set[str],
    most_categories: int,
) -> LoadFigures:
    """The figures of the living rows of one load, of the columns that its source maps.

    Keys are not measured: they are never null and always new.
    """
    lying = {name for name, *_ in con.execute(f"describe select * from {relation}").fetchall()}
    wanted = lying.intersection(mapped).difference(contract.keys)
    columns = [column for column in contract.columns if column.name in wanted]
    (count,) = con.execute(f"select count(*) from {relation}").fetchone()
    every = -(-count // _QUANTILE_ROWS) or 1
    selected = ", ".join(["count(*)", *(_figures(column, every) for column in columns)])
    _, *found = con.execute(f"select {selected} from {relation}").fetchone()
    figures = {}
    for column, (nulls, distinct, quantiles) in zip(columns, found, strict=True):
        categories = None
        # the count of distinct values is an estimate
        if distinct is not None and distinct <= 2 * most_categories:
            categories = _categories(con, relation, column, most_categories)
        figures[column.name] = ColumnFigures(nulls, categories, tuple(quantiles) if quantiles else None)
    return LoadFigures(count, figures)


def _figures(column: Column, every: int) -> str:
    name = quoted(column.name)
    distinct = f"approx_count_distinct({name})" if _may_be_categories(column) else "null"
    spread = f"filter (where _row % {every} = 0)" if every > 1 else ""
    quantiles = f"quantile_cont(cast({name} as double), {list(QUANTILES)}) {spread}"
    quantiles = quantiles if _is_number(column) else "null"
    return f"row(count(*) - count({name}), {distinct}, {quantiles})"


def _categories(
    con: duckdb.DuckDBPyConnection, relation: str, column: Column, most: int
) -> dict[str, int] | None:
    """Rows per value, by value; None for too many of them."""
    name = quoted(column.name)
    rows: list[tuple[Any, ...]] = con.execute(
        f"select cast({name} as varchar), count(*) from {relation} where {name} is not null"
        f" group by {name} order by 1 limit {most + 1}"
    ).fetchall()
    return dict(rows) if len(rows) <= most else None


def _is_number(column: Column) -> bool:
    return column.data_type.partition("(")[0] in _NUMBERS and not column.refers_to


def _may_be_categories(column: Column) -> bool:
    """Texts and truths that may be told: no keys of other records, nothing personal."""
    is_word = column.data_type in ("string", "boolean")
    return is_word and not (column.is_personal or column.refers_to or column.identifier)
