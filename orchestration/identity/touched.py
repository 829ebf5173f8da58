"""Which records are stitched again: those whose customer may differ from what the last run found.

Who a record is depends on the records that share a value or a link decision with it, and on theirs in turn:
its neighbourhood. Neighbourhoods are stitched as if each were alone, and then joined by what matching links.
"""

from dataclasses import dataclass

import duckdb
import numpy as np

from ml.identity.stitching import RECORD, label
from orchestration.identity.tables import SCORED, SETTLED, SETTLED_BY

KEY = ", ".join(RECORD)
_OTHER = ", ".join(f"other_{name}" for name in RECORD)
_NOTHING = f"""
create or replace table {SETTLED} (
    source_system varchar, contract_table varchar, record_key varchar,
    fingerprint hugeint, neighbourhood ubigint, unit varchar, is_known_by boolean
)
"""
# all that a record brings to stitching itself
_NOW = f"""
create or replace temp table records_now as
select {KEY}, sum(told) as fingerprint
from (
    select {KEY}, hash(identifier_type, identifier_value) as told, true as is_identifier from {{identifiers}}
    union all
    select {KEY}, hash(full_name, gender, birth_text), false from {{persons}}
    union all
    select {KEY}, hash(decision, {_OTHER}), false from {{decisions}}
    union all
    select {_OTHER}, hash(decision, {KEY}), false from {{decisions}}
) as brought
group by {KEY} having bool_or(is_identifier)
"""
_CHANGED = f"""
create or replace temp table changed_records as
select {KEY}, before.neighbourhood
from records_now as now
full join {SETTLED} as before using ({KEY})
where now.fingerprint is distinct from before.fingerprint
"""
_MET = f"""
create or replace temp table met_records as
with

brought as (

    select distinct identifier_type, identifier_value
    from {{identifiers}} semi join changed_records using ({KEY})
    where identifier_value is not null

),

linked as (

    select * from {{decisions}} where decision = 'link'

)

select {KEY} from {{identifiers}} semi join brought using (identifier_type, identifier_value)
union
select {_OTHER} from linked semi join changed_records using ({KEY})
union
select {KEY} from linked where ({_OTHER}) in (select ({KEY}) from changed_records)
"""
_TOUCHED = f"""
create or replace temp table touched_records as
select {KEY} from changed_records
union
select {KEY}
from {SETTLED} as settled
where settled.neighbourhood in (
    select neighbourhood from changed_records where neighbourhood is not null
    union
    select neighbourhood from {SETTLED} semi join met_records using ({KEY})
)
"""
_BEFORE = f"create or replace temp table pairs_before as select unit_l, unit_r, weight, band from {SCORED}"
_KEEP = f"""
select records.source_system, records.contract_table, records.record_key, now.fingerprint,
    hash(first.source_system, first.contract_table, first.record_key) as neighbourhood,
    units.source_system || '|' || units.contract_table || '|' || units.record_key as unit,
    found.record = found.known_by as is_known_by
from found
inner join numbered_records as records using (record)
inner join records_now as now using ({KEY})
inner join numbered_records as first on found.first = first.record
left join numbered_records as units on found.unit = units.record
"""
_HOODS = f"(select distinct unit, neighbourhood from {SETTLED} where unit is not null)"
_LINKED = f"""
select one.neighbourhood as first, other.neighbourhood as second
from {SCORED} as pairs
inner join {_HOODS} as one on pairs.unit_l = one.unit
inner join {_HOODS} as other on pairs.unit_r = other.unit
where pairs.band = 'link'
"""
_REACHED = f"""
with

changed as (

    select unit_l, unit_r
    from pairs_before as before
    full join {SCORED} as pairs using (unit_l, unit_r)
    where before.weight is distinct from pairs.weight or before.band is distinct from pairs.band

)

select neighbourhood from {SETTLED} semi join touched_records using ({KEY})
union
select neighbourhood
from {_HOODS} as units
where unit in (select unit_l from changed union select unit_r from changed)
"""
_MORE = f"""
insert into touched_records
select {KEY} from {SETTLED} semi join reached using (neighbourhood) anti join touched_records using ({KEY})
"""


