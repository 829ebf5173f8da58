"""Which tables are public, and what their columns mean: read from the dbt manifest."""

from collections.abc import Iterator
from typing import Any

from orchestration.publish.masking import PublicColumn, PublicTable

_PUBLIC_PREFIXES = ("dim_", "fct_", "mart_", "sync_")
_TYPES = {"string": "varchar"}


def public_tables(manifest: dict[str, Any], features: list[dict[str, str]]) -> list[PublicTable]:
    """Every public table, by schema and name; `features` describes the wide feature table."""
    keys = _keys(manifest)
    nodes = [
        node for node in manifest["nodes"].values() if node["resource_type"] == "model" and _is_public(node)
    ]
    return [
        PublicTable(
            node["schema"],
            node["name"],
            tuple(_columns(node, features)),
            node["description"],
            is_view=_stays_view(node, manifest),
            key=keys.get(node["unique_id"], ()),
        )
        for node in sorted(nodes, key=lambda node: (node["schema"], node["name"]))
    ]


def _keys(manifest: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Model → the columns that by its tests tell rows apart and are never null; the fewest, if several."""
    unique: dict[str, list[tuple[str, ...]]] = {}
    filled: dict[str, set[str]] = {}
    for node in manifest["nodes"].values():
        # a test of some of the rows says nothing of the table
        told = (not node["config"].get("where") and node.get("test_metadata")) or {"name": "", "kwargs": {}}
        model, told_of = node.get("attached_node"), told["kwargs"]
        if told["name"] == "unique" and told_of["column_name"].isidentifier():
            unique.setdefault(model, []).append((told_of["column_name"],))
        elif told["name"] == "one_row_per":
            unique.setdefault(model, []).append(tuple(told_of["columns"]))
        elif told["name"] == "never_null":
            filled.setdefault(model, set()).update(told_of["columns"])
    keys = {
        model: [key for key in found if set(key) <= filled.get(model, set())]
        for model, found in unique.items()
    }
    return {model: min(found, key=len) for model, found in keys.items() if found}


def _is_public(node: dict[str, Any]) -> bool:
    # what holds values as they came, for the people who mend them, says so
    return node["name"].startswith(_PUBLIC_PREFIXES) and node["config"]["meta"].get("published", True)


def _stays_view(node: dict[str, Any], manifest: dict[str, Any]) -> bool:
    """Whether it is a view that shows nothing but what other public tables show to everybody."""
    parents = [manifest["nodes"].get(parent) for parent in node["depends_on"]["nodes"]]
    return (
        node["config"]["materialized"] == "view"
        and all(parent is not None and _is_public(parent) for parent in parents)
        and all(column["config"]["meta"]["pii"] == "none" for column in node["columns"].values())
    )


def _columns(node: dict[str, Any], features: list[dict[str, str]]) -> Iterator[PublicColumn]:
    for column in node["columns"].values():
        meta = column["config"]["meta"]
        yield PublicColumn(
            name=column["name"],
            data_type=_type(column["data_type"]),
            pii=meta["pii"],
            band=meta.get("band"),
            unless=meta.get("unless"),
            description=column["description"],
        )
    # a wide select is described by the list it is made from
    if node["config"]["meta"].get("columns_from") == "features":
        for feature in features:
            told = f"{feature['name_zh']} · {feature['description']} ({feature['dimension']})"
            yield PublicColumn(feature["name"], _type(feature["type"]), description=told)


def _type(data_type: str) -> str:
    return _TYPES.get(data_type, data_type)
