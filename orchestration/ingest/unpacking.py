"""Compressed files and archives: every file inside, unpacked one at a time as a stream."""

import bz2
import gzip
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from orchestration.errors import HuaxiangError
from orchestration.ingest.folders import in_natural_order

_COMPRESSED: dict[str, Callable[[Path], BinaryIO]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
_DAMAGES = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile)
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


def unpacked(path: Path, name: str, inside: str | None, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Name and place of every file: the file itself, or those inside; the place is gone at the next one.

    `inside` is a pattern for the names inside an archive. HuaxiangError when something is damaged.
    """
    suffix = path.suffix.lower()
    if suffix in _COMPRESSED:
        with _written(partial(_COMPRESSED[suffix], path), path.stem, scratch) as file:
            yield from unpacked(file, name, inside, scratch)
    elif suffix == ".zip":
        with _opened(path) as archive:
            for name_inside, inner in _inside(archive, inside):
                with _written(partial(archive.open, name_inside), Path(inner).name, scratch) as file:
                    yield from unpacked(file, f"{name}/{inner}", inside, scratch)
    else:
        yield name, path


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise HuaxiangError(_DAMAGED) from error
    with archive:
        yield archive


def _inside(archive: zipfile.ZipFile, inside: str | None) -> list[tuple[zipfile.ZipInfo, str]]:
    found = [(info, _name(info)) for info in archive.infolist() if not info.is_dir()]
    found = [
        (info, name)
        for info, name in found
        if not name.startswith("__MACOSX/")
        and not PurePosixPath(name).name.startswith(".")
        and (inside is None or fnmatch(name, inside) or fnmatch(PurePosixPath(name).name, inside))
    ]
    if not found:
        wanted = f"no file that matches `inside: {inside}`" if inside else "no file"
        raise HuaxiangError(f"the archive holds {wanted}. Export it again, or mend `inside` in defs.yaml.")
    if any(info.flag_bits & _ENCRYPTED for info, _ in found):
        raise HuaxiangError("the archive is protected by a password. Export it without one.")
    return sorted(found, key=lambda item: in_natural_order(item[1]))


def _name(info: zipfile.ZipInfo) -> str:
    """The name inside an archive; Chinese Windows writes names in its own encoding without saying so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


@contextmanager
def _written(opened: Callable[[], BinaryIO], name: str, scratch: Path) -> Iterator[Path]:
    """The unpacked file, for as long as it is used."""
    with TemporaryDirectory(dir=scratch) as folder:
        target = Path(folder) / name
        try:
            with opened() as packed, target.open("wb") as file:
                shutil.copyfileobj(packed, file, 1 << 20)
        except _DAMAGES as error:
            raise HuaxiangError(_DAMAGED) from error
        except NotImplementedError as error:
            raise HuaxiangError(f"the archive cannot be unpacked: {error}. Pack it anew as zip.") from error
        yield target


_DAMAGED = "the file cannot be unpacked; it may be cut off or damaged. Export it again."
