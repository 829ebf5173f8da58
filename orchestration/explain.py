"""`huaxiang explain`: why a profile says what it says, from the published snapshot.

What people decided and what cleaning changed it takes from `state/` and `landing/`."""

import re
from typing import Any

import duckdb
import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.company_contacts import show_company
from orchestration.errors import HuaxiangError
from orchestration.field_sources import show_field_sources
from orchestration.forecasts import show_forecast
from orchestration.home import Home
from orchestration.identity.evidence import show_evidence
from orchestration.publish.snapshot import published_snapshot
from orchestration.repairs import show_filled, show_repairs
from orchestration.settings import DBT_PROJECT_DIR, Settings
from orchestration.state import State
from orchestration.written import show_written

_WORD = re.compile(r"[a-z_][a-z0-9_]*")
_SHOWN_RECORDS = 12
_GIVEN = {"manual": "given by a person 手工", "imported": "a source system says so 导入"}


def show_customer(out: Console, settings: Settings, customer: str) -> None:
    """Print one customer; HuaxiangError when nothing is published or nobody has that id."""
    path = published_snapshot(Home(settings.home))
    with duckdb.connect(str(path), read_only=True) as con:
        customer_id = _resolve(con, customer)
        profile = _row(con, "marts.mart_customer_profiles", customer_id)
        values = _row(con, "features.fct_customer_features", customer_id)
        known = _row(con, "customers.dim_customers", customer_id)
        values |= _row(con, "rfm.fct_customer_rfm", customer_id) | known
        _show_facts(out, con, profile, values["rfm_score"])
        _show_records(out, con, customer_id)
        show_evidence(out, con, Home(settings.home), customer_id)
        show_field_sources(out, con, known, customer_id)
        show_company(out, con, known)
        show_repairs(out, con, settings, customer_id)
        show_filled(out, profile)
        _show_decisions(out, con, State(Home(settings.home)), customer_id)
        _show_lifecycle(out, profile, values)
        _show_alerts(out, con, customer_id)
        _show_scores(out, con, customer_id)
        show_forecast(out, con, customer_id)
        show_written(out, con, customer_id)
        _show_tags(out, con, customer_id, values | profile)
        _show_segments(out, con, customer_id, values | profile)
    out.print(f"[dim]snapshot {profile['snapshot_id']}, as of {profile['as_of_on']}[/dim]")


def _resolve(con: duckdb.DuckDBPyConnection, customer: str) -> str:
    found = con.execute(
        "select distinct customer_id from identity.dim_identities where customer_id is not null and"
        " (customer_id = ? or identifier_value = ? or source_system || ':' || record_key = ?) limit 2",
        [customer] * 3,
    ).fetchall()
    if len(found) == 1:
        return found[0][0]
    redirected = con.execute(
        "select customer_id from identity.dim_redirects"
        " where previous_customer_id = ? and customer_id is not null",
        [customer],
    ).fetchone()
    if redirected:
        return redirected[0]
    problem = "belongs to several customers" if found else "is nobody's id"
    raise HuaxiangError(
        f"'{customer}' {problem} in this snapshot. Give a customer_id of marts.mart_customer_profiles,"
        " or a source's own id as <source_system>:<id>."
    )


def _row(con: duckdb.DuckDBPyConnection, table: str, customer_id: str) -> dict[str, Any]:
    cursor = con.execute(f"select * from {table} where customer_id = ?", [customer_id])
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchone(), strict=True))


