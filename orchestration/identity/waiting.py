"""The queue of identity: what waits for a person, written by each run, read without the warehouse."""

from dataclasses import dataclass, fields

import duckdb

from orchestration.home import Home
from orchestration.identity.tables import PAIRS, QUARANTINE
from orchestration.quoting import literal, parquet_rows
from orchestration.state import State

_WAITING = """
copy (
    select
        identity_quarantine_id as item_id, reason, identifier_type, source_system, contract_table, record_key,
        other_source_system, other_contract_table, other_record_key, cast(null as double) as probability,
        cast(null as varchar) as evidence
    from {quarantine}
    where is_open
    union all
    select
        identity_pair_id, 'perhaps_one_person', null, source_system, contract_table, record_key,
        other_source_system, other_contract_table, other_record_key, probability, evidence
    from {pairs}
    where band = 'review' and not is_one_customer
    order by all
) to {path} (format parquet)
"""


@dataclass(frozen=True)
class Waiting:
    """Two records that a guard kept apart, or that matching is unsure of. Holds no identifier's value."""

    item_id: str
    reason: str
    identifier_type: str | None
    source_system: str
    contract_table: str
    record_key: str
    other_source_system: str
    other_contract_table: str
    other_record_key: str
    probability: float | None
    evidence: str | None

    @property
    def record(self) -> tuple[str, str, str]:
        """The first record."""
        return self.source_system, self.contract_table, self.record_key

    @property
    def other(self) -> tuple[str, str, str]:
        """The second record."""
        return self.other_source_system, self.other_contract_table, self.other_record_key


def write_waiting(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Write the queue from the warehouse's tables."""
    home.identity_queue.parent.mkdir(parents=True, exist_ok=True)
    aside = home.identity_queue.with_suffix(".part")
    con.execute(_WAITING.format(quarantine=QUARANTINE, pairs=PAIRS, path=literal(str(aside))))
    aside.replace(home.identity_queue)


def waiting(home: Home, *, with_decided: bool = False) -> list[Waiting]:
    """What waits: as the last run wrote it, without what was decided since."""
    if not home.identity_queue.exists():
        return []
    if with_decided:
        return _read(home, "")
    ends = [field.name for field in fields(Waiting)][3:9]
    same = " and ".join(f"decisions.{name} = queue.{name}" for name in ends)
    return _read(home, f" anti join {State(home).identity_decisions()} as decisions on {same}")


def _read(home: Home, less: str) -> list[Waiting]:
    names = [field.name for field in fields(Waiting)]
    sql = (
        f"select {', '.join(f'queue.{name}' for name in names)}"
        f" from {parquet_rows([home.identity_queue])} as queue{less}"
        " order by probability desc nulls first, item_id"
    )
    with duckdb.connect() as con:
        return [Waiting(*row) for row in con.execute(sql).fetchall()]
