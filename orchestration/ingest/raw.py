"""First landing step: all that came, as it came, in `raw/<source_system>/<object>/load_id=…/`."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.manifests import RawLoad, write_manifest, written_aside
from orchestration.ingest.objects import RawObject
from orchestration.ingest.parts import Part
from orchestration.ingest.problems import Problem, counted
from orchestration.ingest.readers import read_file
from orchestration.ingest.sources import SourceSystem


@dataclass(frozen=True)
class ArrivedFile:
    """A file as it lay in the folder when its content was looked at."""

    path: Path
    content_hash: str
    size: int
    modified_ns: int

    @classmethod
    def look(cls, path: Path) -> "ArrivedFile":
        """Size and time first, so that a change while the content is read shows."""
        stat = path.stat()
        content_hash = file_hash(path, stat.st_size, stat.st_mtime_ns)
        return cls(path, content_hash, stat.st_size, stat.st_mtime_ns)

    def check_unchanged(self) -> None:
        """HuaxiangError when the file is not what it was."""
        stat = self.path.stat()
        if (stat.st_size, stat.st_mtime_ns) != (self.size, self.modified_ns):
            raise HuaxiangError(
                "the file changed while it was read. Run again when it has been written to its end."
            )


@dataclass(frozen=True)
class Arrival:
    """Files of one raw object that make one load: all of a full snapshot, else a single one."""

    raw_object: RawObject
    files: tuple[ArrivedFile, ...]
    content_hash: str


def file_hash(path: Path, size: int, modified_ns: int) -> str:
    """SHA-256 of the file's bytes; they are not read again while size and time stay."""
    try:
        return _bytes_hash(path, size, modified_ns)
    except OSError as error:
        # reading it will say so again, with the name of the source system
        return hashlib.sha256(f"{path}: {error.strerror}".encode()).hexdigest()


@lru_cache(maxsize=100_000)
def _bytes_hash(path: Path, size: int, modified_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def arrivals(source: SourceSystem) -> Iterator[Arrival]:
    """What lies in the source's folder now, landed before or not; of equal files of an object the first."""
    for raw_object in source.file_objects:
        files: dict[str, ArrivedFile] = {}
        for path in source.files(raw_object):
            file = ArrivedFile.look(path)
            files.setdefault(file.content_hash, file)
        if raw_object.full_snapshot and files:
            together = hashlib.sha256("".join(sorted(files)).encode()).hexdigest()
            yield Arrival(raw_object, tuple(files.values()), together)
        elif not raw_object.full_snapshot:
            for content_hash, file in files.items():
                yield Arrival(raw_object, (file,), content_hash)


def new_arrivals(source: SourceSystem, known: list[RawLoad]) -> list[Arrival]:
    """Arrivals whose content has not been loaded: never before, or for a snapshot, not as the newest."""
    new = []
    for arrival in arrivals(source):
        same_object = [load for load in known if load.raw_object == arrival.raw_object.name]
        compared = same_object[-1:] if arrival.raw_object.full_snapshot else same_object
        content = (arrival.content_hash, arrival.raw_object.reading_hash)
        if content not in {(load.content_hash, load.reading_hash) for load in compared}:
            new.append(arrival)
    return new


def missing_objects(source: SourceSystem, known: list[RawLoad]) -> Iterator[Problem]:
    """One finding per raw object for which no file lies in the folder: an error if none ever did."""
    for raw_object in source.file_objects:
        where = "" if source.path.is_dir() else ", which is not a folder"
        if source.files(raw_object):
            continue
        before = any(load.raw_object == raw_object.name for load in known)
        rest = (
            "Earlier loads stay in use." if before else "Put the extract there, or mend `path` and `files`."
        )
        message = f"no such file in {source.path}{where}. {rest}"
        severity = "warning" if before else "error"
        yield Problem(severity, source.name, source.tables_of(raw_object), raw_object.files, message)


class UnreadableError(Exception):
    """No load came of an arrival; `problems` says why, file by file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


def extract(
    con: duckdb.DuckDBPyConnection, source: SourceSystem, arrival: Arrival, raw: Path, sequence: int
) -> RawLoad:
    """Write one arrival as a raw load; UnreadableError when a file of it cannot be read."""
    load = _raw_load(source, arrival, raw, sequence)
    errors: list[Problem] = []
    tables = source.tables_of(arrival.raw_object)
    with written_aside(load.folder) as folder:
        for number, file in enumerate(arrival.files):
            part = Part(folder, number, file.path.relative_to(source.path).as_posix())
            try:
                _read(con, file, arrival.raw_object, part)
            except HuaxiangError as error:
                errors.append(Problem("error", source.name, tables, part.file_name, str(error)))
                continue
            load.files.append(part.as_dict() | {"bytes": file.size})
            load.columns |= part.columns
            load.problems.extend(p.as_dict() for p in _reading_problems(source.name, tables, part))
        if errors:
            # part of a snapshot is no snapshot: what is missing would look deleted
            raise UnreadableError(errors)
        write_manifest(folder, load)
    return load


def _read(con: duckdb.DuckDBPyConnection, file: ArrivedFile, raw_object: RawObject, part: Part) -> None:
    try:
        read_file(con, file.path, raw_object, part)
        file.check_unchanged()
    except OSError as error:
        raise HuaxiangError(f"the file cannot be read: {error.strerror}.") from error


def _raw_load(source: SourceSystem, arrival: Arrival, raw: Path, sequence: int) -> RawLoad:
    raw_object = arrival.raw_object
    # a snapshot that comes back after another one is a new state, hence the sequence
    parts = [source.name, raw_object.name, arrival.content_hash, raw_object.reading_hash]
    identity = [*parts, str(sequence)] if raw_object.full_snapshot else parts
    load_id = hashlib.sha256("|".join(identity).encode()).hexdigest()[:16]
    return RawLoad(
        load_id=load_id,
        source_system=source.name,
        raw_object=raw_object.name,
        content_hash=arrival.content_hash,
        reading_hash=raw_object.reading_hash,
        full_snapshot=raw_object.full_snapshot,
        sequence=sequence,
        loaded_at=datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        files=[],
        columns={},
        folder=raw / source.name / raw_object.name / f"load_id={load_id}",
    )


def _reading_problems(source: str, tables: str, part: Part) -> Iterator[Problem]:
    if not part.records:
        message = "the file holds no records. If there should be some, export it again."
        yield Problem("warning", source, tables, part.file_name, message)
    if part.unparsable:
        rows = ", ".join(f"row {bad.row} ({bad.reason})" for bad in part.examples)
        more = part.unparsable - len(part.examples)
        rest = f" and {more} more" if more else ""
        message = (
            f"{counted(part.unparsable, 'record')} could not be read: {rows}{rest}. Mend them at the source"
            " and export again; the other rows of the file landed."
        )
        yield Problem("warning", source, tables, part.file_name, message)