def _show_facts(
    out: Console, con: duckdb.DuckDBPyConnection, profile: dict[str, Any], rfm_score: float | None
) -> None:
    quadrant = con.execute(
        "select name_zh || ' ' || name_en from rfm.dim_quadrants where value_quadrant = ?",
        [profile["value_quadrant"]],
    ).fetchone()
    rfm_class = con.execute(
        "select name_zh || ' ' || name_en from rfm.dim_rfm_classes where rfm_class = ?",
        [profile["rfm_class"]],
    ).fetchone()
    scores = [profile[f"{name}_score"] for name in ("recency", "frequency", "monetary")]
    out.print(f"[bold]Customer {profile['customer_id']}[/bold] {profile['full_name'] or ''}")
    if profile["order_count"]:
        out.print(
            f"  {profile['order_count']} orders from {profile['first_ordered_at']:%Y-%m-%d} to"
            f" {profile['last_ordered_on']} ({profile['days_since_last_order']} days ago),"
            f" {profile['lifetime_spend_amount']:,.2f} {profile['currency_code']} before returns,"
            f" {profile['net_spend_amount']:,.2f} after"
        )
        rfm = f"{'·'.join(map(str, scores))}, score {rfm_score:.2f}"
        out.print(f"  RFM {rfm}: {rfm_class[0]} · quadrant {quadrant[0]}")
    else:
        out.print("  no order yet")
    out.print(
        f"  completeness {profile['completeness_rate']:.0%} · next change by time alone:"
        f" {profile['next_change_on'] or 'none'}"
    )


def _show_records(out: Console, con: duckdb.DuckDBPyConnection, customer_id: str) -> None:
    rows = con.execute(
        "select source_system, contract_table, record_key, identifier_type, identifier_value"
        " from identity.dim_identities where customer_id = ? order by all",
        [customer_id],
    ).fetchall()
    table = Table(title=f"Records and identifiers ({len(rows)}), masked", title_justify="left", box=None)
    for name in ("source system", "contract table", "record", "identifier", "value"):
        table.add_column(name)
    for row in rows[:_SHOWN_RECORDS]:
        table.add_row(*(escape(str(value)) for value in row))
    if len(rows) > _SHOWN_RECORDS:
        table.add_row(f"… {len(rows) - _SHOWN_RECORDS} more")
    out.print(table)


def _show_decisions(out: Console, con: duckdb.DuckDBPyConnection, state: State, customer_id: str) -> None:
    """Which values of the customer's records a person decided about; not the values, nor why."""
    rows = con.execute(
        "select distinct decided_at, decisions.source_system, decisions.contract_table, decisions.record_key,"
        f" column_name, decision, decided_by from {state.newest_decisions()} as decisions"
        " join identity.dim_identities as records on records.source_system = decisions.source_system"
        " and records.contract_table = decisions.contract_table"
        " and records.record_key = decisions.record_key where customer_id = ? order by all",
        [customer_id],
    ).fetchall()
    if rows:
        ((profiled_at,),) = con.execute(
            "select profiled_at from marts.mart_customer_profiles where customer_id = ?", [customer_id]
        ).fetchall()
    for at, source, table, key, column, decision, by in rows:
        when = (
            f"on {at:%Y-%m-%d}" if at <= profiled_at else "since this snapshot; counts from the next run on"
        )
        out.print(
            f"Value [bold]{column}[/bold] of {escape(f'{source}:{key}')} ({table}) was"
            f" [bold]{decision}[/bold] by {escape(by)} {when}"
        )


def _show_lifecycle(out: Console, profile: dict[str, Any], values: dict[str, Any]) -> None:
    stages = yaml.safe_load((DBT_PROJECT_DIR / "vars.yml").read_text())["vars"]["lifecycle"]
    for number, stage in enumerate(stages):
        if stage["stage"] == profile["lifecycle_stage"]:
            name = f"{stage['name']['zh']} {stage['name']['en']}"
            why = _fired(stage["rule"], values)
            if stage["rule"] == "true":
                tried = " ".join(earlier["rule"] for earlier in stages[:number])
                why = f"no earlier stage holds{_named_values(tried, values)}"
            out.print(f"Stage [bold]{name}[/bold]: {why}")