@dataclass(frozen=True)
class Touched:
    """The table touched_records on `con`; `is_whole`: it would hold all records, and nothing is kept."""

    con: duckdb.DuckDBPyConnection
    is_whole: bool

    def of(self, relation: str, name: str) -> str:
        """The rows of a relation with RECORD that are of touched records, as the temporary table `name`."""
        if self.is_whole:
            return relation
        self.con.execute(
            f"create or replace temp table {name} as select * from {relation} semi join touched_records"
            f" using ({KEY})"
        )
        return name

    def replace(self, table: str, rows: str) -> None:
        """Put the rows of a query in the place of a table's rows of touched records."""
        if self.is_whole:
            self.con.execute(f"create or replace table {table} as {rows}")
            return
        self.con.execute(f"delete from {table} where ({KEY}) in (select ({KEY}) from touched_records)")
        self.con.execute(f"insert into {table} by name {rows}")

    def settle(self, first: np.ndarray, unit: np.ndarray, known_by: np.ndarray) -> None:
        """Note the units that were found. Per record, by its number, the numbers of three records: the first
        of its neighbourhood, the smallest of its unit (-1: none), and the one its unit is known by.
        """
        found = {"record": np.arange(len(unit)), "first": first, "unit": unit, "known_by": known_by}
        self.con.register("found", found)
        self.replace(SETTLED, _KEEP)
        self.con.unregister("found")

    def touch_linked(self) -> bool:
        """Touch what changed pairs (pairs_before → SCORED) and link pairs lead to; whether it is any more."""
        if self.is_whole:
            return False
        linked = self.con.execute(_LINKED).fetchnumpy()
        reached = self.con.execute(_REACHED).fetchnumpy()["neighbourhood"]
        node, code = np.unique(np.concatenate([linked["first"], linked["second"]]), return_inverse=True)
        group = label(code, np.tile(np.arange(len(linked["first"])), 2), len(node))
        joined = node[np.isin(group, group[np.isin(node, reached)])]
        self.con.register("reached", {"neighbourhood": np.union1d(reached, joined)})
        ((more,),) = self.con.execute(_MORE).fetchall()
        self.con.unregister("reached")
        return more > 0


def find_touched(
    con: duckdb.DuckDBPyConnection, version: str, identifiers: str, persons: str, decisions: str
) -> Touched:
    """Compare records with what the last run left, if it was complete and of the same `version`.

    Relations: `identifiers` RECORD + IDENTIFIER, `persons` RECORD + full_name, gender, birth_text,
    `decisions` as State keeps them. Until `mark_settled` nothing kept counts: after a run that died, all is
    done anew.
    """
    relations = {"identifiers": identifiers, "persons": persons, "decisions": decisions}
    is_whole = not _is_settled(con, version)
    if is_whole:
        con.execute("create schema if not exists identity")
        con.execute(_NOTHING)
    con.execute(f"drop table if exists {SETTLED_BY}")
    con.execute(_NOW.format(**relations))
    for step in (_CHANGED, _MET, _TOUCHED, _BEFORE) if not is_whole else ():
        con.execute(step.format(**relations))
    return Touched(con, is_whole)


def _is_settled(con: duckdb.DuckDBPyConnection, version: str) -> bool:
    names = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    if (SETTLED_BY,) not in names:
        return False
    return con.execute(f"select version from {SETTLED_BY}").fetchall() == [(version,)]


def mark_settled(con: duckdb.DuckDBPyConnection, version: str) -> None:
    """All tables of identity are complete: the next run may start from them."""
    con.execute(f"create or replace table {SETTLED_BY} as select '{version}' as version")
