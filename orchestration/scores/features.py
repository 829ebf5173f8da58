"""The features that models read, and their day."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from orchestration.errors import HuaxiangError
from orchestration.warehouse import LITTLE_MEMORY, Warehouse

_TABLE = "features.fct_customer_features"


def read_features(warehouse: Warehouse, columns: Iterable[str]) -> pd.DataFrame:
    """One row per customer: customer_id, as_of_on and the columns; HuaxiangError as for `require`."""
    require(warehouse, columns)
    wanted = dict.fromkeys(["customer_id", "as_of_on", *columns])
    return warehouse.read(f"select {', '.join(wanted)} from {_TABLE}", LITTLE_MEMORY)


def day_of_run(warehouse: Warehouse) -> date:
    """As of which business day the features speak."""
    return warehouse.read("select max(as_of_on) as as_of_on from ingest.run_context")["as_of_on"].iloc[0]


def require(warehouse: Warehouse, columns: Iterable[str]) -> None:
    """HuaxiangError when a feature that a model reads is no longer defined."""
    known = set(warehouse.read(f"select * from {_TABLE} limit 0").columns)
    if lacking := [column for column in columns if column not in known]:
        raise HuaxiangError(
            f"Models read {', '.join(lacking)}, which dbt_project/definitions/features.yml does not define."
            " Put it back there, or take it out of what the model reads, in `ml/`."
        )
