"""Look-alikes: members of the demo's seeds kept aside, seeds drawn by lot that mean nothing; and a million.

Usage: python -m benchmarks.evaluate look_alikes
       python -m benchmarks.look_alikes             two seeds of 20,000 members, a million made-up customers

Whether the other half of each hidden persona is found from its first half is told by
`python -m benchmarks.evaluate truth`.
"""

import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.evaluated import Evaluated, beside, of_share, refused
from benchmarks.measure import measure
from ml.look_alikes.columns import Column
from ml.look_alikes.pool import Seed
from ml.look_alikes.score import columns_read, score
from ml.look_alikes.settings import LookAlikeSettings
from ml.look_alikes.train import BASELINE, train
from ml.outcomes.phrases import WHOLE
from orchestration.dbt import project_vars
from orchestration.home import Home
from orchestration.scores.look_alikes import LOOK_ALIKES, readable_columns, seeds_of, training_rows
from orchestration.warehouse import Warehouse

AS_OF = "2026-03-02"
_COLUMNS, _ROWS, _LOTS = 150, 80_000, 10
# an interval of 95 % lies above 0 so often where there is nothing
_BY_CHANCE = 0.025
_SIGNS = {"one": -1, "other": 1}


def evaluated() -> list[Evaluated]:
    """The seeds of the demo, and ten seeds of as many customers drawn by lot."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        measure(home.root, "run", "--as-of", AS_OF)
        definitions, warehouse = project_vars(), Warehouse(home)
        columns, seeds = readable_columns(definitions), seeds_of(warehouse, definitions)
        frame = training_rows(warehouse, [seed.key for seed in seeds], columns)
    return [*_rows(frame, seeds, columns, "demo"), _by_lot(frame, seeds[0], columns, "demo", _LOTS)]


def evaluated_small() -> list[Evaluated]:
    """Two seeds of a few thousand made-up customers, and three drawn by lot."""
    columns, seeds, frame = _world(4_000, 20)
    rows = _rows(frame, seeds, columns, "made up")
    return [*rows, _by_lot(frame, seeds[0], columns, "made up", 3)]


def _rows(frame: pd.DataFrame, seeds: list[Seed], columns: list[Column], data: str) -> list[Evaluated]:
    """Per seed, of members kept aside: AUC and lift, beside the best single number."""
    rows = []
    for key, told in train(frame, seeds, columns, LookAlikeSettings()).card["seeds"].items():
        of, why = (f"look-alikes: {key}", data), "" if told["is_published"] else told["verdict"]
        if "figures" not in told:
            rows.append(refused(*of, "auc", why))
            continue
        rows += [
            beside(of, told["figures"], figure, BASELINE, refused=why)
            for figure in ("auc", "top_decile_lift")
        ]
    return rows


def _by_lot(frame: pd.DataFrame, seed: Seed, columns: list[Column], data: str, lots: int) -> Evaluated:
    """How often something is published of a seed that means nothing."""
    drawn, published = replace(seed, leaves_out=frozenset()), 0
    for number in range(lots):
        by_lot = np.random.default_rng(number).permutation(frame[seed.key].to_numpy())
        fitted = train(frame.assign(**{seed.key: by_lot}), [drawn], columns, LookAlikeSettings())
        published += fitted.is_published
    of = ("look-alikes", f"{data}, {lots} seeds by lot")
    return of_share(of, "published wrongly", published, lots, _BY_CHANCE)


def million() -> None:
    """Seconds and peak memory."""
    columns, seeds, frame = _world(_ROWS, _COLUMNS)
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


def _world(size: int, numbers: int) -> tuple[list[Column], list[Seed], pd.DataFrame]:
    """Made-up customers with so many numbers, and their two seeds."""
    columns = [Column(f"n{place}", WHOLE, f"数字 {place}", f"number {place}") for place in range(numbers)]
    frame = made_up(size, [column.name for column in columns], rng_seed=1)
    return columns, [Seed(key, key, key, frozenset(), int(frame[key].sum()), size) for key in _SIGNS], frame


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
    million()
