"""What a person sees when a run is over: where every row went, who the customers are, what needs a look."""

import shutil
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.fates import ObjectFates, row_fates
from orchestration.ingest.sources import SourceSystem, read_source
from orchestration.publish.snapshot import latest_snapshot
from orchestration.repairs import show_repair_counts
from orchestration.review.desk import OPEN, Desk
from orchestration.run import Outcome
from orchestration.run_record import CheckRecord, RunRecord
from orchestration.settings import DBT_PROJECT_DIR, Settings

_SHOWN_WARNINGS = 6
_BAR = 18


def show_run(out: Console, settings: Settings, outcome: Outcome, options: str) -> None:
    """The summary of a run that published; `options` name the home again in the next commands."""
    home = Home(settings.home)
    out.print()
    out.print(_fates_table(settings))
    show_repair_counts(out, settings)
    _show_profiles(out, home)
    show_checks(out, outcome.record.checks, most_warnings=_SHOWN_WARNINGS)
    _show_waiting(out, settings, options)
    seconds = sum(outcome.record.seconds_by_step.values())
    out.print(f"[green]✓[/green] Published snapshot {outcome.record.snapshot_id} in {seconds:.1f} s of work")
    out.print(f"  {home.published / 'profiles.duckdb'}")
    out.print(f"  {home.reports / 'quality.html'}  what came, what to mend, what would complete it 数据质量")
    out.print(f"Next: [bold]{command()} explain {_example_customer(home)}{options}[/bold]")
    out.print(f"      [bold]{command()} status{options}[/bold]")


def _show_waiting(out: Console, settings: Settings, options: str) -> None:
    """How many bad values wait for a person's decision."""
    if waiting := len(Desk.of(settings).items(status=OPEN)):
        out.print(
            f"[yellow]![/yellow] {waiting} bad values wait for a person: {command()} review list{options}"
        )


def show_nothing_new(out: Console, settings: Settings, record: RunRecord, options: str) -> None:
    """The run that did nothing, and what still stands."""
    out.print(
        f"[green]✓[/green] Nothing new since {record.finished_at} UTC: same loads, definitions, decisions and"
        f" day ({record.as_of_on}). Snapshot {record.snapshot_id} stays."
    )
    with duckdb.connect(str(latest_snapshot(Home(settings.home).published)), read_only=True) as con:
        show_models(out, con)
    show_checks(out, record.checks, most_warnings=_SHOWN_WARNINGS)
    _show_waiting(out, settings, options)


def show_checks(out: Console, checks: list[CheckRecord], *, most_warnings: int | None = None) -> None:
    """Checks that did not pass, message by message: all errors, then at most so many warnings."""
    messages = {
        severity: [text for check in checks if check.severity == severity for text in check.messages]
        for severity in ("error", "warning")
    }
    for text in dict.fromkeys(messages["error"]):
        out.print(f"[red]✗[/red] {escape(text)}")
    warnings = list(dict.fromkeys(messages["warning"]))
    for text in warnings[:most_warnings]:
        out.print(f"[yellow]![/yellow] {escape(text)}")
    if left := len(warnings[most_warnings:] if most_warnings is not None else []):
        out.print(f"  … and {left} more: huaxiang status")


def show_models(out: Console, con: duckdb.DuckDBPyConnection) -> None:
    """Per model a line: the version in use, and why the last fit is not in use, if so."""
    rows = con.execute(
        "select name_zh, name_en, model_version, reason, withheld, figure, figure_value, baseline,"
        " baseline_value"
        " from scores.dim_models order by model_key"
    ).fetchall()
    for name_zh, name_en, version, reason, withheld, figure, value, baseline, baseline_value in rows:
        told = f"{figure} {value:.3f} against {baseline_value:.3f} of {baseline}" if value is not None else ""
        line = f"version {version}, {told}" if version else "not published"
        mark = "[yellow]![/yellow]" if reason or withheld else "[green]✓[/green]"
        if withheld:
            line += f". It withholds {escape(withheld)}"
        out.print(f"{mark} Model {name_zh} {name_en}: {line}{'. ' + escape(reason) if reason else ''}")


def _fates_table(settings: Settings) -> Table:
    contracts = read_contracts(DBT_PROJECT_DIR)
    table = Table(
        title="Where every record went 每一行的去向", title_justify="left", box=None, pad_edge=False
    )
    table.add_column("source · object")
    table.add_column("records read", justify="right")
    table.add_column("went to")
    for name in settings.sources:
        source = read_source(name, settings.variable, contracts)
        for fates in row_fates(Home(settings.home), source, contracts):
            table.add_row(f"{name} · {fates.raw_object}", f"{fates.records:,}", f"= {_sum_of(fates, source)}")
    return table


