"""What lies in a source's folder now, and which of it is new."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from orchestration.errors import HuaxiangError
from orchestration.ingest.folders import ArrivedFile
from orchestration.ingest.manifests import RawLoad
from orchestration.ingest.objects import RawObject
from orchestration.ingest.problems import Problem
from orchestration.ingest.sources import SourceSystem


@dataclass(frozen=True)
class Arrival:
    """Files of one raw object that make one load: all of a full snapshot, else a single one.

    `replaced` is what the file held before, if it has changed.
    """

    raw_object: RawObject
    files: tuple[ArrivedFile, ...]
    content_hash: str
    replaced: RawLoad | None = None

    @property
    def file(self) -> str:
        """The name under which a newer file takes the place of this one; nothing for a snapshot."""
        return "" if self.raw_object.full_snapshot else self.files[0].name


def arrivals(source: SourceSystem) -> Iterator[Arrival]:
    """What lies in the source's folder now, landed before or not; nothing of what cannot be listed."""
    for raw_object in source.file_objects:
        yield from _arrived(source, raw_object)


def new_arrivals(source: SourceSystem, known: list[RawLoad]) -> list[Arrival]:
    """Arrivals whose content is not held: for a snapshot, not as the newest; a file also when it changed."""
    new = []
    for raw_object in source.file_objects:
        arrived = _arrived(source, raw_object)
        of_object = [load for load in known if load.raw_object == raw_object.name]
        if raw_object.full_snapshot:
            newest = {(load.content_hash, load.reading_hash) for load in of_object[-1:]}
            new += [each for each in arrived if (each.content_hash, raw_object.reading_hash) not in newest]
        else:
            new += _new_files(arrived, of_object, raw_object)
    return new


def listed(source: SourceSystem, raw_object: RawObject) -> tuple[list[ArrivedFile], str]:
    """The object's files, or why they cannot be listed."""
    try:
        return source.files(raw_object), ""
    except HuaxiangError as error:
        return [], str(error)


def missing_objects(source: SourceSystem, known: list[RawLoad]) -> Iterator[Problem]:
    """One finding per raw object for which no file lies in the folder: an error if none ever did."""
    for raw_object in source.file_objects:
        files, why = listed(source, raw_object)
        if files:
            continue
        before = any(load.raw_object == raw_object.name for load in known)
        rest = (
            "Earlier loads stay in use." if before else "Put the extract there, or mend `path` and `files`."
        )
        message = f"{why or f'no such file in {source.folder}.'} {rest}"
        severity = "warning" if before else "error"
        yield Problem(severity, source.name, source.tables_of(raw_object), raw_object.files, message)


def _arrived(source: SourceSystem, raw_object: RawObject) -> list[Arrival]:
    files, _ = listed(source, raw_object)
    if not raw_object.full_snapshot:
        return [Arrival(raw_object, (file,), file.content_hash) for file in files]
    # of equal files the first
    distinct = {file.content_hash: file for file in reversed(files)}
    together = hashlib.sha256("".join(sorted(distinct)).encode()).hexdigest()
    return [Arrival(raw_object, tuple(reversed(distinct.values())), together)] if files else []


def _new_files(arrived: list[Arrival], known: list[RawLoad], raw_object: RawObject) -> list[Arrival]:
    """Files that are new or have changed; of equal content under several names the first counts."""
    newest = {load.file: load for load in known}
    held = {file: (load.content_hash, load.reading_hash) for file, load in newest.items()}
    lying = {each.file: (each.content_hash, raw_object.reading_hash) for each in arrived}
    if raw_object.changed_file == "adds":
        contents = {(load.content_hash, load.reading_hash) for load in known}
    else:
        # what a file held that has changed since does not count any more
        contents = {content for file, content in held.items() if lying.get(file, content) == content}
    new = []
    for each in arrived:
        content = lying[each.file]
        has_changed = raw_object.changed_file == "replaces" and held.get(each.file, content) != content
        if has_changed or content not in contents:
            new.append(replace(each, replaced=newest[each.file]) if has_changed else each)
            contents.add(content)
    return new
