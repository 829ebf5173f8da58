"""Lookups: columns of another object of the same source, found by key, beside every record of an extract."""

from collections.abc import Iterable, Mapping

from orchestration.ingest.extracts import Lookup
from orchestration.ingest.manifests import RawLoad
from orchestration.ingest.objects import RawObject
from orchestration.ingest.parts import part_file
from orchestration.quoting import parquet_rows, quoted


def loads_read(known: Iterable[RawLoad], raw_object: RawObject) -> list[RawLoad]:
    """The raw loads of an object that count: from the last snapshot on, of a file the newest."""
    counting: list[RawLoad] = []
    for load in known:
        if load.raw_object != raw_object.name:
            continue
        replaces = bool(load.file) and raw_object.changed_file == "replaces"
        kept = [] if load.full_snapshot else counting
        counting = [other for other in kept if not (replaces and other.file == load.file)] + [load]
    return counting


def looked_up(rows: str, lookups: Iterable[Lookup], loads: Mapping[str, list[RawLoad]]) -> str:
    """The relation `rows` in its order, with a struct per lookup that has the name of its object.

    It holds the newest row of the key, or nulls. Keys are compared as trimmed text: few formats have types.
    """
    relation = f"(select *, row_number() over () as _place from {rows})"
    for lookup in lookups:
        name = quoted(lookup.raw_object)
        keys = {f"_key_{number}": key for number, key in enumerate(lookup.keys.items())}
        wanted = ", ".join(f"trim(cast(({key}\n) as varchar)) as {alias}" for alias, (_, key) in keys.items())
        same = " and ".join(
            f"rows_of_extract.{alias} = trim(cast({name}.{quoted(column)} as varchar))"
            for alias, (column, _) in keys.items()
        )
        newest = _newest_rows(loads[lookup.raw_object], lookup)
        relation = (
            f"(select rows_of_extract.* exclude ({', '.join(keys)}), {name} as {name}"
            f" from (select *, {wanted} from {relation}) as rows_of_extract"
            f" left join {newest} as {name} on {same})"
        )
    return f"(select * exclude (_place) from {relation} order by _place)"


def _newest_rows(loads: list[RawLoad], lookup: Lookup) -> str:
    columns = ", ".join(f"trim(cast({quoted(column)} as varchar))" for column in lookup.keys)
    rows = " union all by name ".join(
        f"select *, {load.sequence} as _sequence from"
        f" {parquet_rows(part_file(load.folder, number) for number in range(len(load.files)))}"
        for load in loads
    )
    return (
        f"(select * exclude (_sequence) from ({rows}) qualify row_number() over"
        f" (partition by {columns} order by _sequence desc, _file desc, _row desc) = 1)"
    )
