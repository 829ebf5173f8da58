"""The pairs of units that matching scored, as a table people can read: which records, how like, and why."""

import duckdb

from orchestration.identity.tables import PAIRS, RECORDS, SCORED, SETTLED

_SQL = f"""
create or replace table {PAIRS} as
with

known as (

    select unit, customer_id, source_system, contract_table, record_key
    from {SETTLED} inner join {RECORDS} using (source_system, contract_table, record_key)
    where is_known_by

)

select
    left(sha256(pairs.unit_l || '|' || pairs.unit_r), 16) as identity_pair_id,
    first.source_system,
    first.contract_table,
    first.record_key,
    second.source_system as other_source_system,
    second.contract_table as other_contract_table,
    second.record_key as other_record_key,
    pairs.weight,
    pairs.probability,
    pairs.band,
    pairs.reasons as evidence,
    first.customer_id = second.customer_id as is_one_customer
from {SCORED} as pairs
inner join known as first on pairs.unit_l = first.unit
inner join known as second on pairs.unit_r = second.unit
"""


def write_pairs(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Write the table, once customers have their names; how many pairs it has, by band."""
    con.execute(_SQL)
    return dict(con.execute(f"select band, count(*) from {PAIRS} group by all order by all").fetchall())
