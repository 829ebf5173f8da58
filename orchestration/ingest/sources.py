"""Source systems: one YAML file each, in `orchestration/defs/ingest/<source_system>/defs.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.kinds import parse_polled
from orchestration.ingest.connections.polled import Connection, PolledObject
from orchestration.ingest.connections.secrets import Variables, expand
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.customs import CUSTOMS, with_customs
from orchestration.ingest.expressions import named_columns
from orchestration.ingest.extracts import Extract, parse_extracts
from orchestration.ingest.folders import ArrivedFile, LocalFolder, ObjectStore, folder_at
from orchestration.ingest.made_up import MadeUp, parse_made_up
from orchestration.ingest.objects import RawObject, digest, parse_raw_object
from orchestration.ingest.yaml_entries import entries, name_of, named, read_yaml

SOURCES_DIR = Path(__file__).parents[1] / "defs" / "ingest"
# raised when the loader maps the same rows in another way than before
_MAPPING_VERSION = 2


@dataclass(frozen=True)
class SourceSystem:
    """One system we read: the files that lie in a folder, or what the `connection` answers."""

    name: str
    description: str
    folder: LocalFolder | ObjectStore | None
    objects: Mapping[str, RawObject | PolledObject]
    extracts: tuple[Extract, ...]
    definition: dict[str, Any] = field(hash=False, compare=False)
    time_zone: str | None = None
    made_up: MadeUp | None = None
    connection: Connection | None = field(default=None, hash=False, compare=False)

    def mapping_hash(self, extract: Extract, contract: ContractTable, business_timezone: str) -> str:
        """Changes when the same raw rows would land differently."""
        zone = self.time_zone or business_timezone
        mapping = dict(extract.definition)
        # says nothing of how rows land: `expose` applies it when they are read
        mapping.pop("ids_of", None)
        customs = [self.definition.get(name) for name in CUSTOMS]
        rules = [_landing_rules(contract), contract.cleaned_by, self.replaces_files(extract)]
        return digest([_MAPPING_VERSION, mapping, rules, zone, customs])

    def files(self, raw_object: RawObject) -> list[ArrivedFile]:
        """The object's files that lie in the folder now; HuaxiangError when it cannot be listed."""
        return self.folder.files(raw_object.files)

    @property
    def is_polled(self) -> bool:
        """Whether only asking tells what is new; what is made up does not change."""
        return self.connection is not None and self.made_up is None

    def replaces_files(self, extract: Extract) -> bool:
        """Whether a file that changed takes the place of what it held before."""
        return getattr(self.objects[extract.raw_object], "changed_file", None) == "replaces"

    @property
    def file_objects(self) -> list[RawObject]:
        """What lies in a folder; nothing for a system that has to be asked."""
        return [] if self.connection else list(self.objects.values())

    def tables_of(self, raw_object: RawObject | PolledObject) -> str:
        """The contract tables an object feeds, as messages name them."""
        tables = [
            extract.table
            for extract in self.extracts
            if raw_object.name in (extract.raw_object, *(lookup.raw_object for lookup in extract.lookups))
        ]
        return ", ".join(dict.fromkeys(tables))


def _landing_rules(contract: ContractTable) -> dict[str, Any]:
    """The contract without what says nothing of how rows land: who is told of bad ones."""
    definition = contract.definition
    config = definition.get("config", {})
    meta = {name: value for name, value in config.get("meta", {}).items() if name != "owner"}
    return definition | {"config": config | {"meta": meta}}


def available_sources() -> list[str]:
    """Names of all source systems that have a YAML file."""
    return sorted(path.parent.name for path in SOURCES_DIR.glob("*/defs.yaml"))


def read_source(name: str, variables: Variables, contracts: Mapping[str, ContractTable]) -> SourceSystem:
    """The source system of that name; `variables` resolves `${NAME}` in its connection."""
    path = SOURCES_DIR / name / "defs.yaml"
    if not path.exists():
        known = ", ".join(available_sources())
        raise HuaxiangError(f"There is no source system '{name}'. Known: {known}. Add {path} for a new one.")
    content = entries(
        read_yaml(path), f"{name}/defs.yaml", ["type", "attributes"], ["requirements", "post_processing"]
    )
    source = parse_source(content["attributes"], variables, contracts)
    if source.name != name:
        raise HuaxiangError(f"{name}/defs.yaml: source_system is '{source.name}'; name it as its folder.")
    return source


def parse_source(
    attributes: dict[str, Any],
    variables: Variables,
    contracts: Mapping[str, ContractTable],
) -> SourceSystem:
    """The source system that the attributes describe; HuaxiangError names what is missing or unknown."""
    given = attributes.get("source_system", "?") if isinstance(attributes, dict) else "?"
    place = f"{given}/defs.yaml"
    if isinstance(attributes, dict) and "like" in attributes:
        attributes = _completed(attributes, place)
    required = ["source_system", "description", "connection", "objects", "tables"]
    entries(attributes, place, required, ["time_zone", *CUSTOMS])
    name = name_of(attributes["source_system"], f"{place}: source_system")
    system = _parse_system(attributes, variables, place)
    objects = system["objects"]
    extracts = tuple(
        with_customs(extract, attributes, contracts, place)
        for table, entry in named(attributes["tables"], f"{place}: tables").items()
        for extract in parse_extracts(table, entry, f"{place}: {table}", contracts)
    )
    for extract in extracts:
        _check_object(extract, extracts, objects, contracts, f"{place}: {extract.table}")
        _check_systems(extract, f"{place}: {extract.table}")
    return SourceSystem(
        name=name,
        description=str(attributes["description"]),
        extracts=extracts,
        definition=attributes,
        time_zone=_time_zone(attributes.get("time_zone"), place),
        **system,
    )


