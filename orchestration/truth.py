"""`huaxiang truth`: the published profile against the hidden truth of the demo world. Needs no lock."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from demo.world.rhythm import AHEAD
from ml.truth.churn import churn
from ml.truth.forecasts import forecasts
from ml.truth.habits import price_sensitivity, usual_category, usual_hour
from ml.truth.identity import identity
from ml.truth.measure import Measure
from ml.truth.personas import Recovered, personas, recovered
from ml.truth.traps import TrapFigure, trap_figures
from ml.truth.value import value
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.injected import completeness, injected_faults
from orchestration.injected_tables import completeness_table, faults_table, recovered_table, traps_table
from orchestration.publish.snapshot import published_snapshot
from orchestration.quoting import parquet_rows
from orchestration.settings import Settings, business_settings
from orchestration.truth_models import of_models

_TABLES = ("persons", "leaving", "coming", "reviews", "records", "span", "traps", "uplifts", "referrals")
# who each record is taken for; identity names one order for all with the same identifiers, so facts tell more
_TAKEN_FOR = """
create temp table taken_for as
select distinct source_system, contract_table, record_key, customer_id
from identity.dim_identities
where contract_table in ('crm.contacts', 'shop.customers')
union all
select source_system, 'shop.orders', substr(order_id, length(source_system) + 2), customer_id
from customers.fct_orders
union all
select source_system, 'service.tickets', substr(ticket_id, length(source_system) + 2), customer_id
from customers.fct_tickets
"""
_SHARED_RECORDS = """
create temp table shared_records as
select
    records.person_id,
    taken_for.customer_id,
    count(*) as record_count,
    count_if(records.contract_table in ('crm.contacts', 'shop.customers')) as register_count
from records
inner join taken_for using (source_system, contract_table, record_key)
group by all
"""
# the person most of a customer's records are of, and whether that is all of them and of nobody else
_WHO = """
create temp table who as
select
    customer_id,
    arg_max(person_id, (record_count, person_id)) as person_id,
    max(record_count) as record_count,
    count(*) = 1 and bool_and(of_person.is_whole) as is_whole,
    bool_or(coalesce(next_ordered_on < end_on + cast($horizon as integer), false)) as returns
from shared_records
inner join (
    select person_id, count(*) = 1 as is_whole from shared_records group by person_id
) as of_person using (person_id)
inner join leaving using (person_id)
cross join span
where customer_id is not null
group by customer_id
"""
_CUSTOMERS = """
select
    who.*,
    -- a scattered person counts once in what is told of persons: where most of their records are
    row_number() over (partition by who.person_id order by who.record_count desc, customer_id) = 1 as is_main,
    profiles.order_count,
    profiles.lifetime_spend_amount,
    profiles.days_since_last_order,
    profiles.churn_score,
    profiles.cluster_key,
    profiles.persona_key,
    segments.name_zh || ' ' || segments.name_en as persona_name,
    forecasts.expected_order_days,
    forecasts.least_order_days,
    forecasts.most_order_days,
    forecasts.alive_probability,
    forecasts.days_to_next_order,
    {features},
    leaving.has_left,
    cast(leaving.next_ordered_on as date) - span.end_on as true_days_to_next,
    coalesce(ahead.order_day_count, 0) as true_order_days,
    persons.spend_amount as true_amount,
    persons.persona as true_persona,
    persons.price_sensitivity as true_price_sensitivity,
    persons.preferred_category as true_category,
    persons.preferred_hour as true_hour
from who
inner join marts.mart_customer_profiles as profiles using (customer_id)
inner join features.fct_customer_features as features using (customer_id)
inner join persons using (person_id)
inner join leaving using (person_id)
left join scores.fct_customer_forecasts as forecasts using (customer_id)
left join ahead using (person_id)
cross join span
left join segments.dim_segments as segments on segments.segment_key = 'persona_' || profiles.persona_key
order by customer_id
"""
# on how many days each person orders within the forecasts' horizon
_AHEAD = """
create temp table ahead as
select person_id, count(*) as order_day_count
from coming
cross join span
where ordered_on < end_on + cast($horizon as integer)
group by person_id
"""
_FEATURES = (
    "order_line_count_365d",
    "discounted_line_rate_365d",
    "usual_category",
    "usual_order_hour",
)
_SOLD = """
select cast(order_amount as double) as order_amount, customer_id is not null as is_named
from customers.fct_orders
"""


class Comparison(NamedTuple):
    """All figures of a demo home, as of the day its newest snapshot looks from."""

    measures: list[Measure]
    traps: list[TrapFigure]
    recovered: list[Recovered]
    persona_names: dict[str, str]
    as_of_on: date


def show_truth(out: Console, settings: Settings, *, as_json: bool) -> None:
    """Print the comparison; HuaxiangError for a home without the demo's truth or without a snapshot."""
    home = Home(settings.home)
    compared = compare(home)
    kinds = injected_faults(home, settings, truth_of(home))
    shares = completeness(home, settings)
    if as_json:
        whole = {"as_of_on": compared.as_of_on}
        whole |= {"measures": [asdict(measure) for measure in compared.measures]}
        whole |= {"traps": [asdict(trap) | {"right": trap.right} for trap in compared.traps]}
        whole |= {"personas": [_recovered(found) for found in compared.recovered]}
        whole |= {"faults": [asdict(kind) | {"missed": kind.missed} for kind in kinds]}
        whole |= {"completeness": [asdict(share) for share in shares]}
        out.print_json(json.dumps(whole, default=str, ensure_ascii=False))
    else:
        out.print(_table(compared.measures, compared.as_of_on))
        out.print(recovered_table(compared.recovered, compared.persona_names))
        out.print(traps_table(compared.traps))
        out.print(faults_table(kinds))
        out.print(completeness_table(shares))


