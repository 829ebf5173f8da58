"""Look-alikes on the demo: members kept aside, seeds drawn by lot, halves of personas; and at a million.

Usage: python -m benchmarks.look_alikes [HOME | million]: on a demo home (else a new one), or the time and
memory of a fit for two seeds of 20,000 members and of scoring a million made-up customers.
"""

import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measure import measure
from ml.look_alikes.columns import Column
from ml.look_alikes.pool import Seed
from ml.look_alikes.score import columns_read, score
from ml.look_alikes.settings import LookAlikeSettings
from ml.look_alikes.train import train
from ml.outcomes.phrases import WHOLE
from orchestration.dbt import project_vars
from orchestration.home import Home
from orchestration.scores.look_alikes import LOOK_ALIKES, readable_columns, seeds_of, training_rows
from orchestration.truth import compare
from orchestration.warehouse import Warehouse

_COLUMNS, _ROWS, _LOTS = 150, 80_000, 10
_SIGNS = {"one": -1, "other": 1}


def demo(home: Path) -> None:
    """The seeds of the demo, ten seeds of as many customers drawn by lot, and what the truth says."""
    definitions, warehouse = project_vars(), Warehouse(Home(home))
    columns, seeds = readable_columns(definitions), seeds_of(warehouse, definitions)
    frame = training_rows(warehouse, [seed.key for seed in seeds], columns)
    fitted = train(frame, seeds, columns, LookAlikeSettings())
    for line in LOOK_ALIKES.told(fitted.card):
        print(line)  # noqa: T201
    for seed in fitted.card["seeds"].values():
        print(seed.get("best_number"), seed.get("chosen"), seed.get("echoes"), seed.get("inputs"))  # noqa: T201
    lots = [_by_lot(frame, seeds[0], columns, number) for number in range(_LOTS)]
    print(f"drawn by lot: {sum(lots)} of {_LOTS} published")  # noqa: T201
    for found in compare(Home(home)).measures:
        if found.topic == "look-alikes":
            print(found.what, found.figure, found.interval, found.count, found.meaning)  # noqa: T201


def _by_lot(frame: pd.DataFrame, seed: Seed, columns: list[Column], number: int) -> bool:
    """Whether anything is published of a seed that means nothing."""
    drawn_by_lot = np.random.default_rng(number).permutation(frame[seed.key].to_numpy())
    drawn = replace(seed, leaves_out=frozenset())
    return train(frame.assign(**{seed.key: drawn_by_lot}), [drawn], columns, LookAlikeSettings()).is_published


def million() -> None:
    """Seconds and peak memory."""
    columns = [Column(f"n{place}", WHOLE, f"数字 {place}", f"number {place}") for place in range(_COLUMNS)]
    frame = made_up(_ROWS, [column.name for column in columns], rng_seed=1)
    seeds = [Seed(key, key, key, frozenset(), int(frame[key].sum()), _ROWS) for key in ("one", "other")]
    began = time.perf_counter()
    fitted = train(frame, seeds, columns, LookAlikeSettings())
    trained = time.perf_counter()
    for line in LOOK_ALIKES.told(fitted.card):
        print(line)  # noqa: T201
    customers = made_up(1_000_000, [column.name for column in columns_read(fitted)], rng_seed=2)
    made = time.perf_counter()
    found = score(fitted, customers, list(fitted.scorers), LookAlikeSettings())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(  # noqa: T201
        f"{len(seeds)} seeds: fitted on {_ROWS:,} rows and {_COLUMNS} numbers in {trained - began:.1f} s,"
        f" {len(found):,} rows scored in {time.perf_counter() - made:.1f} s, peak {peak:,.0f} MiB"
    )


def made_up(size: int, names: list[str], rng_seed: int) -> pd.DataFrame:
    """Counts, one in ten unknown; the first six of all make members of two seeds, a quarter of all each."""
    random = np.random.default_rng(rng_seed)
    frame = pd.DataFrame({name: random.geometric(0.2, size).astype("float64") for name in names})
    told = [np.log1p(frame[name].to_numpy()) for name in (f"n{place}" for place in range(6)) if name in frame]
    for name in names:
        frame.loc[random.random(size) < 0.1, name] = np.nan
    for key, sign in _SIGNS.items():
        odds = sum(sign**place * each for place, each in enumerate(told)) + random.logistic(size=size)
        frame[key] = odds > np.quantile(odds, 0.75)
    ids = np.char.add("c", np.arange(size).astype(str)).astype(object)
    return frame.assign(customer_id=ids, is_drawn=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["million"]:
        million()
    elif sys.argv[1:]:
        demo(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "home", "run")
            demo(Path(folder) / "home")
