"""What ties and influence cost at a million customers, on made-up referrals, groups and moments.

Usage: python -m benchmarks.network [CUSTOMERS] (default 1,000,000)

6 % came by referral; three of ten are in a customer group of about 60, one in a hundred of these in one of
500; each reacts to two moments of 20 and to one of two that everybody sees. The SQL is dbt's, the tables
around it are made up. Whether referrals are tied rightly is told by `python -m benchmarks.evaluate truth`.
"""

import resource
import sys
import time

import duckdb

from orchestration.dbt import compiled_together

MODELS = (
    "int_marts__circles",
    "mart_customer_ties",
    "mart_tie_kinds",
    "int_marts__referrals_reached",
    "mart_customer_influence",
)
_WORLD = """
create schema ingest; create schema customers; create schema features; create schema marts;
create table ingest.run_context as
select timestamp '2026-03-01 16:00:00' as as_of, date '2026-03-02' as as_of_on;
create table customers.int_customers__reporting_currency as select 'CNY' as reporting_currency_code;
create table customers.fct_referrals as
select
    'c' || (hash(i) % i) as customer_id, 'c' || i as referred_customer_id,
    timestamp '2024-01-01' + to_days(cast(i % 700 as integer)) as referred_at,
    cast(referred_at as date) as referred_on
from range(1, {customers}) as r(i) where hash(i, 1) % 100 < 6;
create table customers.fct_group_memberships as
select
    'c' || i as customer_id,
    if(
        hash(i, 2) % 100 = 0, 'large' || hash(i, 3) % greatest({customers} * 3 // 500000, 1),
        'group' || hash(i, 4) % ({customers} * 3 // 600)
    ) as group_id,
    timestamp '2025-01-01' as joined_at, date '2025-01-01' as joined_on,
    cast(null as timestamp) as left_at, cast(null as date) as left_on
from range({customers}) as r(i) where hash(i, 5) % 10 < 3;
create table customers.fct_moment_interactions as
select
    'c' || i as customer_id,
    if(n = 0, 'many' || hash(i, 6) % 2, 'moment' || hash(i, n, 7) % ({customers} // 10)) as moment_id,
    timestamp '2026-01-01' as occurred_at, date '2026-01-01' as occurred_on
from range({customers}) as r(i), range(3) as t(n);
create table features.int_features__brought_orders as
select referred_customer_id, referred_at as ordered_at, cast(100 as decimal(18, 4)) as reporting_amount
from customers.fct_referrals;
create table features.fct_customer_features as
select
    'c' || i as customer_id, 1 as referral_count, 0 as brought_buyer_count,
    cast(0 as decimal(18, 4)) as brought_spend_amount, 1 as group_count, 0 as group_message_count_90d,
    0 as group_heard_count_90d
from range({customers}) as r(i);
"""


def main(customers: int) -> None:
    """Print what each table takes, and what it holds."""
    statements = compiled_together(MODELS)
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as warehouse; use warehouse")
        con.execute(_WORLD.format(customers=customers))
        for name in MODELS:
            kind = "view" if name.startswith("int_") else "table"
            began = time.perf_counter()
            con.execute(f"create {kind} marts.{name} as {statements[name]}")
            spent = time.perf_counter() - began
            rows = con.execute(f"select count(*) from marts.{name}").fetchone()[0] if kind == "table" else 0
            say(f"{name:<35}{spent:>8.1f} s{rows:>14,} rows")
        for kind in con.execute("from marts.mart_tie_kinds").fetchall():
            say(str(kind))
    say(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB")


def say(text: str) -> None:
    """Show a line at once."""
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
