"""How the shape of an object differs from before: told until the next extract comes.

Raw keeps every column, whatever becomes of it.
"""

from collections.abc import Collection, Iterator

from orchestration.ingest.expressions import named_columns
from orchestration.ingest.manifests import RawLoad
from orchestration.ingest.problems import Problem
from orchestration.ingest.sources import SourceSystem


def drifted(source: SourceSystem, known: list[RawLoad], fresh: Collection[str]) -> Iterator[Problem]:
    """What the raw loads with the ids in `fresh` changed in the columns of their objects."""
    for load in known:
        earlier = [
            before
            for before in known
            if before.raw_object == load.raw_object and before.sequence < load.sequence
        ]
        # without any column that is read the file has lost its header: what stands there are values
        is_readable = not _mapped(source, load.raw_object).isdisjoint(name.lower() for name in load.columns)
        if load.load_id in fresh and earlier and is_readable and load.raw_object in source.objects:
            files = ", ".join(file["name"] for file in load.files)
            tables = source.tables_of(source.objects[load.raw_object])
            for message in (*_new_columns(source, load, earlier), *_new_types(load, earlier)):
                yield Problem("warning", source.name, tables, files, message)


def _new_columns(source: SourceSystem, load: RawLoad, earlier: list[RawLoad]) -> Iterator[str]:
    seen = {name.lower() for before in earlier for name in before.columns}
    seen |= _mapped(source, load.raw_object)
    new = [name for name in load.columns if name.lower() not in seen]
    if new:
        yield (
            f"new column {', '.join(new)} in object {load.raw_object}, not mapped: raw keeps it, no table"
            " gets it. Map it in defs.yaml if it is worth having."
        )


def _new_types(load: RawLoad, earlier: list[RawLoad]) -> Iterator[str]:
    before = {name: kind for former in earlier for name, kind in former.columns.items()}
    for name, kind in load.columns.items():
        if before.get(name, kind) != kind:
            yield (
                f"column {name} of object {load.raw_object} is {kind} now and was {before[name]}. Values that"
                " cannot be cast to the contract's type are rejected row by row."
            )


def _mapped(source: SourceSystem, raw_object: str) -> set[str]:
    """Raw columns that some table of the object reads, in lower case."""
    expressions = [
        expression
        for extract in source.extracts
        if extract.raw_object == raw_object
        for expression in (
            *(mapping.expression for mapping in extract.columns.values()),
            *(rule.keep for rule in extract.where),
            *extract.one_row_per,
            *([extract.deleted] if extract.deleted else []),
        )
    ]
    return {name.lower() for expression in expressions for name in named_columns(expression)}
