"""First landing step: all that came, as it came, in `raw/<source_system>/<object>/load_id=…/`."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.arrivals import Arrival
from orchestration.ingest.folders import ArrivedFile
from orchestration.ingest.manifests import RawLoad, write_manifest, written_aside
from orchestration.ingest.objects import RawObject
from orchestration.ingest.parts import Part
from orchestration.ingest.problems import Problem, counted
from orchestration.ingest.readers import read_file
from orchestration.ingest.sources import SourceSystem
from orchestration.ingest.unpacking import unpacked


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
        for file in arrival.files:
            try:
                for part in _parts(con, file, arrival.raw_object, folder, len(load.files)):
                    load.files.append(part.as_dict() | {"bytes": file.size})
                    load.columns |= part.columns
                    load.problems.extend(p.as_dict() for p in _reading_problems(source.name, tables, part))
            except _FileError as error:
                errors.append(Problem("error", source.name, tables, error.name, str(error)))
        if errors:
            # part of a snapshot is no snapshot: what is missing would look deleted
            raise UnreadableError(errors)
        load.problems.extend(p.as_dict() for p in _vanished_problems(arrival.replaced, load, tables))
        write_manifest(folder, load)
    return load


class _FileError(Exception):
    """A file, or one inside an archive, cannot be read."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


def _parts(
    con: duckdb.DuckDBPyConnection, file: ArrivedFile, raw_object: RawObject, folder: Path, first: int
) -> Iterator[Part]:
    """The parts a file becomes: one, or as many as there are files inside it."""
    name = file.name
    try:
        with TemporaryDirectory(dir=folder) as scratch, file.fetched(Path(scratch)) as path:
            found = unpacked(path, name, raw_object.reading.inside, Path(scratch))
            for number, (found_name, place) in enumerate(found, start=first):
                name = found_name
                part = Part(folder, number, found_name)
                read_file(con, place, raw_object.reading, part)
                yield part
                name = file.name
    except HuaxiangError as error:
        raise _FileError(name, str(error)) from error
    except OSError as error:
        raise _FileError(name, f"the file cannot be read: {error.strerror or error}.") from error


def _raw_load(source: SourceSystem, arrival: Arrival, raw: Path, sequence: int) -> RawLoad:
    raw_object = arrival.raw_object
    # content that comes back after other content is a new state, hence the sequence
    identity = [source.name, raw_object.name, arrival.content_hash, raw_object.reading_hash, str(sequence)]
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
        file=arrival.file,
        folder=raw / source.name / raw_object.name / f"load_id={load_id}",
    )


def _vanished_problems(before: RawLoad | None, load: RawLoad, tables: str) -> Iterator[Problem]:
    if before and load.parsed < before.parsed / 2:
        message = (
            f"it holds {counted(load.parsed, 'record')} where it held {before.parsed:,} before, which do not"
            " count any more. If each export holds only what is new, declare `changed_file: adds` and they"
            " count again."
        )
        yield Problem("warning", load.source_system, tables, load.file, message)


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
