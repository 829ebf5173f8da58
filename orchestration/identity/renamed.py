"""After all is stitched anew: which records have a customer that is not plainly the one they had.

Naming works on texts in frames, which for all records of a million customers takes gigabytes; seldom more
than a few of them need it.
"""

import duckdb

from orchestration.identity.tables import RECORDS
from orchestration.identity.touched import KEY, Touched
from orchestration.state import State

_HELD = f"""
create or replace temp table held_records as
select {KEY}, arg_max_null(customer_id, entry_sequence) as customer_id
from {{ledger}}
where record_key is not null
group by {KEY}
"""
_AS_BEFORE = f"""
create or replace table {RECORDS} as
select {KEY}, held.customer_id
from stitched_records left join held_records as held using ({KEY})
"""
# a customer is as before when all records of a component had one id, and nobody else had it
_TOUCHED = f"""
create or replace temp table touched_records as
with

compared as (

    select {KEY}, stitched.component, held.customer_id
    from stitched_records as stitched
    full join held_records as held using ({KEY})
    where stitched.component is not null or held.customer_id is not null

),

components as (

    select component from compared group by component
    having min(customer_id) = max(customer_id) and count(customer_id) = count(*)

),

customers as (

    select customer_id from compared group by customer_id
    having min(component) = max(component) and count(component) = count(*)

)

select {KEY}
from compared
left join components using (component)
left join customers using (customer_id)
where components.component is null or customers.customer_id is null
"""


def touch_renamed(con: duckdb.DuckDBPyConnection, state: State, touched: Touched) -> Touched:
    """When all is stitched anew, name stitched_records as before and touch where that is not it."""
    if not touched.is_whole or not con.execute(f"from {state.ledger_relation()} limit 1").fetchall():
        return touched
    con.execute(_HELD.format(ledger=state.ledger_relation()))
    for step in (_AS_BEFORE, _TOUCHED, "drop table held_records"):
        con.execute(step)
    return Touched(con, is_whole=False)
