"""Records that are gone: missing from a newer full snapshot, or marked as deleted by their source.

Each lands as a tombstone (`_is_deleted`, with its key and nothing else that counts), so that what was read
from it before can be put right; a record that comes back lives again.
"""

import duckdb

from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.landed_rows import living_rows, rows_of
from orchestration.ingest.manifests import Load, RawLoad
from orchestration.quoting import literal, quoted

MISSING, MARKED = "missing from the snapshot", "marked by the source"
DROPPED = "no longer in its file"


def find_gone(
    con: duckdb.DuckDBPyConnection,
    contract: ContractTable,
    load: RawLoad,
    before: list[Load],
    replaces_file: bool,
) -> None:
    """Fill the temporary table `gone`: key columns, record_key, _file, _row, _source_rows, why.

    `before` are the loads that were read until this one came: a snapshot takes the place of all of them, a
    file that replaces what it held of its own. A record whose row is rejected or in another file is not gone.
    """
    replaced = [other for other in before if replaces_file and other.file == load.file != ""]
    staying = [other for other in before if other not in replaced]
    missing = {MISSING: before} if load.full_snapshot else {DROPPED: replaced}
    keys = ", ".join(quoted(name) for name in contract.keys)
    selects = [
        f"select {keys}, record_key, _file, _row, _source_rows, {literal(MARKED)} as why from judged"
        " where _why is null and _is_deleted"
    ]
    for why, loads in missing.items():
        there = ["judged", *([living_rows(staying)] if staying and why == DROPPED else [])]
        absent = " and ".join(
            f"not exists (select 1 from {rows} as there where there.record_key = earlier.record_key)"
            for rows in there
        )
        if loads:
            selects.append(
                f"select {keys}, record_key, null, null, 0, {literal(why)} from {_living(loads)} as earlier"
                f" where {absent}"
            )
    con.execute(f"create or replace temp table gone as {' union all '.join(selects)}")


def deleted_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Records by why they are gone; of marked ones the rows that say so."""
    sql = "select why, sum(greatest(_source_rows, 1))::bigint from gone group by why order by why"
    return dict(con.execute(sql).fetchall())


def gone_share(con: duckdb.DuckDBPyConnection, load: Load, before: list[Load]) -> tuple[float, int]:
    """Which share of the records that lived before is missing now, and how many lived.

    Nothing can be said after a changed mapping: its keys may be others.
    """
    if not before or any(earlier.mapping_hash != load.mapping_hash for earlier in before):
        return 0.0, 0
    ((living,),) = con.execute(f"select count(*) from {_living(before)}").fetchall()
    return load.deleted.get(MISSING, 0) / max(living, 1), living


def _living(loads: list[Load]) -> str:
    """Of each record in these loads the newest row, unless it is gone."""
    return (
        f"(select * from {rows_of(loads)} qualify not coalesce(_is_deleted, false) and row_number() over"
        " (partition by record_key order by load_sequence desc, _file desc, _row desc) = 1)"
    )
