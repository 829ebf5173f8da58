"""Who is who on FEBRL, without soc_sec_id: homes of huaxiang beside the answer that the data sets carry.

Usage: python -m benchmarks.febrl
"""

import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.measure import measure
from ml.truth.pairs import PairCounts, pair_counts
from orchestration.home import Home

SETS = {"febrl4": ("febrl4a", "febrl4b"), "febrl3": ("febrl3",)}
# the answer lies in the raw rows, of which only the contract's columns go on
_TAKEN_FOR = """
select answers.true_id, identities.customer_id
from (
    select *, regexp_extract(filename, 'raw/([^/]+)/', 1) as source_system
    from read_parquet(?, filename = true)
) as answers
left join (
    select distinct source_system, record_key, customer_id
    from identity.dim_identities where contract_table = 'crm.contacts'
) as identities on answers.source_system = identities.source_system and answers.rec_id = identities.record_key
"""


def main() -> None:
    """Print a row per set."""
    print(f"{'set':<10}{'precision':>11}{'recall':>9}{'F1':>9}{'wall s':>9}{'peak MiB':>10}")  # noqa: T201
    for name, sources in SETS.items():
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / name
            ran = measure(home, "run", "--sources", ",".join(sources), "--as-of", "2026-03-02")
            counts = judged(Home(home))
        figures = f"{counts.precision:>11.4f}{counts.recall:>9.4f}{counts.f1:>9.4f}"
        print(f"{name:<10}{figures}{ran.wall:>9.1f}{ran.peak_mib:>10.0f}", flush=True)  # noqa: T201


def judged(home: Home) -> PairCounts:
    """Customers of a home of FEBRL against `true_id`; ValueError where a record has no customer."""
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        records = con.execute(_TAKEN_FOR, [f"{home.raw}/*/persons/*/*.parquet"]).fetchnumpy()
    customers = pd.Series(records["customer_id"])
    if customers.isna().any():
        raise ValueError(f"{customers.isna().sum()} of {len(customers)} records have no customer")
    return pair_counts(pd.Series(records["true_id"]), customers)


if __name__ == "__main__":
    main()
