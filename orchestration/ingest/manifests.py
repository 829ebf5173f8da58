"""One manifest per load, inside its folder; a folder without a manifest does not exist for a reader.

A load is written aside (`.<load_id>.part`) and renamed whole, so a killed run leaves nothing half.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from orchestration.errors import HuaxiangError
from orchestration.ingest.sources import SourceSystem

MANIFEST = "manifest.json"


@dataclass
class RawLoad:
    """All that came of one raw object in one extract: files, records, and what could not be parsed.

    `file` is the name under which a newer file takes its place; nothing for a snapshot or an answer.
    """

    load_id: str
    source_system: str
    raw_object: str
    content_hash: str
    reading_hash: str
    full_snapshot: bool
    sequence: int
    loaded_at: str
    files: list[dict[str, Any]]
    columns: dict[str, str]
    problems: list[dict[str, Any]] = field(default_factory=list)
    file: str = ""
    folder: Path = field(default_factory=Path)

    @property
    def parsed(self) -> int:
        """Records that could be read."""
        return sum(file["parsed"] for file in self.files)

    @property
    def unparsable(self) -> int:
        """Records that could not be read."""
        return sum(file["unparsable"] for file in self.files)


@dataclass
class Load:
    """The rows of one contract table that one raw load became under one mapping.

    `extract` is the mapping's name among those of the table, `corrected` maps the quarantine ids of rows that
    land by a person's correction to its decision id.
    """

    load_id: str
    source_system: str
    table: str
    extract: str
    raw_object: str
    raw_load_id: str
    content_hash: str
    mapping_hash: str
    sequence: int
    mapped_sequence: int
    full_snapshot: bool
    loaded_at: str
    parsed: int
    landed: int
    landed_source_rows: int
    rejected: dict[str, int]
    left_out: dict[str, int]
    repaired: dict[str, int] = field(default_factory=dict)
    flagged: dict[str, int] = field(default_factory=dict)
    flagged_rows: int = 0
    checks: list[dict[str, Any]] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    file: str = ""
    folder: Path = field(default_factory=Path)

    @property
    def made_by(self) -> tuple[str, str, str]:
        """Source system, contract table and extract: loads of one may take each other's place."""
        return self.source_system, self.table, self.extract

    @property
    def is_conserved(self) -> bool:
        """Whether rows parsed = rows landed + rejected + left out + those that mark a record as deleted."""
        aside = sum(self.rejected.values()) + sum(self.left_out.values())
        return self.parsed == self.landed_source_rows + aside + self.deleted.get("marked by the source", 0)


def write_manifest(folder: Path, load: RawLoad | Load, name: str = MANIFEST) -> None:
    """Write the manifest into the (still hidden) folder of its load."""
    content = {key: value for key, value in asdict(load).items() if key != "folder"}
    (folder / name).write_text(
        json.dumps(content, ensure_ascii=False, indent=1, default=str), encoding="utf-8"
    )


def replace_manifest(load: Load) -> None:
    """Write the manifest of a load that lies in its place anew, whole or not at all."""
    aside = load.folder / f".{MANIFEST}.part"
    write_manifest(load.folder, load, aside.name)
    aside.replace(load.folder / MANIFEST)


@contextmanager
def written_aside(folder: Path) -> Iterator[Path]:
    """A hidden folder that takes its real name when the block ends without an error."""
    aside = folder.with_name(f".{folder.name}.part")
    if aside.exists():
        shutil.rmtree(aside)
    aside.mkdir(parents=True)
    try:
        yield aside
    except BaseException:
        shutil.rmtree(aside)
        raise
    if not folder.exists():
        aside.rename(folder)
        return
    # a folder is never half removed under its real name
    former = folder.with_name(f".{folder.name}.former.part")
    folder.rename(former)
    aside.rename(folder)
    shutil.rmtree(former)


def sweep(root: Path) -> None:
    """Remove what a killed run left half written below a folder."""
    for aside in list(root.rglob(".*.part")):
        shutil.rmtree(aside) if aside.is_dir() else aside.unlink()


def raw_loads(raw: Path, source_system: str) -> list[RawLoad]:
    """All raw loads of a source system, oldest first."""
    return sorted(_read(raw / source_system, "*/load_id=*", RawLoad), key=lambda load: load.sequence)


def loads(landing: Path) -> list[Load]:
    """All loads of all contract tables, oldest first."""
    found = _read(landing, "*/*/source_system=*/load_id=*", Load)
    return sorted(found, key=lambda load: (load.sequence, load.mapped_sequence))


def current_loads(all_loads: list[Load], sources: list[SourceSystem]) -> list[Load]:
    """The loads that staging reads, oldest first per table.

    Of each content the one mapped last, of a full snapshot and of a file the newest. A blocked load is passed
    over, so the last good one stays.
    """
    adding = {
        (source.name, raw_object.name)
        for source in sources
        for raw_object in source.file_objects
        if raw_object.changed_file == "adds"
    }
    wanted = {(source.name, extract.table, extract.name) for source in sources for extract in source.extracts}
    newest: dict[tuple[str, ...], Load] = {}
    for load in sorted(all_loads, key=lambda load: load.mapped_sequence):
        if load.made_by in wanted and not load.blocked:
            newest[*load.made_by, load.content_hash, load.file] = load
    current: dict[tuple[str, str, str], list[Load]] = {}
    for load in sorted(newest.values(), key=lambda load: load.sequence):
        replaces = bool(load.file) and (load.source_system, load.raw_object) not in adding
        kept = [] if load.full_snapshot else current.get(load.made_by, [])
        current[load.made_by] = [other for other in kept if not (replaces and other.file == load.file)] + [
            load
        ]
    return [load for kept in current.values() for load in kept]


def _read(root: Path, pattern: str, kind: type) -> list[Any]:
    found = []
    for path in root.glob(f"{pattern}/{MANIFEST}"):
        entry = json.loads(path.read_text(encoding="utf-8"))
        if entry.keys() != {field.name for field in fields(kind)} - {"folder"}:
            raise HuaxiangError(
                f"{path} was written by another version of Huaxiang. Use the version that wrote it, or give"
                " --home another folder."
            )
        found.append(kind(**entry, folder=path.parent))
    return found
