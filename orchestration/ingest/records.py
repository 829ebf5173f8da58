"""A record of a text file: its values, or why it has none and its text."""

import json
from collections.abc import Sequence

from orchestration.ingest.decoding import NOT_DECODABLE, UNDECODABLE

Record = list[str] | tuple[str, str]


def decodable(records: list[Record], texts: Sequence[str]) -> list[Record]:
    """The records made of these texts; of those that could not be decoded only why."""
    if not any(UNDECODABLE in text for text in texts):
        return records
    return [
        (NOT_DECODABLE, json.dumps(record, ensure_ascii=False)) if _is_undecodable(record) else record
        for record in records
    ]


def _is_undecodable(record: Record) -> bool:
    return isinstance(record, list) and any(UNDECODABLE in value for value in record)