def _show_alerts(out: Console, con: duckdb.DuckDBPyConnection, customer_id: str) -> None:
    rows = con.execute(
        "select name_zh, name_en, raised_on, evidence, alerts.owner, alerts.action"
        " from segments.fct_alerts as alerts join segments.dim_alerts using (alert_key)"
        " where customer_id = ? and is_open order by raised_on, alert_key",
        [customer_id],
    ).fetchall()
    for zh, en, raised_on, evidence, owner, action in rows:
        out.print(f"[bold yellow]Alert {zh} {en}[/bold yellow] (since {raised_on}): {escape(evidence or '')}")
        out.print(f"    [dim]{owner}: {escape(action)}[/dim]")


def _show_scores(out: Console, con: duckdb.DuckDBPyConnection, customer_id: str) -> None:
    rows = con.execute(
        "select models.name_zh || ' ' || models.name_en, score, band, reasons_zh, reasons_en,"
        " scores.horizon_days, scores.model_version, segments.name_zh || ' ' || segments.name_en"
        " from scores.fct_customer_scores as scores join scores.dim_models as models using (model_key)"
        " left join segments.dim_segments as segments on segments.segment_key ="
        " case models.model_key when 'clusters' then 'cluster_' when 'personas' then 'persona_' end"
        " || scores.band"
        " where customer_id = ? order by model_key",
        [customer_id],
    ).fetchall()
    for name, score, band, reasons_zh, reasons_en, horizon_days, version, cluster in rows:
        said = f"[bold]{score:.0%}[/bold] likely to place no order within {horizon_days} days, risk {band}"
        if cluster:
            said = f"[bold]{cluster}[/bold], membership {score:.0%}"
        out.print(f"{name}: {said} [dim]model {version}[/dim]")
        for told in filter(None, (reasons_zh, reasons_en)):
            out.print(f"  [cyan]← {escape(told)}[/cyan]")


def _show_tags(
    out: Console, con: duckdb.DuckDBPyConnection, customer_id: str, values: dict[str, Any]
) -> None:
    rows = con.execute(
        "select name_zh, name_en, rule, owner, action, valid_from_on, valid_to_on, expires_on, is_usable,"
        " fct_customer_tags.tag_source"
        " from tags.fct_customer_tags left join tags.dim_tags using (tag_key) where customer_id = ?"
        " order by valid_to_on nulls first, tag_key, valid_from_on",
        [customer_id],
    ).fetchall()
    out.print("Tags" if rows else "Tags: none")
    for zh, en, rule, owner, action, since, until, expires_on, is_usable, source in rows:
        if until:
            out.print(f"  [dim]{zh} {en}: held {since} – {until}[/dim]")
            continue
        state = f"since {since}, expires {expires_on}" if is_usable else f"[red]expired {expires_on}[/red]"
        why = _fired(rule, values) if source == "rule" else _GIVEN[source]
        out.print(f"  [bold]{zh} {en}[/bold] ({state}): {why}")
        out.print(f"    [dim]{owner}: {escape(action)}[/dim]")


def _show_segments(
    out: Console, con: duckdb.DuckDBPyConnection, customer_id: str, values: dict[str, Any]
) -> None:
    rows = con.execute(
        "select name_zh, name_en, rule, valid_from_on from segments.fct_customer_segments join"
        " segments.dim_segments using (segment_key) where customer_id = ? and valid_to_on is null"
        " and dim_segments.segment_type = 'named' order by segment_key",
        [customer_id],
    ).fetchall()
    for zh, en, rule, since in rows:
        out.print(f"Segment [bold]{zh} {en}[/bold] (since {since}): {_fired(rule, values)}")


def _fired(rule: str, values: dict[str, Any]) -> str:
    return escape(rule) + _named_values(rule, values)


def _named_values(rule: str, values: dict[str, Any]) -> str:
    """The value of every column the rule names."""
    named = [name for name in dict.fromkeys(_WORD.findall(rule)) if name in values]
    shown = ", ".join(f"{name} = {values[name]}" for name in named)
    return f" [cyan]← {escape(shown)}[/cyan]" if shown else ""
