"""Which records have come or changed since the last complete run; the same said again is no change."""

from collections.abc import Collection, Mapping

from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.landed_rows import typed_rows
from orchestration.ingest.manifests import Load
from orchestration.quoting import literal, no_rows, quoted

_TYPES = dict.fromkeys(("contract_table", "source_system", "record_key"), "varchar")


def changed_records(
    contracts: Mapping[str, ContractTable],
    current: list[Load],
    landed: list[Load],
    read: Collection[str] | None,
) -> str:
    """A query of the records that the current loads tell otherwise than those with the ids `read`, or anew.

    None where nobody knows what was read; none that are gone. A table of which nothing came costs nothing.
    """
    if read is None:
        return no_rows(_TYPES)
    known = set(read)
    parts = []
    for contract in contracts.values():
        came = [load for load in current if load.table == contract.full_name and load.load_id not in known]
        before = [load for load in landed if load.table == contract.full_name and load.load_id in known]
        if came:
            parts.append(_changed(contract, came, before))
    return " union all ".join(parts) or no_rows(_TYPES)


def _changed(contract: ContractTable, came: list[Load], before: list[Load]) -> str:
    new, known = typed_rows(contract, came), typed_rows(contract, before)
    records = f"(select distinct source_system, record_key from ({new}))"
    return (
        f"select {literal(contract.full_name)} as contract_table, source_system, record_key"
        f" from {_contents(contract, new)} anti join"
        f" {_contents(contract, f'from ({known}) semi join {records} using (source_system, record_key)')}"
        " using (source_system, record_key, content)"
    )


def _contents(contract: ContractTable, rows: str) -> str:
    """A hash of what each record says, by its newest row; those that are deleted say nothing."""
    columns = ", ".join(quoted(column.name) for column in contract.columns)
    return (
        f"(select source_system, record_key, hash({columns}) as content from ({rows})"
        " qualify not coalesce(_is_deleted, false) and row_number() over (partition by source_system,"
        " record_key order by load_sequence desc, _file desc, _row desc) = 1)"
    )
