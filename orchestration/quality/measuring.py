"""Measure a landed load: rows, nulls per column, categories and quantiles; one pass over few columns."""

from collections.abc import Set
from pathlib import Path
from typing import Any

import duckdb

from expectations.loads import QUANTILES, ColumnFigures, LoadFigures
from orchestration.ingest.contracts import Column, ContractTable
from orchestration.ingest.quoting import parquet_rows, quoted

_NUMBERS = ("decimal", "double", "float", "integer", "int", "bigint")


def measure(
    con: duckdb.DuckDBPyConnection,
    rows: Path,
    contract: ContractTable,
    mapped: Set[str],
    most_categories: int,
) -> LoadFigures:
    """The figures of one `rows.parquet`, of the columns that its source maps.

    Keys are not measured: they are never null and always new.
    """
    relation = parquet_rows([rows])
    lying = {name for name, *_ in con.execute(f"describe select * from {relation}").fetchall()}
    wanted = lying.intersection(mapped).difference(contract.keys)
    columns = [column for column in contract.columns if column.name in wanted]
    selected = ", ".join(["count(*)", *(_figures(column) for column in columns)])
    count, *found = con.execute(f"select {selected} from {relation}").fetchone()
    figures = {}
    for column, (nulls, distinct, quantiles) in zip(columns, found, strict=True):
        categories = None
        # the count of distinct values is an estimate
        if distinct is not None and distinct <= 2 * most_categories:
            categories = _categories(con, relation, column, most_categories)
        figures[column.name] = ColumnFigures(nulls, categories, tuple(quantiles) if quantiles else None)
    return LoadFigures(count, figures)


def _figures(column: Column) -> str:
    name = quoted(column.name)
    distinct = f"approx_count_distinct({name})" if _may_be_categories(column) else "null"
    quantiles = f"quantile_cont(cast({name} as double), {list(QUANTILES)})" if _is_number(column) else "null"
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
