"""Great Expectations on the finished profile; an error keeps it from being published."""

from typing import Any

import dagster as dg
import duckdb

from orchestration.dbt import project_vars
from orchestration.publish.snapshot import latest_snapshot
from orchestration.refresh import Refresh
from orchestration.run_record import CheckRecord

_PROFILES = dg.AssetKey(["marts", "mart_customer_profiles"])
_VARS = project_vars()


@dg.asset_check(
    asset=_PROFILES,
    name="profile",
    blocking=True,
    description="Profiles are unique, complete and consistent, in themselves and with the last published.",
)
def profile(refresh: Refresh) -> dg.AssetCheckResult:
    """One result for all expectations; the metadata names each."""
    from expectations.profile import check_profiles

    frame = refresh.warehouse.read("select * from marts.mart_customer_profiles")
    results = check_profiles(
        frame,
        stages=[entry["stage"] for entry in _VARS["lifecycle"]],
        quadrants=list(_VARS["rfm"]["quadrants"]),
        rfm_classes=list(_VARS["rfm"]["classes"]),
        previous_row_count=_published_count(refresh),
    )
    failed = [result for result in results if not result.passed]
    is_error = any(result.severity == "error" for result in failed)
    messages = [f"{result.name}: {result.observed}" for result in failed]
    if failed:
        severity = "error" if is_error else "warning"
        refresh.note([CheckRecord("marts.mart_customer_profiles", "profile", severity, messages)])
    metadata: dict[str, Any] = {result.name: result.observed for result in results}
    metadata["messages"] = dg.MetadataValue.md("\n".join(f"- {message}" for message in messages))
    return dg.AssetCheckResult(
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )


def _published_count(refresh: Refresh) -> int | None:
    snapshot = latest_snapshot(refresh.home.published)
    if snapshot is None:
        return None
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return con.execute("select count(*) from marts.mart_customer_profiles").fetchone()[0]
