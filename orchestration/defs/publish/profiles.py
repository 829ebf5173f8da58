"""Publish: first into state what this run observed, then the snapshot that everyone reads."""

from dataclasses import asdict

import dagster as dg

from orchestration.dbt import ensure_manifest, project_vars
from orchestration.publish.public_tables import public_tables
from orchestration.publish.serving import serve
from orchestration.publish.snapshot import Snapshot, write_snapshot
from orchestration.refresh import Refresh
from orchestration.settings import memory, publishes_full, serving_dsn

_TABLES = public_tables(ensure_manifest(), project_vars()["features"]["columns"])
_OBSERVED = {
    "tag_history": "select * from tags.int_tags__changes",
    "segment_history": "select * from segments.int_segments__changes",
    "definition_history": "select * from tags.int_tags__definition_changes",
    "tag_confirmations": "select * from tags.int_tags__confirmed",
    "completeness_history": (
        "select as_of_on as observed_on, completeness.* from quality.fct_completeness as completeness"
        " cross join ingest.run_context"
    ),
    "goal_history": (
        "select run_context.as_of_on as observed_on, goal_key, actual, wanted from marts.mart_goals"
        " cross join ingest.run_context"
    ),
    "score_history": "select * from scores.int_scores__kept",
}


@dg.asset(
    key=["publish", "profiles"],
    deps=[
        *(dg.AssetKey([table.schema, table.name]) for table in _TABLES),
        # first tell of what is amiss, then publish
        dg.AssetKey(["quality", "report"]),
        dg.AssetKey(["quality", "fct_completeness"]),
    ],
    group_name="publish",
    kinds={"python", "duckdb"},
    description="The newest published snapshot: all public tables in one file, personal values masked.",
)
def profiles(refresh: Refresh) -> dg.MaterializeResult:
    """Append the history, write the snapshot, re-point readers to it."""
    context = refresh.context
    about = {name: str(value) for name, value in asdict(context).items()}
    with refresh.warehouse.open() as con:
        observed = {table: con.sql(sql) for table, sql in _OBSERVED.items()}
        loads = [load_id for (load_id,) in con.execute("select load_id from ingest.loads").fetchall()]
        refresh.state.append_run(observed, about, loads)
        changes = {table: observed[table].count("*").fetchall()[0][0] for table in observed}
    snapshot = _published(refresh, masked=True)
    if publishes_full():
        _published(refresh, masked=False)
    refresh.complete()
    return dg.MaterializeResult(
        metadata={
            "snapshot_id": snapshot.snapshot_id,
            "megabytes": round(snapshot.path.stat().st_size / 1e6, 1),
            "tag_changes": changes["tag_history"],
            "segment_changes": changes["segment_history"],
            **{f"rows_{name}": count for name, count in snapshot.row_counts.items()},
        }
    )


def _published(refresh: Refresh, *, masked: bool) -> Snapshot:
    """The snapshot in its file and, where a database is to show it too, there."""
    context, home = refresh.context, refresh.home
    snapshot = write_snapshot(
        home.warehouse,
        home.published if masked else home.published_full,
        _TABLES,
        context.snapshot_id,
        masked=masked,
        as_of=context.as_of,
        as_of_on=context.as_of_on,
        settings={"memory_limit": memory()},
    )
    if dsn := serving_dsn():
        serve(snapshot.path, dsn, _TABLES, masked=masked)
    return snapshot