def _completed(attributes: dict[str, Any], place: str) -> dict[str, Any]:
    """Attributes that are `like` those of another source system, but for what they say themselves."""
    path = SOURCES_DIR / str(attributes["like"]) / "defs.yaml"
    if not path.exists():
        raise HuaxiangError(f"{place}: like: there is no source system '{attributes['like']}'.")
    model = read_yaml(path)["attributes"]
    own = {name: value for name, value in attributes.items() if name != "like"}
    return model | own | {"connection": model["connection"] | own.get("connection", {})}


def _parse_system(attributes: dict[str, Any], variables: Variables, place: str) -> dict[str, Any]:
    """What the kind of the connection decides: path or connection, and the objects."""
    connection, objects = attributes["connection"], f"{place}: objects"
    if isinstance(connection, dict) and connection.get("kind", "files") != "files":
        return _parse_asked(connection, attributes["objects"], variables, place)
    entries(connection, f"{place}: connection", ["kind", "path"], ["written_by", "options"])
    folder, written_by = _folder(connection, variables, place), connection.get("written_by")
    return {
        "folder": folder,
        "made_up": MadeUp(folder.path, written_by) if written_by else None,
        "objects": {
            key: parse_raw_object(key, entry, f"{objects}.{key}")
            for key, entry in named(attributes["objects"], objects).items()
        },
    }


def _parse_asked(
    connection: dict[str, Any], objects: Any, variables: Variables, place: str
) -> dict[str, Any]:
    """Connection and objects of a system that has to be asked; a made-up one may not stand up yet."""
    entry = connection.get("made_up")
    made_up = parse_made_up(entry, variables, place) if entry is not None else None
    known = (lambda name: variables(name) or name) if made_up else variables
    own = {name: value for name, value in connection.items() if name != "made_up"}
    connected, polled = parse_polled(own, objects, known, place)
    return {"folder": None, "connection": connected, "objects": polled, "made_up": made_up}


def _folder(connection: Mapping[str, Any], variables: Variables, place: str) -> LocalFolder | ObjectStore:
    options = connection.get("options", {})
    if not isinstance(options, dict):
        raise HuaxiangError(
            f"{place}: connection.options: here must stand options of the store, as `name: …`."
        )
    expanded = {
        key: expand(value, variables, f"{place}: options.{key}") if isinstance(value, str) else value
        for key, value in options.items()
    }
    folder = folder_at(expand(str(connection["path"]), variables, place), expanded)
    if "written_by" in connection and isinstance(folder, ObjectStore):
        raise HuaxiangError(
            f"{place}: connection.written_by: made-up extracts are written to a local `path`."
        )
    return folder


def _check_object(
    extract: Extract,
    extracts: tuple[Extract, ...],
    objects: Mapping[str, RawObject | PolledObject],
    contracts: Mapping[str, ContractTable],
    place: str,
) -> None:
    """HuaxiangError unless what the extract says of raw objects holds."""
    raw_object = objects.get(extract.raw_object)
    named_as = {f"from: {extract.raw_object}": extract.raw_object}
    named_as |= {f"lookup: {lookup.raw_object}": lookup.raw_object for lookup in extract.lookups}
    for what, name in named_as.items():
        if name not in objects:
            raise HuaxiangError(f"{place}: `{what}` names no object. Known: {', '.join(objects)}.")
    keys = [extract.columns[name].expression for name in contracts[extract.table].keys]
    used = {column for key in keys for column in named_columns(key)}
    if "_row" in used and "_file" not in used and not raw_object.full_snapshot:
        raise HuaxiangError(
            f"{place}: the key is made of _row, which counts from 1 in every file, and the files of"
            f" '{raw_object.name}' add up. Put _file into the key, too, or declare `full_snapshot: true`."
        )
    siblings = [other.table for other in extracts if other.raw_object == extract.raw_object]
    for rule in extract.where:
        if rule.goes_to and rule.goes_to not in siblings:
            raise HuaxiangError(
                f"{place}: where {rule.name}: `goes_to: {rule.goes_to}` names no table of this file that is"
                f" made from '{raw_object.name}'."
            )


def _check_systems(extract: Extract, place: str) -> None:
    """HuaxiangError unless every system that `ids_of` names has a file of its own."""
    for column, system in extract.ids_of.items():
        if system not in available_sources():
            known = ", ".join(available_sources())
            raise HuaxiangError(
                f"{place}: ids_of: {column}: there is no source system '{system}'. Known: {known}."
            )


def _time_zone(value: Any, place: str) -> str | None:
    try:
        return str(ZoneInfo(value)) if value else None
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise HuaxiangError(
            f"{place}: time_zone '{value}' is unknown; write for example Europe/London."
        ) from error
