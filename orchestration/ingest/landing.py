"""Landing: a raw load becomes one load per contract table, with its rejected, left-out and flagged rows.

A load's folder holds `rows.parquet`, and where there are any `rejected.parquet`, `left_out.parquet`,
`flagged.parquet`, `repairs.parquet` (originals of cleaned values), `corrected.parquet` (rows that land by a
person's correction, as they came), and the manifest.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.errors import HuaxiangError
from orchestration.ingest.cleaning.repairs import clean_rows, repair_counts
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.corrections import (
    NO_CORRECTIONS,
    Corrections,
    applied_corrections,
    clear_corrections,
)
from orchestration.ingest.extracts import Extract
from orchestration.ingest.flagging import Clock, flag
from orchestration.ingest.landed_rows import ROWS
from orchestration.ingest.lookups import loads_read, looked_up
from orchestration.ingest.manifests import Load, RawLoad, write_manifest, written_aside
from orchestration.ingest.mapping import (
    EXPRESSION_FAILS,
    MissingColumns,
    clear,
    map_rows,
    missing_columns,
    raw_rows,
)
from orchestration.ingest.objects import digest
from orchestration.ingest.problems import SHOWN_ROWS, Problem, counted, examples
from orchestration.ingest.sources import SourceSystem
from orchestration.ingest.tombstones import deleted_counts, find_gone, gone_share
from orchestration.quoting import literal

_VALUE = re.compile(r"@|\d{5}|^[\d\W]*$")


@dataclass(frozen=True)
class Lander:
    """Lands raw loads of one source system in the folder `landing`; `known` are all it has, oldest first."""

    con: duckdb.DuckDBPyConnection
    source: SourceSystem
    landing: Path
    clock: Clock
    known: list[RawLoad]

    def land(
        self,
        extract: Extract,
        contract: ContractTable,
        raw_load: RawLoad,
        mapped_sequence: int,
        last_good: Load | None,
        before: list[Load],
        corrections: Corrections = NO_CORRECTIONS,
    ) -> Load:
        """Land one raw load as rows of one contract table; HuaxiangError when its mapping cannot be applied.

        `last_good` is the newest load of the table that is read now, `before` are those that were
        read until this one came, oldest first.
        """
        con = self.con
        missing = missing_columns(extract, contract, raw_load)
        # a file without records may come without columns, too
        required = [lack for lack in missing if lack.required and raw_load.parsed]
        if required:
            raise HuaxiangError(" ".join(_missing_message(lack, contract) for lack in required))
        absent = {name for lack in missing for name in lack.columns} - set(raw_load.columns)
        rows = self._looked_up(raw_rows(raw_load, absent), extract)
        self._map(rows, extract, contract, corrections)
        find_gone(con, contract, raw_load, before, self.source.replaces_files(extract))
        load = self._load(extract, contract, raw_load, mapped_sequence)
        if not load.is_conserved:
            raise AssertionError(f"rows were lost or doubled in load {load.load_id} of {load.table}")
        with written_aside(load.folder) as folder:
            _write_rows(con, load, folder)
            flags = flag(con, load, contract, self.clock, folder)
            found = [*_lack_problems(load, missing), *flags, *_reject_problems(con, load, contract)]
            load.problems = [problem.as_dict() for problem in found]
            load.blocked = _block_reasons(load, contract, raw_load, last_good)
            load.blocked += _shrink_reasons(con, load, contract, before)
            write_manifest(folder, load)
        clear(con)
        clear_corrections(con)
        return load

    def mapping_hash(self, extract: Extract, contract: ContractTable) -> str:
        """Changes when the same raw rows would land differently, also by what is looked up for them."""
        mapping = self.source.mapping_hash(extract, contract, self.clock.business_timezone)
        seen = {name: [load.load_id for load in loads] for name, loads in self._lookup_loads(extract).items()}
        return digest([mapping, seen]) if seen else mapping

    def _lookup_loads(self, extract: Extract) -> dict[str, list[RawLoad]]:
        names = [lookup.raw_object for lookup in extract.lookups]
        return {name: loads_read(self.known, self.source.objects[name]) for name in names}

    def _looked_up(self, rows: str, extract: Extract) -> str:
        if not extract.lookups:
            return rows
        loads = self._lookup_loads(extract)
        missing = [name for name, found in loads.items() if not found]
        if missing:
            raise HuaxiangError(f"nothing has come yet of {', '.join(missing)}, where `lookup` looks.")
        return looked_up(rows, extract.lookups, loads)

    def _map(self, rows: str, extract: Extract, contract: ContractTable, corrections: Corrections) -> None:
        """Give every row its fate, with the corrections that people decided, and clean what lands."""
        zone = self.source.time_zone or self.clock.business_timezone
        mapping = (rows, extract, contract, zone, self.source.name)
        map_rows(self.con, *mapping)
        while corrections.apply(self.con):
            map_rows(self.con, *mapping)
        clean_rows(self.con, contract, extract.country)

    def _load(
        self, extract: Extract, contract: ContractTable, raw_load: RawLoad, mapped_sequence: int
    ) -> Load:
        mapping_hash = self.mapping_hash(extract, contract)
        corrected = applied_corrections(self.con)
        parts = [self.source.name, extract.table, raw_load.load_id, mapping_hash, *corrected.values()]
        load_id = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
        landed, source_rows = self.con.execute(
            "select count(*), coalesce(sum(_source_rows), 0)::bigint from good"
        ).fetchone()
        place = Path(contract.domain) / contract.name / f"source_system={self.source.name}"
        return Load(
            load_id=load_id,
            source_system=self.source.name,
            table=extract.table,
            extract=extract.name,
            raw_object=extract.raw_object,
            raw_load_id=raw_load.load_id,
            content_hash=raw_load.content_hash,
            mapping_hash=mapping_hash,
            sequence=raw_load.sequence,
            mapped_sequence=mapped_sequence,
            full_snapshot=raw_load.full_snapshot,
            loaded_at=raw_load.loaded_at,
            parsed=raw_load.parsed,
            landed=landed,
            landed_source_rows=source_rows,
            rejected=_counts(self.con, "column_name || ': ' || reason", "rejects"),
            left_out=_counts(self.con, "name", "left_out"),
            repaired=repair_counts(self.con),
            corrected=corrected,
            deleted=deleted_counts(self.con),
            file=raw_load.file,
            folder=self.landing / place / f"load_id={load_id}",
        )


def _counts(con: duckdb.DuckDBPyConnection, label: str, table: str) -> dict[str, int]:
    sql = f"select {label} as label, sum(_source_rows)::bigint from {table} group by label order by label"
    return dict(con.execute(sql).fetchall())


def _write_rows(con: duckdb.DuckDBPyConnection, load: Load, folder: Path) -> None:
    con.execute(
        "copy (select * exclude (_file, _row, _source_rows, why), cast(? as varchar) as source_system,"
        " cast(? as varchar) as load_id, cast(? as bigint) as load_sequence, cast(? as timestamp) as"
        " loaded_at, cast(_file as varchar) as _file, cast(_row as bigint) as _row,"
        " cast(_source_rows as bigint) as _source_rows, why is not null as _is_deleted"
        f" from (from good union all by name from gone)) to {literal(folder / ROWS)}"
        " (format parquet, compression zstd)",
        [load.source_system, load.load_id, load.sequence, load.loaded_at],
    )
    for table, counts, name in (
        ("rejects", load.rejected, "rejected"),
        ("corrected", load.corrected, "corrected"),
        ("left_out", load.left_out, "left_out"),
        ("repairs", load.repaired, "repairs"),
    ):
        if counts:
            target = literal(folder / f"{name}.parquet")
            con.execute(f"copy {table} to {target} (format parquet, compression zstd)")


def _lack_problems(load: Load, missing: list[MissingColumns]) -> Iterator[Problem]:
    for lack in missing if load.parsed else ():
        for name, columns in lack.optional.items():
            message = (
                f"column {', '.join(columns)} is not in the file, so {name} stays empty. Mend the mapping or"
                " the export."
            )
            yield Problem("warning", load.source_system, load.table, lack.file, message)


def _reject_problems(
    con: duckdb.DuckDBPyConnection, load: Load, contract: ContractTable
) -> Iterator[Problem]:
    rejected = con.execute(
        "select column_name, reason, sum(_source_rows)::bigint,"
        f" list({{'file': _file, 'row': _row, 'found': found}} order by _file, _row)[:{SHOWN_ROWS}]"
        " from rejects group by column_name, reason order by column_name, reason"
    ).fetchall()
    for name, reason, count, rows in rejected:
        # an expression may read personal columns of the source into one that is not personal
        column = None if reason == EXPRESSION_FAILS else contract.column(name)
        seen = examples([(row["file"], row["row"], row["found"]) for row in rows], column)
        rejected_rows = counted(count, "row")
        message = (
            f"{name}: {rejected_rows} rejected, {reason}: {seen}. They are kept in rejected.parquet of load"
            f" {load.load_id}; mend them at the source and export again."
        )
        yield Problem("warning", load.source_system, load.table, rows[0]["file"], message)


def _block_reasons(
    load: Load, contract: ContractTable, raw_load: RawLoad, last_good: Load | None
) -> list[str]:
    limits = contract.limits
    before = last_good.landed if last_good and load.full_snapshot else 0
    if before and not load.landed and not limits.may_be_empty:
        return [
            f"no row landed where the last good load has {before}; if {contract.full_name} is really empty"
            " now, set `limits: {may_be_empty: true}` in its contract"
        ]
    rejected = sum(load.rejected.values()) + raw_load.unparsable
    judged = load.landed_source_rows + rejected
    if judged < limits.from_rows:
        return []
    shares = {
        "cannot be read or are rejected": (rejected / judged, limits.rejected_share),
        "are flagged": (load.flagged_rows / max(load.landed, 1), limits.flagged_share),
    }
    return [
        f"{share:.1%} of its rows {what}, more than the {limit:.0%} the contract allows"
        for what, (share, limit) in shares.items()
        if share > limit
    ]


def _shrink_reasons(
    con: duckdb.DuckDBPyConnection, load: Load, contract: ContractTable, before: list[Load]
) -> list[str]:
    limits = contract.limits
    share, living = gone_share(con, load, before) if load.full_snapshot else (0.0, 0)
    if load.blocked or limits.may_be_empty or living < limits.from_rows or share <= limits.deleted_share:
        return []
    return [
        f"{share:.1%} of the {living} records of the last good load are missing, more than the"
        f" {limits.deleted_share:.0%} the contract allows as `limits: {{deleted_share: …}}`"
    ]


def _names(found: Sequence[str]) -> str:
    """What a header holds; without what looks like values: of a file without one it is the first record."""
    names = [name for name in found if not _VALUE.search(name)]
    left = len(found) - len(names)
    return ", ".join([*names, *([f"and {left} that look like values"] if left else [])])


def _missing_message(lack: MissingColumns, contract: ContractTable) -> str:
    names = sorted({name for names in lack.required.values() for name in names})
    hint = ""
    if len(lack.found) == 1:
        hint = (
            " With only one column found, the file is perhaps separated otherwise, or has titles above its"
            " header: declare its `delimiter`, or its `header_row`."
        )
    return (
        f"column {', '.join(names)} is not in {lack.file}, but {contract.full_name} needs it for"
        f" {', '.join(lack.required)}. Found: {_names(lack.found)}.{hint} Export it again with the column,"
        " or change the mapping."
    )
