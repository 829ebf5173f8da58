"""Clusters of Online Retail through ten monthly fits: stability, names that stay, customers that move.

Usage: python -m benchmarks.evaluate clusters

A customer's cluster changes because the customer does, and because the model is fitted anew. The first is
what last month's model, left as it is, says of both months; this month's model beside last month's shows
both, and the difference is what the refit itself adds.
"""

import tempfile
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.evaluated import Aim, Evaluated
from benchmarks.measure import measure
from ml.clusters.evaluate import movement
from ml.clusters.features import COLUMNS
from ml.clusters.fit import fit
from ml.clusters.model import ClusterSettings
from orchestration.dbt import compiled
from orchestration.home import Home
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse

MONTHS = [date(2011, month, 1) for month in range(2, 13)]
STABLE, ADDS = Aim(at_least=0.85), Aim(at_most=0.03)
SOURCE, END = "online_retail", "2011-12-10"


def evaluated() -> list[Evaluated]:
    """Stability in the worst month, what a refit moves in the worst, and which names stay."""
    with tempfile.TemporaryDirectory() as folder:
        features = past_features(Path(folder) / "home")
    months = [features[features["cut_off_on"] == pd.Timestamp(month)] for month in MONTHS]
    settings, used, moves, stability = ClusterSettings(), [], [], []
    for place, now in enumerate(months):
        before = used[-1] if used else None
        fitted = fit(now, before, settings)
        stability.append(fitted.card.get("figures", {}).get("stability", 0.0))
        used.append(fitted if fitted.is_published or before is None else before)
        if before:
            moves.append(movement(before, months[place - 1], used[-1], now))
    return of_months(
        "clusters", f"online_retail, {len(MONTHS)} months", stability, moves, [of.names for of in used]
    )


def of_months(
    model: str, data: str, stability: list[float], moves: list[dict], names: list[dict[str, dict[str, str]]]
) -> list[Evaluated]:
    """Rows of monthly fits: the worst of each, and the share of the first names that are there to the end."""
    worst = max(moves, key=lambda move: move["excess_share"])
    first, others = set(map(_name, names[0].items())), [set(map(_name, each.items())) for each in names[1:]]
    kept = len(first.intersection(*others)) / len(first) if first else None
    return [
        Evaluated(model, data, "bootstrap adjusted Rand, worst month", min(stability), aim=STABLE),
        Evaluated(
            model,
            data,
            "moved by the refit, worst month",
            worst["moved_by_refit_share"],
            None,
            "leaving the model as it is",
            worst["moved_as_it_is_share"],
        ),
        Evaluated(model, data, "what the refit adds, worst month", worst["excess_share"], aim=ADDS),
        Evaluated(model, data, "names kept through all months", kept),
    ]


def _name(of: tuple[str, dict[str, str]]) -> tuple[str, str]:
    return of[0], of[1]["en"]


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
