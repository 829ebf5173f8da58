"""Made-up source systems: who writes what they hold, and who answers for those that have to be asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.secrets import Variables, expand
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.yaml_entries import entries

if TYPE_CHECKING:
    from orchestration.ingest.sources import SourceSystem


@dataclass(frozen=True)
class MadeUp:
    """Modules by name: `written_by` has `write(path, end_on)`, `served_by` has `serve(path, variables)`.

    `serve` is a context manager that gives the variables by which the system is found while it lasts.
    """

    path: Path
    written_by: str
    served_by: str | None = None


def parse_made_up(entry: Any, variables: Variables, place: str) -> MadeUp:
    """What `connection.made_up` says; HuaxiangError names what is missing or unknown."""
    where = f"{place}: connection.made_up"
    entries(entry, where, ["path", "written_by", "served_by"], [])
    path = Path(expand(str(entry["path"]), variables, where))
    return MadeUp(path, str(entry["written_by"]), str(entry["served_by"]))


def write_made_up(source: "SourceSystem", end_on: date) -> None:
    """Let a made-up source write what it holds, once; several may share what one writes."""
    made_up = source.made_up
    if made_up and not made_up.path.exists():
        try:
            _named(made_up.written_by, "write", source)(made_up.path, end_on)
        except ValueError as error:
            raise HuaxiangError(f"{source.name}: {error}") from error


@contextmanager
def standing(
    source: "SourceSystem", variables: Variables, contracts: Mapping[str, ContractTable]
) -> Iterator["SourceSystem"]:
    """The source as it can be asked: a made-up system stands up for it, every other one stands anyway."""
    made_up = source.made_up
    if not made_up or not made_up.served_by:
        yield source
        return
    with _named(made_up.served_by, "serve", source)(made_up.path, variables) as known:
        from orchestration.ingest.sources import parse_source

        yield parse_source(source.definition, lambda name: known.get(name) or variables(name), contracts)


def _named(module: str, function: str, source: "SourceSystem") -> Callable[..., Any]:
    try:
        return getattr(import_module(module), function)
    except (ImportError, AttributeError) as error:
        what = f"there is no {module}.{function}, which its connection names"
        raise HuaxiangError(f"{source.name}/defs.yaml: {what} ({error}).") from error
