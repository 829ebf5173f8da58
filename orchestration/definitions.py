"""Everything Dagster knows, loaded from `defs/`."""

from pathlib import Path

import dagster as dg

from orchestration.refresh import Refresh, Training
from orchestration.settings import Settings


@dg.definitions
def definitions() -> dg.Definitions:
    """Assets, checks, jobs and schedules of the home that the environment names."""
    Settings.from_environment().export()
    return dg.Definitions.merge(
        dg.load_from_defs_folder(path_within_project=Path(__file__).parent),
        dg.Definitions(
            resources={"refresh": Refresh(), "training": Training()}, executor=dg.in_process_executor
        ),
    )
