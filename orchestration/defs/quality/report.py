"""The quality report of every run; and the checks across tables that failed, told."""

import dagster as dg

from orchestration.dbt import project_vars
from orchestration.quality.measured import cross_table_records, read_measured
from orchestration.quality.report import write_report
from orchestration.quality.sections import mean_by_day
from orchestration.refresh import Refresh

_ACROSS_TABLES = project_vars()["quality"]["across_tables"]
_READ = (
    ["quality", "fct_cross_table_checks"],
    ["marts", "mart_completeness"],
    ["marts", "mart_completeness_gains"],
    ["segments", "dim_segments"],
)


@dg.asset(
    key=["quality", "report"],
    deps=[dg.AssetKey(key) for key in _READ],
    group_name="quality",
    kinds={"python", "html"},
    description="The page on the quality of this run's data: what came, what failed, what would complete it.",
)
def report(refresh: Refresh) -> dg.MaterializeResult:
    """Note the checks across tables that failed, then write the page."""
    with refresh.warehouse.open() as con:
        measured = read_measured(con, _ACROSS_TABLES)
    failed = cross_table_records(measured)
    refresh.note(failed)
    sources = refresh.settings.sources
    path = write_report(refresh.home, sources, refresh.record, refresh.loaded(), measured)
    means = list(mean_by_day(measured.completeness).values())
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(str(path)),
            "checks_across_tables_failed": len(failed),
            "mean_completeness": dg.MetadataValue.float(means[-1]) if means else "no customer",
        }
    )
