"""Raw objects: which files of a source system hold the same thing, and how they are read."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from orchestration.errors import HuaxiangError
from orchestration.ingest.yaml_entries import entries, name_of

# raised when the loader reads the same bytes in another way than before
_READING_VERSION = 3
FORMATS = ("csv", "excel", "json", "jsonl", "parquet")


@dataclass(frozen=True)
class Reading:
    """How the bytes of a file become records. What is None is told from the file itself."""

    format: str | None = None
    inside: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    record_end: str | None = None
    unquoted_line_breaks: bool = False
    header: tuple[str, ...] | None = None
    header_row: int | None = None
    sheet: str | int | None = None
    records: str | None = None


@dataclass(frozen=True)
class RawObject:
    """What one glob of a source system holds.

    A full snapshot replaces all earlier loads of the object. Else a file replaces what came under its own
    name, unless `changed_file` is `adds`.
    """

    name: str
    files: str
    full_snapshot: bool = False
    changed_file: str = "replaces"
    reading: Reading = Reading()

    @property
    def reading_hash(self) -> str:
        """Changes when the same bytes would be read differently."""
        return digest([_READING_VERSION, asdict(self.reading)])


def parse_raw_object(name: str, entry: Any, where: str) -> RawObject:
    """What one entry under `objects:` says; HuaxiangError names what is missing, unknown or cannot be."""
    options = [field.name for field in fields(Reading)]
    entries(entry, where, ["files"], ["full_snapshot", "changed_file", *options])
    for option, (is_valid, expected) in _EXPECTED.items():
        if option in entry and not is_valid(entry[option]):
            raise HuaxiangError(f"{where}: `{option}: {_shown(entry[option])}` must be {expected}.")
    given = {option: entry[option] for option in options if option in entry}
    if "header" in given:
        given["header"] = tuple(given["header"])
    if {"header", "header_row"} <= given.keys():
        raise HuaxiangError(
            f"{where}: `header` names the columns of files without a header, `header_row` says where it is;"
            " give one of them."
        )
    if given.get("unquoted_line_breaks") and "delimiter" not in given:
        raise HuaxiangError(
            f"{where}: with `unquoted_line_breaks` nothing in the file tells its `delimiter`; declare it."
        )
    if "full_snapshot" in entry and "changed_file" in entry and entry["full_snapshot"]:
        raise HuaxiangError(
            f"{where}: `changed_file` means nothing beside `full_snapshot: true`; leave it out."
        )
    own = {option: entry[option] for option in ("full_snapshot", "changed_file") if option in entry}
    return RawObject(name_of(name, where), entry["files"], **own, reading=Reading(**given))


def digest(value: Any) -> str:
    """A short hash of a definition."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _is_pattern(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and not Path(value).is_absolute()


def _is_encoding(value: Any) -> bool:
    try:
        "".encode(value)
    except (LookupError, TypeError):
        return False
    return True


def _is_separator(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and not set(value) & set('"\r\n ')


def _is_header(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(name, str) and name.strip() for name in value)
        and len({name.lower() for name in value}) == len(value)
    )


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and value.split(".")[0] == "$" and all(value.split("."))


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# what each option may be, and how a message says it
_EXPECTED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "files": (_is_pattern, "a pattern below the source's path"),
    "full_snapshot": (_is_truth, "true or false"),
    "changed_file": (("replaces", "adds").__contains__, "replaces or adds"),
    "format": (FORMATS.__contains__, f"one of {', '.join(FORMATS)}"),
    "inside": (_is_pattern, "a pattern for the files inside an archive, such as orders*.csv"),
    "encoding": (_is_encoding, "an encoding such as utf-8, gb18030, big5, utf-16 or cp1252"),
    "delimiter": (_is_separator, "one or more characters, such as ';' or \"\\t\", without quotes and blanks"),
    "quote": (lambda value: isinstance(value, str) and len(value) < 2, 'one character, or "" for none'),
    "record_end": (lambda value: isinstance(value, str) and bool(value), "the text that ends a record"),
    "unquoted_line_breaks": (_is_truth, "true or false"),
    "header": (_is_header, "a list of column names, each its own"),
    "header_row": (_is_count, "the number of the row that holds the column names, counted from 1"),
    "sheet": (
        lambda value: isinstance(value, str) or _is_count(value),
        "a sheet's name, or its number from 1",
    ),
    "records": (_is_path, "$ or the path of a list, such as $.data.items"),
}
