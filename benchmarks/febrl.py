"""Who is who on FEBRL, without soc_sec_id: homes of huaxiang beside the answer that the data sets carry.

Usage: python -m benchmarks.evaluate febrl
"""

import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.evaluated import Evaluated, of_measures
from benchmarks.measure import measure
from ml.truth.measure import Measure, ratio
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


def evaluated() -> list[Evaluated]:
    """Precision, recall and F1 per set."""
    rows = []
    for name, sources in SETS.items():
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / name
            measure(home, "run", "--sources", ",".join(sources), "--as-of", "2026-03-02")
            rows += of_measures(f"{name}, without soc_sec_id", figures(*answered(Home(home))))
    return rows


def figures(persons: pd.Series, customers: pd.Series) -> list[Measure]:
    """Of pairs of records; intervals take persons as drawn, half of a pair counting for each record."""
    frame = pd.DataFrame({"person": persons.to_numpy(), "customer": customers.to_numpy()})
    halves = pd.DataFrame(
        {
            name: (frame.groupby(group)["person"].transform("size") - 1) / 2
            for name, group in (("person", "person"), ("customer", "customer"), ("both", list(frame)))
        }
    )
    per_person = halves.groupby(frame["person"]).sum()
    person, customer, both = (per_person[name].to_numpy() for name in ("person", "customer", "both"))
    return [
        ratio("identity", "precision of pairs", both, customer, ""),
        ratio("identity", "recall of pairs", both, person, ""),
        ratio("identity", "F1 of pairs", 2 * both, person + customer, ""),
    ]


def judged(home: Home) -> PairCounts:
    """Customers of a home of FEBRL against `true_id`; ValueError where a record has no customer."""
    return pair_counts(*answered(home))


def answered(home: Home) -> tuple[pd.Series, pd.Series]:
    """Per record its person and its customer; ValueError where a record has no customer."""
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        records = con.execute(_TAKEN_FOR, [f"{home.raw}/*/persons/*/*.parquet"]).fetchnumpy()
    customers = pd.Series(records["customer_id"])
    if customers.isna().any():
        raise ValueError(f"{customers.isna().sum()} of {len(customers)} records have no customer")
    return pd.Series(records["true_id"]), customers
