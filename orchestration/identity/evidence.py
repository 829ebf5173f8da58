"""By which evidence records are one customer: written by each run beside the warehouse, told by `explain`."""

import json

import duckdb
from rich.console import Console
from rich.markup import escape

from orchestration.home import Home
from orchestration.identity.tables import PAIRS, RECORDS
from orchestration.ingest.problems import masked
from orchestration.quoting import literal, parquet_rows

_SHOWN = 12
_COPY = """
copy (
    select stitched.customer_id, pairs.*
    from {pairs} as pairs
    inner join {records} as stitched
        using (source_system, contract_table, record_key)
    where pairs.is_one_customer and pairs.band = 'link'
    order by all
) to {path} (format parquet)
"""
_SHARED = """
select identifier_type, identifier_value, count(*) as record_count
from identity.dim_identities where customer_id = ?
group by all having count(*) > 1 order by record_count desc, identifier_type, identifier_value
"""


def write_evidence(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Write the pairs that matching took for one person, with the customer they are."""
    home.identity_evidence.parent.mkdir(parents=True, exist_ok=True)
    aside = home.identity_evidence.with_suffix(".part")
    con.execute(_COPY.format(pairs=PAIRS, records=RECORDS, path=literal(str(aside))))
    aside.replace(home.identity_evidence)


def show_evidence(out: Console, con: duckdb.DuckDBPyConnection, home: Home, customer_id: str) -> None:
    """Print which identifiers several records of a customer of the snapshot share, and which are alike."""
    told = [
        f"  {kind} {escape(str(value))} on {count} of them"
        for kind, value, count in con.execute(_SHARED, [customer_id]).fetchall()
    ]
    told += [_alike(*row) for row in _pairs(home, customer_id)]
    out.print("One customer because 判定依据" if told else "One customer because 判定依据: one record alone")
    for line in told[:_SHOWN]:
        out.print(line)
    if len(told) > _SHOWN:
        out.print(f"  … {len(told) - _SHOWN} more")


def _pairs(home: Home, customer_id: str) -> list[tuple]:
    if not home.identity_evidence.exists():
        return []
    with duckdb.connect() as con:
        return con.execute(
            "select contract_table, record_key, other_contract_table, other_record_key, probability, evidence"
            f" from {parquet_rows([home.identity_evidence])} where customer_id = ? order by weight desc",
            [customer_id],
        ).fetchall()


def _alike(table: str, key: str, other_table: str, other_key: str, probability: float, evidence: str) -> str:
    reasons = ", ".join(
        f"{found['comparison']} {found['level']} ({found['weight']:+.1f})" for found in json.loads(evidence)
    )
    ends = escape(f"{table} {masked(key)} and {other_table} {masked(other_key)}")
    return f"  {ends} are alike ({probability:.1%}): {escape(reasons)}"
