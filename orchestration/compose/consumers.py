"""Who reads a tag: the segments and other tags whose rules name it."""

from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.compose.lineage import columns_of


def name_consumers(tags: Iterable[dict[str, Any]], segments: Iterable[Mapping[str, Any]]) -> None:
    """Give each tag its `consumers`: `segment core_customers`, `tag lapsed`, sorted."""
    readers: dict[str, list[str]] = {}
    for kind, entries in (("segment", segments), ("tag", tags)):
        for entry in entries:
            for name in columns_of(entry["rule"]):
                readers.setdefault(name, []).append(f"{kind} {entry['key']}")
    for tag in tags:
        tag["consumers"] = sorted(readers.get(tag["key"], []))
