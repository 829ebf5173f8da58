"""Stitching of a million customers: seconds and memory per step, without a warehouse around it.

    python -m benchmarks.stitching [customers]

A CRM contact, a shop account and orders per customer; a tenth of the accounts under another phone, one phone
in a hundred of two people with other names, one on 400 people.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np

from ml.identity.evidence import number
from ml.identity.units import find_units
from orchestration.identity.stitched import identity_rules

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静秀英丽强磊军洋勇艳杰涛明超兰霞平刚桂文辉玲红云波华"
_PEOPLE = """
create table people as
select
    i,
    printf('1%010d', case when i % 100 = 0 then i + 1 when i < 400 then 0 else i end) as phone,
    printf('u%d@example.com', i) as email,
    substr('{surnames}', cast(1 + hash(i) % {surname_count} as integer), 1)
    || substr('{given}', cast(1 + hash(i + 1) % {given_count} as integer), 1)
    || substr('{given}', cast(1 + hash(i + 2) % {given_count} as integer), 1) as full_name
from range({customers}) as t (i)
"""
_IDENTIFIERS = """
create table identifiers as
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
create table persons as
select 'crm' as source_system, 'crm.contacts' as contract_table, 'C' || i as record_key, full_name,
    cast(null as varchar) as gender, cast(null as varchar) as birth_text
from people
union all
select 'shop', 'shop.customers', 'S' || i, full_name, null, null from people
"""


def main(customers: int) -> None:
    """Print a line per step."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "bench.duckdb")) as con:
        names = {"surnames": _SURNAMES, "given": _GIVEN, "customers": customers}
        counts = {"surname_count": len(_SURNAMES), "given_count": len(_GIVEN)}
        con.execute(_PEOPLE.format(**names, **counts))
        con.execute(_IDENTIFIERS)
        con.execute("delete from identifiers where identifier_value is null")
        con.execute(_PERSONS)
        ((rows,),) = con.execute("select count(*) from identifiers").fetchall()
        print(f"{customers:,} customers, {rows:,} identifier rows")  # noqa: T201
        started = time.perf_counter()
        evidence = number(con, "identifiers", "persons")
        _say("number records, values and names", started)
        started = time.perf_counter()
        nobody = np.empty((0, 2), dtype=np.int64)
        units = find_units(con, evidence, identity_rules(), np.array([], dtype=np.int64), nobody, nobody)
        _say("units after guards", started)
        print(  # noqa: T201
            f"{len(np.unique(units.unit)):,} units of {evidence.record_count:,} records;"
            f" {units.tangled:,} components taken apart, {len(units.vetoes):,} links not made,"
            f" {len(units.excluded):,} values that join nobody"
        )


def _say(step: str, started: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{step:<40}{time.perf_counter() - started:>8.1f} s, peak {peak:,.0f} MiB", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
