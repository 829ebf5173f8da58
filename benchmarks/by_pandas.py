"""What pandas takes for RFM's inputs and what happened within 90 days, from the facts of a home.

Usage: python -m benchmarks.by_pandas HOME.
"""

import resource
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

_EVENTS = ("view", "search", "cart", "favourite", "download", "feature_used")
_NAMES = {"favourite": "favourited_count_90d", "feature_used": "feature_use_count_90d"}


def main(home: Path) -> None:
    """Print seconds and memory, and for how many customers the home says something else."""
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        as_of, today = con.execute("select as_of, as_of_on from ingest.run_context").fetchall()[0]
        known = "customer_id is not null and {}_at < $as_of"
        orders = f"select customer_id, ordered_on, reporting_amount from customers.fct_orders where {known}"
        events = f"select customer_id, occurred_on, event_name from customers.fct_web_events where {known}"
        started = time.perf_counter()
        read = [
            con.execute(sql.format(verb), {"as_of": as_of}).df()
            for sql, verb in ((orders, "ordered"), (events, "occurred"))
        ]
        loaded = time.perf_counter() - started
        made = _features(*read, pd.Timestamp(today))
        spent = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        columns = ", ".join(made.columns)
        ours = con.execute(f"select customer_id, {columns} from features.fct_customer_features").df()
    print(f"pandas: {spent:.1f} s, {loaded:.1f} of them reading the facts; peak {peak:.0f} MiB")  # noqa: T201
    ours = ours.set_index("customer_id").astype(float)
    counts = dict.fromkeys(made.columns.difference(["days_since_last_order"]), 0)
    theirs = made.reindex(ours.index).fillna(counts)
    same = {name: np.isclose(theirs[name], ours[name], equal_nan=True) for name in made.columns}
    wrong = {name: int((~equal).sum()) for name, equal in same.items() if not equal.all()}
    print(f"{len(same)} columns, customers with another value: {wrong or 'none'}")  # noqa: T201


def _features(orders: pd.DataFrame, events: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """One row per customer with an order or an event."""
    since = today - pd.Timedelta(days=90)
    orders["reporting_amount"] = orders["reporting_amount"].astype(float)
    by_customer = orders.groupby("customer_id")
    recent = orders[orders["ordered_on"] >= since].groupby("customer_id")
    seen = events[events["occurred_on"] >= since]
    columns = {
        "days_since_last_order": (today - by_customer["ordered_on"].max()).dt.days,
        "order_count": by_customer.size(),
        "lifetime_spend_amount": by_customer["reporting_amount"].sum(),
        "order_count_90d": recent.size(),
        "spend_amount_90d": recent["reporting_amount"].sum(),
        "event_count_90d": seen.groupby("customer_id").size(),
        "active_day_count_90d": seen.groupby("customer_id")["occurred_on"].nunique(),
    }
    for name in _EVENTS:
        of_name = seen[seen["event_name"] == name].groupby("customer_id").size()
        columns[_NAMES.get(name, f"{name}_count_90d")] = of_name
    return pd.DataFrame(columns)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
