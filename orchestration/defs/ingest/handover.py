"""Contract tables, flags, state and the run's moment, handed to dbt as schema `ingest`."""

from collections.abc import Iterator

import dagster as dg

from orchestration.dbt import Translator, ensure_manifest
from orchestration.ingest.expose import expose
from orchestration.ingest.manifests import Load, raw_loads
from orchestration.ingest.problems import Problem
from orchestration.ingest.pull import standing_problems
from orchestration.ingest.verdict import Verdict, reading_problems, verdicts
from orchestration.quality.exposing import expose_quality
from orchestration.quality.findings import load_problems, newest_read
from orchestration.refresh import Refresh
from orchestration.run_record import CheckRecord
from orchestration.settings import Settings

_TRANSLATOR = Translator()
_SOURCES = [node for node in ensure_manifest()["sources"].values() if node["schema"] == "ingest"]
_KEY_BY_TABLE = {
    f"{node['source_name']}.{node['name']}": _TRANSLATOR.get_asset_key(node)
    for node in _SOURCES
    if node["source_name"] != "ingest"
}
_DEPENDENCIES = [dg.AssetKey(["ingest", name]) for name in Settings.from_environment().sources]


@dg.multi_asset(
    name="handover",
    specs=[
        dg.AssetSpec(
            _TRANSLATOR.get_asset_key(node),
            deps=_DEPENDENCIES,
            group_name="ingest",
            description=node["description"],
            kinds={"parquet", "duckdb"},
        )
        for node in _SOURCES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "arrival",
            asset=key,
            blocking=True,
            description=f"Every row meant for {table} has a known fate, and what landed can be believed.",
        )
        for table, key in _KEY_BY_TABLE.items()
    ],
)
def handover(refresh: Refresh) -> Iterator[dg.MaterializeResult]:
    """Point schema `ingest` at the loads that count, and judge each contract table's arrival."""
    loaded = refresh.loaded()
    found, current = [entry.load for entry in loaded.judged], loaded.current
    with refresh.warehouse.open() as con:
        expose(con, refresh.contracts, refresh.sources, current, refresh.state, refresh.context)
        expose_quality(con, loaded.judged, current, loaded.unparsable)
    problems = _problems(refresh, found, current)
    problems += load_problems(newest_read(loaded.judged, current), refresh.contracts)
    judged = verdicts(_KEY_BY_TABLE, found, current, problems)
    refresh.note([_record(verdict) for verdict in judged.values() if not verdict.passed])
    for node in _SOURCES:
        table = f"{node['source_name']}.{node['name']}"
        verdict = judged.get(table)
        yield dg.MaterializeResult(
            asset_key=_TRANSLATOR.get_asset_key(node),
            metadata=dict(verdict.counts) if verdict else {},
            check_results=[_check_result(verdict)] if verdict else [],
        )


def _problems(refresh: Refresh, found: list[Load], current: list[Load]) -> list[Problem]:
    problems = []
    for name in refresh.settings.sources:
        problems.extend(standing_problems(refresh.home, name))
        problems.extend(reading_problems(raw_loads(refresh.home.raw, name), found, current))
    return problems


def _record(verdict: Verdict) -> CheckRecord:
    severity = "error" if verdict.kept_out else "warning"
    return CheckRecord(verdict.table, "arrival", severity, verdict.messages)


def _check_result(verdict: Verdict) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=verdict.passed,
        check_name="arrival",
        asset_key=_KEY_BY_TABLE[verdict.table],
        severity=dg.AssetCheckSeverity.ERROR if verdict.is_error else dg.AssetCheckSeverity.WARN,
        metadata={
            **verdict.counts,
            "messages": dg.MetadataValue.md("\n".join(f"- {m}" for m in verdict.messages)),
        },
    )
