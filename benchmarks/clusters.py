"""Clusters of Online Retail through ten monthly fits: stability, names that stay, customers that move.

Usage: python -m benchmarks.clusters

A customer's cluster changes because the customer does, and because the model is fitted anew. The first
is what `as it is` shows: last month's model on both months. `refitted` is this month's model beside last
month's; `adds` is the difference, what the refit itself moves.
"""

import tempfile
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.measure import measure
from ml.clusters.evaluate import movement
from ml.clusters.features import COLUMNS
from ml.clusters.fit import fit
from ml.clusters.model import ClusterSettings, Fitted
from orchestration.dbt import compiled
from orchestration.home import Home
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse

MONTHS = [date(2011, month, 1) for month in range(2, 13)]
SOURCE, END = "online_retail", "2011-12-10"


def main() -> None:
    """Print a row per month."""
    settings = ClusterSettings()
    with tempfile.TemporaryDirectory() as folder:
        features = past_features(Path(folder) / "home")
    print(f"{'month':<12}{'clusters':>9}{'stability':>11}{'as it is':>10}{'refitted':>10}{'adds':>8}  names")  # noqa: T201
    before: Fitted | None = None
    last = None
    for month in MONTHS:
        now = features[features["cut_off_on"] == pd.Timestamp(month)]
        fitted = fit(now, before, settings)
        used = fitted if fitted.is_published or before is None else before
        moves = f"{'':>28}"
        if before and last is not None:
            as_it_is, refitted, adds = list(movement(before, last, used, now).values())[1:]
            moves = f"{as_it_is:>10.1%}{refitted:>10.1%}{adds:>+8.1%}"
        names = ", ".join(used.names[key]["en"] for key in used.keys) + (
            "" if fitted is used else " (held back)"
        )
        stability = fitted.card.get("figures", {}).get("stability", float("nan"))
        print(f"{month!s:<12}{len(used.keys):>9}{stability:>11.3f}{moves}  {names}", flush=True)  # noqa: T201
        before, last = used, now


def past_features(home: Path) -> pd.DataFrame:
    """The features of every customer with an order as of each month, by the SQL that serves."""
    measure(home, "run", "--sources", SOURCE, "--as-of", END)
    Settings(home=home, sources=(SOURCE,)).export()
    warehouse = Warehouse(Home(home))
    cut_offs = pd.DataFrame({"cut_off_on": pd.Series(MONTHS, dtype="object")})
    warehouse.write("ingest.training_cut_offs", cut_offs, {"cut_off_on": "date"})
    found = warehouse.read(compiled("training_features"))
    wanted = ["customer_id", "cut_off_on", "as_of_on", *COLUMNS]
    return found[wanted].astype({"cut_off_on": "datetime64[ns]"})


if __name__ == "__main__":
    main()
