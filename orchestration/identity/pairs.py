"""The pairs of units that matching scored, as a table people can read: which records, how like, and why."""

import duckdb

from orchestration.identity.matched import PAIRS
from orchestration.identity.stitched import Stitched

TABLE = "identity.int_identity__pairs"
_SQL = """
create or replace table {table} as
with

named as (

    select named_units.unit, customers.customer, records.*
    from named_units
    inner join customers on named_units.unit_record = customers.record
    inner join numbered_records as records on customers.shown = records.record

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
    first.customer = second.customer as is_one_customer
from {pairs} as pairs
inner join named as first on pairs.unit_l = first.unit
inner join named as second on pairs.unit_r = second.unit
"""


def write_pairs(con: duckdb.DuckDBPyConnection, stitched: Stitched) -> dict[str, int]:
    """Write the table; how many pairs it has, by band."""
    con.register("customers", stitched.customers())
    con.execute(_SQL.format(table=TABLE, pairs=PAIRS))
    con.unregister("customers")
    return dict(con.execute(f"select band, count(*) from {TABLE} group by all order by all").fetchall())
