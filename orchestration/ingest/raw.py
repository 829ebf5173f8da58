"""First landing step: all that came, as it came, in `raw/<source_system>/<object>/load_id=…/`."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.manifests import RawLoad, write_manifest, written_aside
from orchestration.ingest.problems import Problem
from orchestration.ingest.readers import Records, read_file
from orchestration.ingest.sources import RawObject, SourceSystem

_SHOWN_ROWS = 3


@dataclass(frozen=True)
class Arrival:
    """Files of one raw object that make one load: all of a full snapshot, else a single one."""

    raw_object: RawObject
    files: tuple[Path, ...]
    content_hash: str


def file_hash(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def arrivals(source: SourceSystem) -> Iterator[Arrival]:
    """What lies in the source's folder now, landed before or not."""
    for raw_object in source.objects.values():
        files = sorted(path for path in source.path.glob(raw_object.files) if path.is_file())
        hashes = [file_hash(path) for path in files]
        if raw_object.full_snapshot and files:
            together = hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()
            yield Arrival(raw_object, tuple(files), together)
        elif not raw_object.full_snapshot:
            for path, content in zip(files, hashes, strict=True):
                yield Arrival(raw_object, (path,), content)


def new_arrivals(source: SourceSystem, known: list[RawLoad]) -> list[Arrival]:
    """Arrivals whose content has not been loaded: never before, or for a snapshot, not as the newest."""
    new: dict[tuple[str, str], Arrival] = {}
    for arrival in arrivals(source):
        same_object = [load for load in known if load.raw_object == arrival.raw_object.name]
        compared = same_object[-1:] if arrival.raw_object.full_snapshot else same_object
        if not any(
            load.content_hash == arrival.content_hash and load.reading_hash == arrival.raw_object.reading_hash
            for load in compared
        ):
            new.setdefault((arrival.raw_object.name, arrival.content_hash), arrival)
    return list(new.values())


def missing_objects(source: SourceSystem, known: list[RawLoad]) -> Iterator[Problem]:
    """One finding per raw object for which no file lies in the folder: an error if none ever did."""
    for raw_object in source.objects.values():
        if any(source.path.glob(raw_object.files)):
            continue
        before = any(load.raw_object == raw_object.name for load in known)
        yield Problem(
            "warning" if before else "error",
            source.name,
            _tables(source, raw_object),
            raw_object.files,
            f"no such file in {source.path}. "
            + (
                "Earlier loads stay in use."
                if before
                else "Put the extract there, or mend `path` and `files`."
            ),
        )


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
    problems: list[Problem] = []
    errors: list[Problem] = []
    tables = _tables(source, arrival.raw_object)
    with written_aside(load.folder) as folder:
        for number, path in enumerate(arrival.files):
            try:
                records = read_file(con, path, arrival.raw_object, folder)
            except HuaxiangError as error:
                errors.append(Problem("error", source.name, tables, path.name, str(error)))
                continue
            _write_part(con, path.name, folder / f"part-{number:05d}.parquet")
            load.files.append(_file_entry(path, records))
            load.columns |= records.columns
            problems.extend(_reading_problems(source.name, tables, path.name, records))
        for copy in folder.glob("*.utf8"):
            copy.unlink()
        if errors:
            # part of a snapshot is no snapshot: what is missing would look deleted
            raise UnreadableError(errors)
        load.problems = [problem.as_dict() for problem in problems]
        write_manifest(folder, load)
    return load


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


def _write_part(con: duckdb.DuckDBPyConnection, file_name: str, target: Path) -> None:
    con.execute(
        "copy (select cast(? as varchar) as _file, * from records order by _row)"
        f" to '{target}' (format parquet, compression zstd)",
        [file_name],
    )


def _file_entry(path: Path, records: Records) -> dict[str, object]:
    return {
        "name": path.name,
        "bytes": path.stat().st_size,
        "parsed": records.parsed,
        "unparsable": len(records.unparsable),
    }


def _tables(source: SourceSystem, raw_object: RawObject) -> str:
    return ", ".join(extract.table for extract in source.extracts if extract.raw_object == raw_object.name)


def _reading_problems(source: str, tables: str, file: str, records: Records) -> Iterator[Problem]:
    if not records.parsed and not records.unparsable:
        yield Problem("warning", source, tables, file, "the file has a header but no rows.")
    if records.unparsable:
        rows = ", ".join(f"row {bad.row} ({bad.reason})" for bad in records.unparsable[:_SHOWN_ROWS])
        more = len(records.unparsable) - _SHOWN_ROWS
        rest = f" and {more} more" if more > 0 else ""
        yield Problem(
            "warning",
            source,
            tables,
            file,
            f"{len(records.unparsable)} records could not be read: {rows}{rest}. Mend them at the source"
            " and export again; the other rows of the file landed.",
        )