def truth_of(home: Home) -> Path:
    """Where the hidden truth of a demo home lies."""
    return home.root / "extracts" / "demo" / "truth"


def compare(home: Home) -> Comparison:
    """The newest snapshot of a demo home beside its truth; HuaxiangError without the one or the other."""
    truth = truth_of(home)
    if not truth.is_dir():
        raise HuaxiangError(
            f"{home.root} holds no truth to compare with: there is no folder {truth}. Only a home of the demo"
            " has one; leave --sources out, or give --home the demo's folder."
        )
    snapshot = published_snapshot(home)
    horizon_days = business_settings()["churn_horizon_days"]
    with duckdb.connect(str(snapshot), read_only=True) as con:
        as_of_on = _prepare(con, truth, horizon_days)
        overlaps = con.execute("select * from shared_records order by all").df()
        customers = con.execute(_CUSTOMERS.format(features=_features(con))).df()
        sold = con.execute(_SOLD).df()
        traps = con.execute("select * from traps").df()
        measures = [*_measures(overlaps, customers, sold, horizon_days), *of_models(con)]
    return Comparison(
        measures,
        trap_figures(traps, overlaps),
        recovered(customers),
        dict(customers[["persona_key", "persona_name"]].dropna().itertuples(index=False)),
        as_of_on,
    )


def _recovered(found: Recovered) -> dict[str, Any]:
    return asdict(found) | {"precision": found.precision, "recall": found.recall}


def _prepare(con: duckdb.DuckDBPyConnection, truth: Path, horizon_days: int) -> date:
    """Temporary tables beside the snapshot's; the day the snapshot looks from."""
    for table in _TABLES:
        # a large world's truth comes in parts
        files = sorted(truth.glob(f"{table}*.parquet"))
        if not files:
            raise HuaxiangError(
                f"{truth} holds no {table}.parquet. Delete {truth.parent} and run `huaxiang run`: the demo"
                " is written again."
            )
        con.execute(f"create temp view {table} as select * from {parquet_rows(files)}")
    as_of_on = con.execute("select as_of_on from publish.dim_snapshots").fetchone()[0]
    end_on = con.execute("select end_on from span").fetchone()[0]
    if as_of_on < end_on:
        raise HuaxiangError(
            f"The snapshot looks from {as_of_on}, but the demo's history goes on until {end_on} and its truth"
            " is told as of that day. Run `huaxiang run` without --as-of first."
        )
    con.execute(_TAKEN_FOR)
    con.execute(_SHARED_RECORDS)
    con.execute(_WHO, {"horizon": horizon_days})
    con.execute(_AHEAD, {"horizon": business_settings()["value_horizon_days"]})
    return as_of_on


def _features(con: duckdb.DuckDBPyConnection) -> str:
    """The features compared, null where the profile has none of that name."""
    present = {
        name
        for (name,) in con.execute(
            "select column_name from information_schema.columns where table_name = 'fct_customer_features'"
        ).fetchall()
    }
    return ", ".join(f"features.{name}" if name in present else f"null as {name}" for name in _FEATURES)


def _measures(
    overlaps: pd.DataFrame, customers: pd.DataFrame, sold: pd.DataFrame, horizon_days: int
) -> list[Measure]:
    buyers = customers[customers["order_count"] > 0]
    return [
        *identity(overlaps),
        *churn(buyers, horizon_days),
        *forecasts(buyers[buyers["is_whole"]], AHEAD),
        *value(customers[customers["is_main"] & (customers["true_amount"] > 0)], sold),
        *price_sensitivity(customers),
        *personas(customers),
        *usual_category(customers),
        *usual_hour(customers),
    ]


def _table(measures: list[Measure], as_of_on: date) -> Table:
    title = f"The profile beside the truth 画像与真相 · as of {as_of_on}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("what, and what it means")
    for name in ("figure", "95 % interval", "n"):
        table.add_column(name, justify="right", no_wrap=True)
    earlier = None
    for measure in measures:
        if measure.topic != earlier:
            table.add_row(f"[bold]{measure.topic}[/bold]")
        earlier = measure.topic
        table.add_row(f"  {measure.what}", *_numbers(measure))
        table.add_row(Padding(f"[dim]{escape(measure.meaning)}[/dim]", (0, 0, 0, 4)))
    return table


def _numbers(measure: Measure) -> tuple[Any, ...]:
    if measure.figure is None:
        return "–", "", ""
    interval = f"{measure.interval[0]:.3f} – {measure.interval[1]:.3f}" if measure.interval else ""
    return f"{measure.figure:.3f}", interval, f"{measure.count:,}"
