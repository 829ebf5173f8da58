"""Entries of the ledger that concern some records or ids: what naming needs of a ledger of millions."""

import duckdb
import pandas as pd

from orchestration.identity.touched import KEY
from orchestration.state import State

# whoever once had an id that one of these records had, with all that became of them
_ABOUT = f"""
with

ids as (

    select customer_id from {{ledger}} semi join touched_records using ({KEY}) where customer_id is not null

),

holders as (

    select distinct {KEY} from {{ledger}} semi join ids using (customer_id) where record_key is not null

)

select * from {{ledger}} semi join holders using ({KEY}) order by entry_sequence
"""
_REDIRECTING = f"""
with

told as (

    select * from {{ledger}} where change_type = 'redirected'

),

ids as (

    select customer_id from told union select previous_customer_id from told

),

holders as (

    select distinct {KEY} from {{ledger}} semi join ids using (customer_id) where record_key is not null

)

select * from told
union all
select * from {{ledger}} semi join holders using ({KEY})
order by entry_sequence
"""


def entries_about_touched(con: duckdb.DuckDBPyConnection, state: State) -> pd.DataFrame:
    """Entries that tell which ids touched_records have and had, and who else has or had these."""
    return con.sql(_ABOUT.format(ledger=state.ledger_relation())).to_arrow_table().to_pandas()


def redirecting_entries(con: duckdb.DuckDBPyConnection, state: State) -> pd.DataFrame:
    """Entries that redirect an id, and those that tell whether somebody has one of these ids now."""
    return con.sql(_REDIRECTING.format(ledger=state.ledger_relation())).to_arrow_table().to_pandas()
