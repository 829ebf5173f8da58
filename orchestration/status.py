"""`huaxiang status`: is what everyone reads fresh and whole, and if not, why. Needs no lock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.context import parse_as_of
from orchestration.fingerprint import fingerprint
from orchestration.home import Home
from orchestration.identity.health import show_identity
from orchestration.ingest.connections.answers import last_seen
from orchestration.ingest.contracts import ContractTable, read_contracts
from orchestration.ingest.manifests import Load, current_loads, loads, raw_loads
from orchestration.ingest.readings import read_as
from orchestration.ingest.sources import SourceSystem
from orchestration.publish.snapshot import latest_snapshot
from orchestration.quality.measured import completeness_told
from orchestration.repairs import show_repair_counts
from orchestration.run_record import MOST_ATTEMPTS, RunRecord, last_attempt, last_run
from orchestration.settings import DBT_PROJECT_DIR, Settings, business_settings
from orchestration.staleness import read_sources, stale_because
from orchestration.summary import show_checks, show_models
from orchestration.upkeep import show_goals, show_tag_freshness

_COUNTS = {
    "customers": "customers.dim_customers",
    "orders": "customers.fct_orders",
    "events": "customers.fct_web_events",
    "open tags": "tags.fct_customer_tags where valid_to_on is null",
    "expired tags": "tags.fct_customer_tags where valid_to_on is null and not is_usable",
    "segment memberships": "segments.fct_customer_segments where valid_to_on is null",
}


def show_status(out: Console, settings: Settings) -> bool:
    """Print the home's state; return whether all is fresh and whole."""
    home = Home(settings.home)
    out.print(f"[bold]Huaxiang 画像[/bold] · {', '.join(settings.sources)} · home {settings.home}")
    snapshot, record = latest_snapshot(home.published), last_run(home)
    if snapshot is None or record is None:
        out.print("[yellow]![/yellow] Nothing is published yet. Run `huaxiang run`.")
        _show_unfinished(out, last_attempt(home))
        return False
    contracts = read_contracts(DBT_PROJECT_DIR)
    sources = read_sources(settings)
    out.print(f"snapshot {record.snapshot_id}, as of {record.as_of_on}, published {record.finished_at} UTC")
    out.print(_counts(str(snapshot)))
    show_repair_counts(out, settings)
    stale_tables = _show_freshness(out, home, sources, contracts)
    zone = ZoneInfo(business_settings()["business_timezone"])
    seen = fingerprint(home, sources, contracts, date.fromisoformat(record.as_of_on))
    today = parse_as_of(settings.as_of, zone).astimezone(zone).date()
    reasons = stale_because(home, seen, record, today)
    for reason in reasons:
        out.print(f"[yellow]![/yellow] Profiles are stale: {reason}")
    with duckdb.connect(str(snapshot), read_only=True) as con:
        for line in completeness_told(con):
            out.print(line)
        show_identity(out, con)
        show_models(out, con)
        show_goals(out, con)
        stale_tags = show_tag_freshness(out, con, today)
    show_checks(out, record.checks)
    attempt = last_attempt(home)
    is_later = attempt is not None and attempt.started_at >= record.started_at
    unfinished = _show_unfinished(out, attempt if is_later else None)
    return not (stale_tables or stale_tags or reasons or unfinished or record.checks)


def _counts(snapshot: str) -> str:
    with duckdb.connect(snapshot, read_only=True) as con:
        counts = {
            name: con.execute(f"select count(*) from {table}").fetchone()[0]
            for name, table in _COUNTS.items()
        }
    return " · ".join(f"{count:,} {name}" for name, count in counts.items())


def _show_freshness(
    out: Console, home: Home, sources: list[SourceSystem], contracts: dict[str, ContractTable]
) -> bool:
    table = Table(title="Freshness 数据新鲜度", title_justify="left", box=None, pad_edge=False)
    for name in ("source system", "contract table", "newest load (UTC)", "age", "limit", "read as"):
        table.add_column(name)
    raw = {load.load_id: load for source in sources for load in raw_loads(home.raw, source.name)}
    newest: dict[tuple[str, str], Load] = {}
    for load in current_loads(loads(home.landing), sources):
        key = (load.source_system, load.table)
        newest[key] = max(newest.get(key, load), load, key=lambda load: last_seen(home.raw, load))
    any_stale = False
    for (source, name), load in sorted(newest.items()):
        loaded_at = last_seen(home.raw, load)
        age = (datetime.now(UTC).replace(tzinfo=None) - datetime.fromisoformat(loaded_at)).days
        limit = contracts[name].stale_after_days
        is_stale = age > limit
        any_stale = any_stale or is_stale
        shown = f"[red]{age} d, stale[/red]" if is_stale else f"{age} d"
        reading = read_as([raw[load.raw_load_id]]) if load.raw_load_id in raw else ""
        table.add_row(source, name, loaded_at, shown, f"{limit} d", escape(reading))
    out.print(table)
    return any_stale


def _show_unfinished(out: Console, attempt: RunRecord | None) -> bool:
    """The last attempt, if it did not end well, and why."""
    if attempt is None or attempt.finished_at:
        return False
    what = "failed" if attempt.errors else "has not finished"
    out.print(f"[red]✗[/red] The refresh started {attempt.started_at} UTC {what}. {_what_next(attempt)}")
    show_checks(out, attempt.checks)
    for error in attempt.errors:
        out.print(f"[red]✗[/red] {escape(error)}")
    return True


def _what_next(attempt: RunRecord) -> str:
    if not attempt.attempt:
        return "Readers keep the last snapshot."
    number = f"It was attempt {attempt.attempt} of {MOST_ATTEMPTS}"
    if attempt.attempt < MOST_ATTEMPTS:
        return f"{number}; `make dev` asks for the next one."
    return (
        f"{number}: profiles stay stale until an extract, a definition or the day changes, or `huaxiang run`."
    )
