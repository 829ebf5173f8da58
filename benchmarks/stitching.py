"""Identity of a million customers: seconds and memory of a home stitched whole, and of one day's 1 % new.

    python -m benchmarks.stitching [customers]

A CRM contact, a shop account and orders per customer; a tenth of the accounts under another phone, one phone
in a hundred of two people with other names, one on 400 people. The next day brings 1 % new customers, takes
0.1 % away, and gives 0.1 % of the contacts another mail address. Matching (see benchmarks.matching) compares
only who has a phone or mail address in common.
"""

import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from orchestration.home import Home
from orchestration.identity.settle import settle
from orchestration.identity.tables import IDENTIFIERS, PERSONS, RECORDS
from orchestration.state import State

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静秀英丽强磊军洋勇艳杰涛明超兰霞平刚桂文辉玲红云波华"
_PEOPLE = """
create or replace temp table people as
select
    i,
    printf('1%010d', case when i % 100 = 0 then i + 1 when i < 400 then 0 else i end) as phone,
    printf('u%d@example.com', i) as email,
    substr('{surnames}', cast(1 + hash(i) % {surname_count} as integer), 1)
    || substr('{given}', cast(1 + hash(i + 1) % {given_count} as integer), 1)
    || substr('{given}', cast(1 + hash(i + 2) % {given_count} as integer), 1) as full_name
from range({first}, {end}) as t (i)
"""
_IDENTIFIERS = """
select 'crm' as source_system, 'crm.contacts' as contract_table, 'C' || i as record_key,
    unnest(['crm_contact_id', 'phone', 'email']) as identifier_type,
    unnest(['crm:C' || i, phone, if(i % 2 = 0, email, null)]) as identifier_value
from people
union all
select 'shop', 'shop.customers', 'S' || i, unnest(['shop_customer_id', 'phone']),
    unnest(['shop:S' || i, if(i % 10 = 0, '2' || phone, phone)])
from people
union all
select 'shop', 'shop.orders', 'O' || i, unnest(['shop_customer_id', 'email']),
    unnest(['shop:S' || i, if(i % 3 = 0, email, null)])
from people
"""
_PERSONS = """
select 'crm' as source_system, 'crm.contacts' as contract_table, 'C' || i as record_key, full_name,
    cast(null as varchar) as given_name, cast(null as varchar) as family_name,
    cast(null as varchar) as gender, cast(null as varchar) as birth_text, phone,
    if(i % 2 = 0, email, null) as email
from people
union all
select 'shop', 'shop.customers', 'S' || i, full_name, null, null, null, null,
    if(i % 10 = 0, '2' || phone, phone), null
from people
"""


def _bring(con: duckdb.DuckDBPyConnection, first: int, end: int) -> None:
    """The records of customers `first` to `end`, in the place of what they were."""
    names = {"surnames": _SURNAMES, "given": _GIVEN, "first": first, "end": end}
    counts = {"surname_count": len(_SURNAMES), "given_count": len(_GIVEN)}
    con.execute(_PEOPLE.format(**names, **counts))
    for table, rows in ((IDENTIFIERS, _IDENTIFIERS), (PERSONS, _PERSONS)):
        con.execute(f"create table if not exists {table} as select * from ({rows}) limit 0")
        con.execute(f"insert into {table} from ({rows})")
    con.execute(f"delete from {IDENTIFIERS} where identifier_value is null")


def _pass_a_day(con: duckdb.DuckDBPyConnection, customers: int) -> None:
    _bring(con, customers, customers + customers // 100)
    for table in (IDENTIFIERS, PERSONS):
        con.execute(f"delete from {table} where hash(substr(record_key, 2)) % 1000 = 0")
    con.execute(
        f"update {IDENTIFIERS} set identifier_value = 'new' || identifier_value"
        " where identifier_type = 'email' and contract_table = 'crm.contacts' and hash(record_key) % 1000 = 1"
    )


def main(customers: int) -> None:
    """Print a line per run."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "bench.duckdb")) as con:
        con.execute("create schema identity")
        state = State(Home(Path(folder)))
        _bring(con, 0, customers)
        _settle(con, state, "stitched whole")
        _settle(con, state, "nothing new")
        _pass_a_day(con, customers)
        _settle(con, state, "one day, 1 % new")


def _settle(con: duckdb.DuckDBPyConnection, state: State, name: str) -> None:
    ((rows,),) = con.execute(f"select count(*) from {IDENTIFIERS}").fetchall()
    started = time.perf_counter()
    settled = settle(con, state, date(2026, 3, 1))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ((records,),) = con.execute(f"select count(*) from {RECORDS}").fetchall()
    print(  # noqa: T201
        f"{name:<20}{seconds:>8.1f} s, peak {peak:,.0f} MiB: {rows:,} identifier rows, {records:,} records,"
        f" {settled.records['touched_records']:,} gone through, {settled.records['customers']:,} customers,"
        f" {sum(settled.changes.values()):,} changes",
        flush=True,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
