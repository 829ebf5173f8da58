"""The kinds of connection to systems that have to be asked."""

from collections.abc import Mapping
from typing import Any

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.polled import Connection, PolledObject
from orchestration.ingest.connections.rest import parse_rest_connection
from orchestration.ingest.connections.rest_config import parse_rest_objects
from orchestration.ingest.connections.secrets import Variables
from orchestration.ingest.connections.sql import parse_sql, parse_sql_objects
from orchestration.ingest.connections.warehouse import parse_warehouse

_KINDS = {
    "sql": (parse_sql, parse_sql_objects),
    "rest": (parse_rest_connection, parse_rest_objects),
    "warehouse": (parse_warehouse, parse_sql_objects),
}


def parse_polled(
    connection: Mapping[str, Any], objects: Any, variables: Variables, place: str
) -> tuple[Connection, dict[str, PolledObject]]:
    """Connection and objects as the YAML describes them; HuaxiangError names what is missing or unknown."""
    kind = connection["kind"]
    if kind not in _KINDS:
        known = ", ".join(f"'{name}'" for name in ("files", *_KINDS))
        raise HuaxiangError(f"{place}: connection kind '{kind}' is unknown; use {known}.")
    parse_connection, parse_objects = _KINDS[kind]
    connected = parse_connection(connection, variables, f"{place}: connection")
    return connected, parse_objects(objects, f"{place}: objects")
