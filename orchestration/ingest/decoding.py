"""Text files in their declared encoding. One byte that cannot be decoded costs one record, not the file."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from orchestration.errors import HuaxiangError
from orchestration.ingest.encodings import DECLARE

# stands for what could not be decoded; a noncharacter, so no text holds it by itself
UNDECODABLE = "\ufdd0"
NOT_DECODABLE = "bytes that do not belong to the declared encoding"
_SAMPLE_BYTES = 1 << 20
# so many bytes beyond ASCII do not form valid UTF-8 by accident
_TELLING_BYTES = 10

codecs.register_error("huaxiang_undecodable", lambda error: (UNDECODABLE, error.end))


@contextmanager
def opened_text(path: Path, encoding: str, newline: str) -> Iterator[TextIO]:
    """The file as text without byte order mark; HuaxiangError when it is plainly in another encoding."""
    _check_start(path, codecs.lookup(encoding).name)
    try:
        with path.open(encoding=encoding, errors="huaxiang_undecodable", newline=newline) as file:
            if file.read(1) != "\ufeff":
                file.seek(0)
            yield file
    except UnicodeError as error:
        raise HuaxiangError(f"the file is not {encoding}. {DECLARE}") from error


def check_decodable(undecodable: int, records: int, encoding: str) -> None:
    """HuaxiangError when so many records cannot be decoded that what else was read cannot be believed."""
    if undecodable > max(2, records * 0.05):
        raise HuaxiangError(
            f"the file is not {encoding}: {undecodable} of its {records} records cannot be decoded. {DECLARE}"
        )


def _check_start(path: Path, encoding: str) -> None:
    with path.open("rb") as file:
        start = file.read(_SAMPLE_BYTES)
    is_wide = encoding.startswith(("utf-16", "utf-32"))
    if not is_wide and (start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\0" in start[:4]):
        raise HuaxiangError("the file is UTF-16; declare `encoding: utf-16` for it in defs.yaml.")
    if not is_wide and not encoding.startswith("utf-8") and _is_plainly_utf8(start):
        raise HuaxiangError(f"the file is UTF-8, but defs.yaml declares {encoding}. {DECLARE}")


def _is_plainly_utf8(start: bytes) -> bool:
    if len(start.translate(None, delete=bytes(range(128)))) < _TELLING_BYTES:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True