def _sum_of(fates: ObjectFates, source: SourceSystem) -> str:
    """Counts by fate; the table is named only where an object fills several."""
    tables = list({extract.table for extract in source.extracts if extract.raw_object == fates.raw_object})
    words = {tables[0]: "landed"} if len(tables) == 1 else {}
    told = " + ".join(f"{count:,} {words.get(fate, fate)}" for fate, count in fates.counts.items())
    return f"{told}; {fates.missing:,} of the last snapshot are gone" if fates.missing else told


def _show_profiles(out: Console, home: Home) -> None:
    with duckdb.connect(str(latest_snapshot(home.published)), read_only=True) as con:
        totals = con.execute(
            "select count(*), count_if(order_count > 0), coalesce(sum(order_count), 0),"
            " coalesce(sum(lifetime_spend_amount), 0), max(currency_code),"
            " count_if(order_count > 1) / nullif(count_if(order_count > 0), 0), max(as_of_on)"
            " from marts.mart_customer_profiles"
        ).fetchone()
        customers, buyers, orders, spend, currency, repeat_rate, as_of_on = totals
        out.print()
        out.print(
            f"[bold]{customers:,}[/bold] customers 客户, {buyers:,} with orders · {orders:,} orders 订单 ·"
            f" {spend:,.2f} {currency or ''} · repeat rate 复购率"
            f" {f'{repeat_rate:.4%}' if repeat_rate is not None else '–'} · as of {as_of_on}"
        )
        for title, sql in _GROUPS.items():
            if rows := con.execute(sql).fetchall():
                out.print(_bars(title, rows, customers))
        show_models(out, con)


def _bars(title: str, rows: list[tuple[Any, ...]], whole: int) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, show_header=False)
    table.add_column(width=12)
    table.add_column(width=28)
    table.add_column(justify="right", width=10)
    table.add_column()
    for name_zh, name_en, count in rows:
        share = count / whole if whole else 0
        table.add_row(name_zh, name_en, f"{count:,}", f"[cyan]{'█' * round(share * _BAR)}[/cyan] {share:.1%}")
    return table


_GROUPS = {
    "Lifecycle 生命周期": (
        "select name_zh, name_en, count(*) from segments.fct_customer_segments join segments.dim_segments"
        " using (segment_key) where valid_to_on is null and dim_segments.segment_type = 'lifecycle'"
        " group by all order by count(*) desc, name_en"
    ),
    "Value × frequency 价值象限": (
        "select name_zh, name_en, count(*) from rfm.fct_customer_rfm join rfm.dim_quadrants"
        " using (value_quadrant) group by all order by count(*) desc, name_en"
    ),
    "Churn risk 流失风险": (
        "select case churn_risk when 'high' then '高' when 'medium' then '中' else '低' end as name_zh,"
        " churn_risk as name_en, count(*) from marts.mart_customer_profiles where churn_risk is not null"
        " group by all order by min(churn_score) desc"
    ),
    "Clusters 聚类": (
        "select name_zh, name_en, count(*) from segments.fct_customer_segments join segments.dim_segments"
        " using (segment_key) where valid_to_on is null and dim_segments.segment_type = 'cluster'"
        " group by all order by count(*) desc, name_en"
    ),
    "Personas 人群画像": (
        "select name_zh, name_en, count(*) from segments.fct_customer_segments join segments.dim_segments"
        " using (segment_key) where valid_to_on is null and dim_segments.segment_type = 'persona'"
        " group by all order by count(*) desc, name_en"
    ),
    "Tags 标签": (
        "select name_zh, name_en, count(*) from tags.fct_customer_tags join tags.dim_tags using (tag_key)"
        " where is_usable group by all order by count(*) desc, name_en"
    ),
    "Segments 分群": (
        "select name_zh, name_en, count(*) from segments.fct_customer_segments join segments.dim_segments"
        " using (segment_key) where valid_to_on is null and dim_segments.segment_type = 'named'"
        " group by all order by count(*) desc, name_en"
    ),
}


def command() -> str:
    """What a person types to call us here."""
    return "huaxiang" if shutil.which("huaxiang") else ".venv/bin/huaxiang"


def _example_customer(home: Home) -> str:
    with duckdb.connect(str(latest_snapshot(home.published)), read_only=True) as con:
        row = con.execute(
            "select customer_id from marts.mart_customer_profiles order by len(tag_keys) desc nulls last,"
            " lifetime_spend_amount desc, customer_id limit 1"
        ).fetchone()
    return row[0] if row else "CUSTOMER"
