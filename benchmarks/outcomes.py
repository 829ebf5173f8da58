"""What an outcome costs at a million customers: testing and fitting on 200,000 rows, scoring a million.

Usage: python -m benchmarks.evaluate outcomes        on made-up rows, and on their outcomes shuffled
       python -m benchmarks.outcomes [CUSTOMERS]     (default 1,000,000)
"""

import resource
import sys
import time
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.evaluated import Evaluated, beside
from ml.churn.spec import CHURN
from ml.conversion.spec import CONVERSION
from ml.outcomes.inputs import Words
from ml.outcomes.outcome import Outcome
from ml.outcomes.score import score
from ml.outcomes.settings import OutcomeSettings
from ml.outcomes.train import train
from ml.renewal.spec import RENEWAL
from ml.response.spec import RESPONSE
from ml.risk.spec import RISK

OUTCOMES = (CHURN, RENEWAL, CONVERSION, RESPONSE, RISK)
ROWS, _SMALL = 200_000, 12_000
DAYS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(20)]


def main(customers: int) -> None:
    """Print a line per outcome."""
    settings = OutcomeSettings()
    for outcome in OUTCOMES:
        frame = made_up(outcome, ROWS, seed=1)
        began = time.perf_counter()
        fitted = train(frame, outcome, settings)
        trained = time.perf_counter() - began
        features = made_up(outcome, customers, seed=2).assign(as_of_on=DAYS[-1], order_count=_orders(outcome))
        features["running_subscription_count"] = 1.0
        began = time.perf_counter()
        found = score(fitted, features, outcome, settings)
        scored = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        told = (
            f"{outcome.key}: {fitted.card['chosen']}, fitted on {ROWS:,} rows in {trained:.0f} s;"
            f" {len(found):,} customers scored with reasons in {scored:.0f} s; {used:.1f} GiB"
        )
        print(told, flush=True)  # noqa: T201


def evaluated() -> list[Evaluated]:
    """The made-up rows: no public set holds leads, campaigns with clicks or payments."""
    return evaluated_small()


def evaluated_small() -> list[Evaluated]:
    """Each outcome taught by what decides it; by outcomes dealt out at random nothing may be published."""
    rows = []
    for outcome in OUTCOMES:
        frame = made_up(outcome, _SMALL, seed=1)
        dealt = frame[outcome.label].sample(frac=1.0, random_state=1).to_numpy()
        for data, taught in (
            ("made up", frame),
            ("made up, shuffled", frame.assign(**{outcome.label: dealt})),
        ):
            card = train(taught, outcome, OutcomeSettings(rounds=200, min_per_class=50)).card
            why = "" if card["is_published"] else card["verdict"]
            rows.append(beside((outcome.key, data), card["figures"], "auc", outcome.baseline, refused=why))
    return rows


def _orders(outcome: Outcome) -> float:
    """Conversion speaks of those without an order, the others of those with one."""
    return 0.0 if outcome is CONVERSION else 1.0


def made_up(outcome: Outcome, size: int, seed: int) -> pd.DataFrame:
    """Rows of every input, of which the first few that the baseline does not read decide what happens."""
    random = np.random.default_rng(seed)
    words = {kind.name for kind in outcome.inputs.all if isinstance(kind, Words)}
    frame = pd.DataFrame(
        {
            column: random.choice(["month", "quarter", "year"], size)
            if column in words
            else random.geometric(0.05 if "day" in column else 0.3, size).astype("float64")
            for column in outcome.inputs.columns
        }
    )
    told = [
        name for name in outcome.inputs.columns if name not in words and name not in outcome.baseline_inputs
    ]
    odds = sum((-1) ** place * np.log1p(frame[name].to_numpy()) for place, name in enumerate(told[:6]))
    return frame.assign(
        customer_id=np.arange(size).astype(str),
        cut_off_on=np.array(DAYS, dtype="datetime64[s]")[np.arange(size) % len(DAYS)],
        **{outcome.label: random.random(size) < 1 / (1 + np.exp(-odds))},
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
