"""SQL expressions of a mapping: whether they are valid, and which raw columns they read."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import duckdb

from orchestration.errors import HuaxiangError


@lru_cache
def named_columns(expression: str) -> frozenset[str]:
    """Names of the raw columns an expression reads; HuaxiangError when it is not one valid expression."""
    # the line end closes a comment in the expression
    parsed = _parsed(f"select ({expression}\n)")
    if parsed["error"]:
        raise HuaxiangError(
            f"`{expression}` is not valid SQL: {parsed['error_message']}. Put column names that hold blanks"
            " or are words of SQL in double quotes."
        )
    statements = parsed["statements"]
    if len(statements) > 1 or not _is_single(statements[0]["node"]):
        raise HuaxiangError(
            f"`{expression}` is not one expression over the columns of one record. Write a single one,"
            " without a query inside."
        )
    nodes = _nodes(statements[0]["node"], frozenset())
    return frozenset(name for kind, name in nodes if kind == "COLUMN_REF")


def check_formats(formats: tuple[str, ...]) -> None:
    """HuaxiangError when DuckDB knows no such strptime format."""
    try:
        _parser().execute("select try_strptime('', ?)", [list(formats)])
    except duckdb.Error as error:
        raise HuaxiangError(
            f"`formats: {list(formats)}` holds an unknown format; write for example '%d/%m/%Y %H:%M'."
        ) from error


def _is_single(node: dict[str, Any]) -> bool:
    if node["type"] != "SELECT_NODE" or node["from_table"]["type"] != "EMPTY" or len(node["select_list"]) > 1:
        return False
    kinds = {kind for kind, _ in _nodes(node, frozenset())}
    return node["select_list"][0].get("function_name") != "row" and not kinds & {"SUBQUERY", "STAR"}


def _nodes(node: Any, bound: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Class and name of every node; parameters of a lambda are no columns."""
    if isinstance(node, list):
        for item in node:
            yield from _nodes(item, bound)
    if not isinstance(node, dict):
        return
    kind = node.get("class", "")
    if kind == "LAMBDA":
        parameters = {name for kind, name in _nodes(node["lhs"], frozenset()) if kind == "COLUMN_REF"}
        yield from _nodes(node["expr"], bound | parameters)
        return
    # of `price.list` the first name is the column
    name = node["column_names"][0] if kind == "COLUMN_REF" else ""
    if name not in bound or kind != "COLUMN_REF":
        yield kind, name
    for value in node.values():
        yield from _nodes(value, bound)


@lru_cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _parsed(sql: str) -> dict[str, Any]:
    (tree,) = _parser().execute("select json_serialize_sql(?)", [sql]).fetchone()
    return json.loads(tree)
