"""What models are trained on: customers as they were on past days, by the SQL that serves."""

from collections.abc import Sequence

import pandas as pd

from orchestration.errors import HuaxiangError
from orchestration.warehouse import Warehouse

_DAYS = (
    "select min(facts.{day}) as first_on, max(run_context.as_of_on) as as_of_on"
    " from ingest.run_context left join {table} as facts on facts.customer_id is not null"
)


def look_back(
    warehouse: Warehouse, begins: tuple[str, str], horizon_days: int, *, with_today: bool = False
) -> None:
    """Choose the days to look back from, for the analyses that read `ingest.training_cut_offs`.

    `begins`: a table of facts and its day; there are no cut-offs before the first. `with_today` adds the day
    of the run, whose outcomes are not known yet.
    """
    from ml.cut_offs import cut_offs

    table, day = begins
    days = warehouse.read(_DAYS.format(table=table, day=day)).iloc[0]
    found = [] if pd.isna(days.first_on) else cut_offs(days.first_on, days.as_of_on, horizon_days)
    if with_today and not pd.isna(days.first_on):
        found = [*found, days.as_of_on]
    frame = pd.DataFrame({"cut_off_on": pd.Series(found, dtype="object")})
    warehouse.write("ingest.training_cut_offs", frame, {"cut_off_on": "date"})


def training_frame(warehouse: Warehouse, analysis: str, columns: Sequence[str]) -> pd.DataFrame:
    """The rows of a training analysis; of the features only `columns`: all would take three times as long.

    HuaxiangError for features that nobody knows of a past day, for they would tell of the future.
    """
    from orchestration.compose.lineage import of_today_alone, only
    from orchestration.dbt import compiled_together, project_vars

    definitions = project_vars()
    if leaking := of_today_alone(columns, definitions):
        raise HuaxiangError(
            f"A model cannot be trained on {', '.join(leaking)}: a source overwrites what they are made of"
            " (`overwritten` in dbt_project/definitions/facts.yml), so past days would be told by what came"
            " later. Take them out of what the model reads, in `ml/`."
        )
    features = only(definitions["features"], columns)
    return warehouse.read(compiled_together([analysis], {"features": features})[analysis])
