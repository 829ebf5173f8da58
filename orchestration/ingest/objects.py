"""Raw objects: which files of a source system hold the same thing, and how they are read."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.errors import HuaxiangError
from orchestration.ingest.yaml_entries import entries, name_of

# raised when the loader reads the same bytes in another way than before
_READING_VERSION = 2


@dataclass(frozen=True)
class RawObject:
    """What one glob of a source system holds. A full snapshot replaces all earlier loads of the object."""

    name: str
    files: str
    full_snapshot: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"

    @property
    def reading_hash(self) -> str:
        """Changes when the same bytes would be read differently."""
        return digest([_READING_VERSION, self.delimiter, self.encoding])


def parse_raw_object(name: str, entry: Any, where: str) -> RawObject:
    """What one entry under `objects:` says; HuaxiangError names what is missing or unknown."""
    entries(entry, where, ["files"], ["full_snapshot", "delimiter", "encoding"])
    raw_object = RawObject(name_of(name, where), **entry)
    if not isinstance(raw_object.files, str) or Path(raw_object.files).is_absolute():
        raise HuaxiangError(
            f"{where}: `files: {raw_object.files}` must be a pattern below the source's path."
        )
    if not isinstance(raw_object.full_snapshot, bool):
        raise HuaxiangError(f"{where}: `full_snapshot: {raw_object.full_snapshot}` must be true or false.")
    delimiter = raw_object.delimiter
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n ':
        raise HuaxiangError(f"{where}: `delimiter` must be one character, such as ';' or \"\\t\".")
    try:
        "".encode(raw_object.encoding)
    except (LookupError, TypeError) as error:
        raise HuaxiangError(
            f"{where}: encoding '{raw_object.encoding}' is unknown; use utf-8 or gb18030."
        ) from error
    return raw_object


def digest(value: Any) -> str:
    """A short hash of a definition."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
