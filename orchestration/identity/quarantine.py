"""What stitching kept apart, as a table: which link was not made and why. What a person decides leaves it."""

import duckdb
import numpy as np

from orchestration.identity.stitched import Stitched
from orchestration.identity.tables import QUARANTINE
from orchestration.identity.touched import Touched

_ID = (
    "left(sha256(cast(to_json([kept.reason, identifier_type, identifier_value, first.source_system,"
    " first.contract_table, first.record_key, second.source_system, second.contract_table,"
    " second.record_key]) as varchar)), 16)"
)
_SQL = """
with

kept_apart as (

    select reason, nullif(value, -1) as value, first, second, cast(null as bigint) as people_count
    from vetoes
    where reason <> 'decided'
    union all
    select excluded.reason, excluded.value, min(holdings.record), null, max(excluded.people)
    from excluded
    inner join holdings using (value)
    group by excluded.reason, excluded.value

),

held as (

    select value, count(*) as record_count from holdings group by value

),

kept as (

    select kept_apart.*, identifier_type, identifier_value, record_count
    from kept_apart
    left join numbered_values using (value)
    left join held using (value)

)

select
    {id} as identity_quarantine_id,
    kept.reason,
    kept.identifier_type,
    kept.identifier_value,
    first.source_system,
    first.contract_table,
    first.record_key,
    second.source_system as other_source_system,
    second.contract_table as other_contract_table,
    second.record_key as other_record_key,
    kept.record_count,
    kept.people_count,
    kept.second is not null as is_open
from kept
inner join numbered_records as first on kept.first = first.record
left join numbered_records as second on kept.second = second.record
"""


def write_quarantine(con: duckdb.DuckDBPyConnection, stitched: Stitched, touched: Touched) -> dict[str, int]:
    """Write the rows of touched records; how many rows the table has, by reason."""
    evidence = stitched.evidence
    vetoes = stitched.units.vetoes.astype({"reason": "str"})
    known = {name: stitched.known_by[vetoes[name].to_numpy(dtype=np.int64)] for name in ("first", "second")}
    con.register("vetoes", vetoes.assign(**known))
    con.register("excluded", stitched.units.excluded.astype({"reason": "str"}))
    con.register("holdings", {"record": evidence.record, "value": evidence.value})
    touched.replace(QUARANTINE, _SQL.format(id=_ID))
    for name in ("vetoes", "excluded", "holdings"):
        con.unregister(name)
    counted = f"select reason, count(*) from {QUARANTINE} group by all order by all"
    return dict(con.execute(counted).fetchall())
