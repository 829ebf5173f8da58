"""What the comparison with the demo's truth reads to judge look-alikes."""

import duckdb

from ml.truth.look_alikes import look_alikes
from ml.truth.measure import Measure

_CUSTOMERS = """
select features.customer_id, persons.persona as true_persona, {columns}
from features.fct_customer_features as features
inner join who using (customer_id)
inner join persons using (person_id)
order by features.customer_id
"""


def alike(con: duckdb.DuckDBPyConnection) -> list[Measure]:
    """Look-alikes of half of each persona; the snapshot is open, with `who` and `persons` beside it."""
    from orchestration.dbt import project_vars
    from orchestration.scores.look_alikes import readable_columns, selected

    shown = {
        name
        for (name,) in con.sql("select column_name from (describe features.fct_customer_features)").fetchall()
    }
    readable = [column for column in readable_columns(project_vars()) if column.name in shown]
    return look_alikes(con.execute(_CUSTOMERS.format(columns=selected(readable))).df(), readable)
