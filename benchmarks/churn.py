"""Churn on real orders: Online Retail refreshed, trained and tested as any home is.

Usage: python -m benchmarks.evaluate churn
"""

import tempfile
from pathlib import Path

from benchmarks.evaluated import Aim, Evaluated, beside, refused
from benchmarks.measure import measure
from ml.churn.spec import CHURN
from orchestration.home import Home
from orchestration.scores.store import ModelStore

AS_OF = "2011-12-10"
# figure → the aim
AIMS = {"auc": Aim(at_least=0.745), "calibration_error": Aim(at_most=0.08), "top_decile_lift": None}


def evaluated() -> list[Evaluated]:
    """A row per figure, of the customers of 2011-09-11 and what they did in 90 days."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        measure(home, "run", "--sources", "online_retail", "--as-of", AS_OF)
        store = ModelStore(Home(home))
        card = store.card(CHURN.key, store.current(CHURN.key).fitted_version)
    if "figures" not in card:
        return [refused(CHURN.key, "online_retail", figure, card["verdict"]) for figure in AIMS]
    why = "" if card["is_published"] else card["verdict"]
    of = (CHURN.key, f"online_retail, test from {card['test']['cut_offs'][0]}")
    return [beside(of, card["figures"], figure, CHURN.baseline, aim, why) for figure, aim in AIMS.items()]
