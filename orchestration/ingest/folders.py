"""Where a source's files lie: a folder of this machine, or of an object store that fsspec can reach."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from orchestration.errors import HuaxiangError

# what object stores call the mark of a file's content
_CONTENT_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "md5")
_WRITTEN_AT = ("LastModified", "last_modified", "updated", "mtime", "modified", "created")


class ArrivedFile(Protocol):
    """A file as it lay there when it was looked at. `stamp` is another one when it was written again."""

    name: str
    size: int
    stamp: str
    written_ns: int

    @property
    def content_hash(self) -> str:
        """Equal for equal content."""

    def fetched(self, scratch: Path) -> "contextmanager[Path]":
        """The file on this machine; HuaxiangError when it cannot be read or changed meanwhile."""


class Folder(Protocol):
    """A place that holds files."""

    def files(self, pattern: str) -> list[ArrivedFile]:
        """Files whose path below the folder matches: 2.csv before 10.csv, hidden ones left alone."""


def folder_at(place: str, options: Mapping[str, Any]) -> "LocalFolder | ObjectStore":
    """The folder at a path or at a URL such as s3://bucket/folder."""
    if "://" in place:
        return ObjectStore(place.rstrip("/"), options)
    return LocalFolder(Path(place).expanduser().resolve())


@dataclass(frozen=True)
class LocalFile:
    """A file of this machine."""

    name: str
    path: Path
    size: int
    written_ns: int

    @property
    def stamp(self) -> str:
        """Size and time."""
        return f"{self.size} {self.written_ns}"

    @property
    def content_hash(self) -> str:
        """SHA-256 of the bytes; they are not read again while size and time stay."""
        try:
            return _bytes_hash(self.path, self.stamp)
        except OSError as error:
            # reading it will say so again, with the name of the source system
            return hashlib.sha256(f"{self.path}: {error.strerror}".encode()).hexdigest()

    @contextmanager
    def fetched(self, scratch: Path) -> Iterator[Path]:
        """The file where it lies; HuaxiangError when it changes meanwhile."""
        yield self.path
        stat = self.path.stat()
        if (stat.st_size, stat.st_mtime_ns) != (self.size, self.written_ns):
            raise HuaxiangError(_CHANGED)


_CHANGED = "the file changed while it was read. Run again when it has been written to its end."


@lru_cache(maxsize=100_000)
def _bytes_hash(path: Path, stamp: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class LocalFolder:
    """A folder of this machine."""

    path: Path

    def __str__(self) -> str:
        """As messages name it."""
        return f"{self.path}" if self.path.is_dir() else f"{self.path}, which is not a folder"

    def files(self, pattern: str) -> list[LocalFile]:
        """The files as they lie there now."""
        found = []
        for path in self.path.glob(pattern):
            try:
                stat = path.stat()
            except FileNotFoundError:
                # gone since it was listed; the next look will not list it
                continue
            if path.is_file() and not path.name.startswith("."):
                name = path.relative_to(self.path).as_posix()
                found.append(LocalFile(name, path, stat.st_size, stat.st_mtime_ns))
        return sorted(found, key=lambda file: in_natural_order(file.name))


@dataclass(frozen=True)
class StoredFile:
    """A file of an object store; the store's mark tells its content without fetching it."""

    store: "ObjectStore"
    name: str
    size: int
    written_ns: int
    mark: str

    @property
    def stamp(self) -> str:
        """Size, time and mark."""
        return f"{self.size} {self.written_ns} {self.mark}"

    @property
    def content_hash(self) -> str:
        """Of the mark; without one, of name, size and time."""
        return hashlib.sha256((self.mark or f"{self.name} {self.stamp}").encode()).hexdigest()

    @contextmanager
    def fetched(self, scratch: Path) -> Iterator[Path]:
        """A copy in the folder `scratch`, for as long as it is used."""
        target = scratch / PurePosixPath(self.name).name
        self.store.fetch(self.name, target)
        if self.store.look(self.name).content_hash != self.content_hash:
            raise HuaxiangError(_CHANGED)
        try:
            yield target
        finally:
            target.unlink()


@dataclass(frozen=True)
class ObjectStore:
    """A folder of an object store; `options` are those of its fsspec driver."""

    url: str
    options: Mapping[str, Any]

    def __str__(self) -> str:
        """As messages name it."""
        return self.url

    def files(self, pattern: str) -> list[StoredFile]:
        """The files as the store lists them now; HuaxiangError when it cannot be reached."""
        with self._opened() as (driver, root):
            # listings are kept by the driver, and files may have come since
            driver.invalidate_cache()
            listed = driver.glob(f"{root}/{pattern}", detail=True)
        found = [
            self._file(path.removeprefix(root).lstrip("/"), entry)
            for path, entry in listed.items()
            if entry["type"] == "file" and not PurePosixPath(path).name.startswith(".")
        ]
        return sorted(found, key=lambda file: in_natural_order(file.name))

    def look(self, name: str) -> StoredFile:
        """One file as it lies there now."""
        with self._opened() as (driver, root):
            driver.invalidate_cache()
            return self._file(name, driver.info(f"{root}/{name}"))

    def fetch(self, name: str, target: Path) -> None:
        """Copy a file to this machine, as a stream."""
        with self._opened() as (driver, root):
            driver.get_file(f"{root}/{name}", str(target))

    def _file(self, name: str, entry: Mapping[str, Any]) -> StoredFile:
        written_ns = _nanoseconds(_first(entry, _WRITTEN_AT))
        mark = str(_first(entry, _CONTENT_MARKS) or "")
        return StoredFile(self, name, entry["size"], written_ns, mark)

    @contextmanager
    def _opened(self) -> Iterator[tuple[Any, str]]:
        import fsspec

        try:
            driver, root = fsspec.url_to_fs(self.url, **self.options)
            yield driver, root.rstrip("/")
        except ImportError as error:
            raise HuaxiangError(f"{self.url}: {error}. Add the package to the environment.") from error
        except Exception as error:
            # every driver has errors of its own; their texts may hold keys
            raise HuaxiangError(
                f"{self.url} cannot be read ({type(error).__name__}). Check the address, the network and the"
                " credentials in the environment."
            ) from None


def in_natural_order(name: str) -> list[tuple[int, str]]:
    """Sorts 2.csv before 10.csv."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _first(entry: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((entry[name] for name in names if entry.get(name) is not None), None)


def _nanoseconds(value: Any) -> int:
    if isinstance(value, datetime):
        return int(value.timestamp() * 1_000_000_000)
    return int(value * 1_000_000_000) if isinstance(value, int | float) else 0
