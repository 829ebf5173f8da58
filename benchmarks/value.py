"""Value and rhythm: BG/NBD on CDNOW beside the published figures, real shops beside naive baselines, a
million.

python -m benchmarks.value              the real sets; part of `make evaluate`
python -m benchmarks.value customers    fit and score of so many made-up customers; part of `make bench`
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.orders import adventureworks, cdnow, frame_of, made_up, online_retail, real_data
from ml.cut_offs import cut_offs
from ml.value import bgnbd, counts
from ml.value.histories import Histories
from ml.value.predict import Scorer
from ml.value.rows import customers_of
from ml.value.score import score
from ml.value.settings import ValueSettings
from ml.value.train import Fitted, fit_scorer, rows_of, train

# set → its orders, the day it is known up to, the horizon
SETS: dict[str, tuple[Callable[[Path], pd.DataFrame], date, int]] = {
    "cdnow": (cdnow, date(1998, 7, 1), 273),
    "online_retail": (online_retail, date(2011, 12, 10), 90),
    "adventureworks": (adventureworks, date(2017, 7, 1), 90),
}
PUBLISHED = "r 0.2426, alpha 4.4136, a 0.7929, b 2.4259, log likelihood -9582.43; RMSE 1.608, 1,653 for 1,882"
PARTS = ["order_days", "spend", "next_order", "alive"]
DAY = date(2024, 12, 31)
# CDNOW's, in days: most order once, some often
SIMULATED = bgnbd.Parameters(0.2426, 4.4136 * 7, 0.7929, 2.4259)


def main() -> None:
    """Print the figures; they are judged by a person, not asserted."""
    folder = real_data()
    published_split(folder)
    for name, (read, until, horizon) in SETS.items():
        orders = read(folder)
        first_on = orders["ordered_on"].min().date()
        days = cut_offs(first_on, until, horizon)
        settings = ValueSettings(horizon_days=horizon)
        fitted = train(frame_of(orders, [*days, until], horizon, until), settings)
        print(f"\n{name}: test from {days[-1]}, {horizon} days")  # noqa: T201
        show(fitted)


def published_split(folder: Path) -> None:
    """CDNOW as in the paper, in weeks, beside what the paper says."""
    histories, happened = as_in_the_paper(folder)
    # a density per week is seven times that per day, for each order day after the first
    in_weeks = histories.frequency.sum() * np.log(7)
    print(f"cdnow in weeks, published: {PUBLISHED}")  # noqa: T201
    for may_be in (False, True):
        found = bgnbd.fit(histories, first_may_be_last=may_be)
        likelihood = bgnbd.log_likelihood(found, histories).sum() + in_weeks
        expected = counts.counts(found, histories, 273, 0.9).mean
        rmse = np.sqrt(np.mean((expected - happened) ** 2))
        print(  # noqa: T201
            f"  {found.name:<8} r {found.r:.4f}, alpha {found.alpha / 7:.4f}, a {found.a:.4f},"
            f" b {found.b:.4f}, log likelihood {likelihood:.2f}; RMSE {rmse:.4f},"
            f" {expected.sum():,.0f} for {happened.sum():,.0f}"
        )


def as_in_the_paper(folder: Path) -> tuple[Histories, np.ndarray]:
    """CDNOW's histories to 1997-09-30, ages counted to that day, and order days in the 39 weeks after."""
    frame = frame_of(cdnow(folder), [date(1997, 10, 1)], 273, date(1998, 7, 1))
    ages = ["days_since_first_order", "days_since_last_order"]
    known = customers_of(frame.assign(**{age: frame[age] - 1 for age in ages}))
    return known.histories, frame["future_order_day_count"].to_numpy()


def show(fitted: Fitted) -> None:
    """The verdicts, the fit, the figures of each part beside its baselines."""
    card = fitted.card
    if "figures" not in card:
        print(f"  {fitted.reason}")  # noqa: T201
        return
    for text in card["verdicts"].values():
        print(f"  {text}")  # noqa: T201
    tried, test = card["tried"], card["test"]
    print(  # noqa: T201
        f"  {tried['model']} {tried['parameters']}, worth: {tried['worth']['name']}, factor of the"
        f" season {test['season_factor']} (1.0: no year before, or none that fits)\n"
        f"  {test['rows']:,} customers, {test['order_days']:,} order days; intervals of 90 % hold"
        f" {test['order_days_coverage']} of counts, {test['spend_coverage']} of spends; due in the horizon"
        f" {test['due_within_horizon']}, of whom ordered by their day {test['due_and_ordered_by_then']}"
    )
    deciles = [f"{part['predicted']:.2f}/{part['happened']:.2f}" for part in test["order_days_by_decile"]]
    print(f"  predicted/happened by decile: {' '.join(deciles)}")  # noqa: T201
    for part, figures in card["figures"].items():
        for name, found in figures.items():
            told = [
                f"{figure} {_with_interval(found, figure)}"
                for figure in ("rmse", "rmse_at_level", "mae", "total_rate", "spearman")
            ]
            print(f"  {part:<11}{name:<20}{'  '.join(told)}", flush=True)  # noqa: T201


def _with_interval(found: dict[str, Any], figure: str) -> str:
    if found[figure] is None:
        return "-"
    low, high = found[f"{figure}_interval"]
    return f"{found[figure]:,.3f} ({low:,.3f}-{high:,.3f})"


def million(customers: int) -> None:
    """Fit and score in a process of its own, beside what reading the features takes alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "features.parquet"
        _in_a_process(_make, path, customers)
        print(f"{f'{customers:,} customers':<24}{'fit s':>8}{'score s':>9}{'peak MiB':>10}")  # noqa: T201
        for name, work in (("reading alone", _read), ("BG/NBD, fit and score", _fit_and_score)):
            fit, scored, peak = _in_a_process(work, path)
            print(f"{name:<24}{fit:>8.1f}{scored:>9.1f}{peak:>10.0f}", flush=True)  # noqa: T201


def _make(path: Path, customers: int) -> None:
    frame = frame_of(made_up(customers, SIMULATED), [DAY], 90, DAY)
    frame.assign(as_of_on=frame["cut_off_on"]).to_parquet(path)


def _read(path: Path) -> tuple[float, float, float]:
    customers_of(pd.read_parquet(path))
    return 0.0, 0.0, _peak()


def _fit_and_score(path: Path) -> tuple[float, float, float]:
    frame, settings = pd.read_parquet(path), ValueSettings()
    started = time.perf_counter()
    rows = rows_of(frame)
    scorer: Scorer = fit_scorer(rows.customers, rows.matured, settings)
    fit = time.perf_counter() - started
    started = time.perf_counter()
    scored = score(
        Fitted("bench", settings.horizon_days, True, "", {}, replace(scorer, told=PARTS)), frame, settings
    )
    wall = time.perf_counter() - started
    if len(scored) != len(frame):
        raise SystemExit(f"{len(frame)} customers were scored as {len(scored)}")
    return fit, wall, _peak()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _in_a_process(work: Callable[..., Any], *arguments: Any) -> Any:
    """What `work` returns; a spawned process begins with no memory of ours."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


if __name__ == "__main__":
    million(int(sys.argv[1])) if len(sys.argv) > 1 else main()
