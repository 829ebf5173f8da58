"""Which of the judged rows land, and which are kept aside: repeats of a key, rejects, deleted records."""

import duckdb

from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.corrections import quarantine_id
from orchestration.ingest.extracts import REPEATED
from orchestration.quoting import literal, quoted

OTHER_CONTENT = "the same key again with other content"


def mark_repeats(con: duckdb.DuckDBPyConnection, contract: ContractTable) -> None:
    """Of rows with one key the last stays; of the others it is told whether they say the same."""
    content = ", ".join(quoted(column.name) for column in contract.columns)
    con.execute(
        f"update judged set _column = {literal(', '.join(contract.keys))}, _why = verdict.why,"
        f" _found = record_key from (select id, case when row({content}) is not distinct from"
        f" last_value(row({content})) over same_key then {literal(REPEATED)}"
        f" else {literal(OTHER_CONTENT)} end as why,"
        " lead(id) over (partition by record_key order by id) is null as is_last"
        " from (select rowid as id, * from judged where _why is null and record_key in ("
        " select record_key from judged where _why is null group by record_key having count(*) > 1))"
        " window same_key as (partition by record_key order by id"
        " rows between unbounded preceding and unbounded following)) as verdict"
        " where verdict.id = judged.rowid and not verdict.is_last"
    )


def show_fates(con: duckdb.DuckDBPyConnection, contract: ContractTable, source_system: str) -> None:
    """Fill `left_out`, `rejects` and `good` from `judged`."""
    con.execute(
        "insert into left_out select _file, _row, _source_rows, _why from judged"
        f" where _why = {literal(REPEATED)}"
    )
    columns = ", ".join(quoted(column.name) for column in contract.columns)
    values = ", ".join(f"{quoted(c.name)} := {quoted(c.name)}" for c in contract.columns)
    # of rows with one key that say different things, the key alone names none
    # without its nulls a row stays the same when the contract gets a column
    text_of_row = "cast(json_merge_patch('{}', original) as varchar)"
    whose = (
        f"case when reason = {literal(OTHER_CONTENT)} or record_key is null then {text_of_row}"
        " else record_key end"
    )
    name = quarantine_id(
        literal(source_system), literal(contract.full_name), whose, "column_name", "reason", "found"
    )
    con.execute(
        f"create temp view rejects as select *, {name} as quarantine_id from ("
        "select _file, _row, _source_rows, _column as column_name,"
        f" _why as reason, _found as found, coalesce(_original, to_json(struct_pack({values}))) as original,"
        f" record_key from judged where _why <> {literal(REPEATED)})"
    )
    con.execute(
        f"create temp view good as select {columns}, record_key, _file, _row, _source_rows from judged"
        " where _why is null and not _is_deleted"
    )
