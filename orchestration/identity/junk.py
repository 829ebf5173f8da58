"""Identifier values that training found to say nothing of anybody: kept hashed in state, known again here."""

import duckdb
import numpy as np
import pandas as pd

from orchestration.home import Home
from orchestration.keyed_hash import keyed_hashes
from orchestration.state import State

_SHARED = """
select value, identifier_type, identifier_value
from (
    select identifier_type, identifier_value
    from {identifiers} where identifier_value is not null group by all having count(*) > 1
) as shared
inner join numbered_values using (identifier_type, identifier_value)
where identifier_type in (select identifier_type from learned)
order by value
"""


def junk_values(con: duckdb.DuckDBPyConnection, state: State, identifiers: str) -> np.ndarray:
    """The numbers (of numbered_values) of values on the learned list that several records share."""
    with duckdb.connect() as own:
        learned = own.sql(f"select * from {state.learned_junk()} where is_junk").to_arrow_table().to_pandas()
    if learned.empty:
        return np.array([], dtype=np.int64)
    con.register("learned", learned)
    shared = con.sql(_SHARED.format(identifiers=identifiers)).to_arrow_table().to_pandas()
    con.unregister("learned")
    known = set(learned["identifier_hash"])
    is_junk = [name in known for name in hashes(state.home, shared)]
    return shared["value"].to_numpy()[is_junk].astype(np.int64)


def hashes(home: Home, values: pd.DataFrame) -> list[str]:
    """The keyed hash of each row's identifier_type and identifier_value."""
    pairs = zip(values["identifier_type"], values["identifier_value"], strict=True)
    return keyed_hashes(home, (f"{kind}\x1f{value}" for kind, value in pairs))
