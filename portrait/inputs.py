"""What a rule may name of customers, as one relation over the snapshot."""

from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]
Ask = Callable[[str, Sequence[Any]], list[Row]]
# tables of one row per customer, in the order in which a column is looked up
_OF_CUSTOMER = (
    "features.fct_customer_features",
    "rfm.fct_customer_rfm",
    "customers.dim_customers",
    "marts.mart_customer_profiles",
)


def inputs(ask: Ask) -> str:
    """A relation of one row per customer: each column once, from the first table that has it."""
    found = ask(
        """
        select column_name, list_position($1, schema_name || '.' || table_name) as place
        from duckdb_columns() where list_contains($1, schema_name || '.' || table_name)
        qualify row_number() over (partition by column_name order by place) = 1
        order by place, column_index
        """,
        [list(_OF_CUSTOMER)],
    )
    columns = ", ".join(f'told_{row["place"]}."{row["column_name"]}"' for row in found)
    first, *others = (f"{table} as told_{place}" for place, table in enumerate(_OF_CUSTOMER, start=1))
    joined = " ".join(f"join {other} using (customer_id)" for other in others)
    return f"(select {columns} from {first} {joined})"
