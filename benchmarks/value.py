"""Value and rhythm: BG/NBD on CDNOW beside the published figures, real shops beside naive baselines, a
million.

Usage: python -m benchmarks.evaluate value        the real sets
       python -m benchmarks.value [CUSTOMERS]     fit and score of made-up customers (default 1,000,000)
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.evaluated import Aim, Evaluated, beside, refused
from benchmarks.orders import adventureworks, cdnow, frame_of, made_up, online_retail, real_data
from ml.cut_offs import cut_offs
from ml.value import bgnbd, counts
from ml.value.evaluate import best, evaluate
from ml.value.histories import Histories
from ml.value.predict import Scorer
from ml.value.rows import customers_of
from ml.value.score import score
from ml.value.settings import ValueSettings
from ml.value.train import JUDGED_BY, Fitted, fit_scorer, rows_of, train

# set → its orders, the day it is known up to, the horizon
SETS: dict[str, tuple[Callable[[Path], pd.DataFrame], date, int]] = {
    "cdnow": (cdnow, date(1998, 7, 1), 273),
    "online_retail": (online_retail, date(2011, 12, 10), 90),
    "adventureworks": (adventureworks, date(2017, 7, 1), 90),
}
PUBLISHED = {"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259, "log likelihood": -9582.43}
AIMS = {("order_days", "rmse"): Aim(at_most=1.62), ("order_days", "total_rate"): Aim(0.85, 1.15)}
PARTS = ["order_days", "spend", "next_order", "alive"]
DAY = date(2024, 12, 31)
# CDNOW's, in days: most order once, some often
SIMULATED = bgnbd.Parameters(0.2426, 4.4136 * 7, 0.7929, 2.4259)


def evaluated() -> list[Evaluated]:
    """CDNOW as in the paper, then each set in each part beside its best naive baseline."""
    folder = real_data()
    rows = published_split(folder)
    for name, (read, until, horizon) in SETS.items():
        orders = read(folder)
        first_on = orders["ordered_on"].min().date()
        days = cut_offs(first_on, until, horizon)
        settings = ValueSettings(horizon_days=horizon)
        card = train(frame_of(orders, [*days, until], horizon, until), settings).card
        data = f"{name}, {horizon} days from {days[-1]}"
        rows += of_parts(card, data, AIMS if name == "cdnow" else {})
    return rows


def evaluated_small() -> list[Evaluated]:
    """CDNOW as in the paper."""
    return published_split(real_data())


def published_split(folder: Path) -> list[Evaluated]:
    """CDNOW as in the paper, in weeks, beside what the paper says."""
    histories, happened = as_in_the_paper(folder)
    found = bgnbd.fit(histories)
    # a density per week is seven times that per day, for each order day after the first
    in_weeks = histories.frequency.sum() * np.log(7)
    fitted = {
        "r": found.r,
        "alpha": found.alpha / 7,
        "a": found.a,
        "b": found.b,
        "log likelihood": bgnbd.log_likelihood(found, histories).sum() + in_weeks,
    }
    model, data = f"value: {found.name}", "cdnow, 39 weeks and the next 39"
    rows = [
        Evaluated(model, data, name, value, None, "published", PUBLISHED[name])
        for name, value in fitted.items()
    ]
    expected = counts.counts(found, histories, 273, 0.9).mean
    told = evaluate(happened, {"model": expected}, ValueSettings())["model"]
    return rows + [
        Evaluated(
            model, data, name, told[name], tuple(told[f"{name}_interval"]), "published", value, None, aim
        )
        for name, value, aim in (
            ("rmse", 1.608, AIMS["order_days", "rmse"]),
            ("total_rate", 1653 / 1882, AIMS["order_days", "total_rate"]),
        )
    ]


def of_parts(card: dict[str, Any], data: str, aims: Mapping[tuple[str, str], Aim]) -> list[Evaluated]:
    """Each part of a fit by the figure that judges it, its total, and what its intervals hold."""
    if "figures" not in card:
        return [refused("value", data, figure, card["verdict"]) for figure in JUDGED_BY.values()]
    rows = []
    for part, figure in JUDGED_BY.items():
        of, figures = (f"value: {part}", data), card["figures"][part]
        why = card.get("withheld", {}).get(part, "")
        naive = best(figures, figure)
        rows.append(beside(of, figures, figure, naive, aims.get((part, figure)), why))
        if figures["model"]["total_rate"] is not None and part != "next_order":
            rows.append(beside(of, figures, "total_rate", naive, aims.get((part, "total_rate")), why))
    return rows + [
        Evaluated(f"value: {part}", data, "held by the interval of 90 %", card["test"][f"{part}_coverage"])
        for part in ("order_days", "spend")
    ]


def as_in_the_paper(folder: Path) -> tuple[Histories, np.ndarray]:
    """CDNOW's histories to 1997-09-30, ages counted to that day, and order days in the 39 weeks after."""
    frame = frame_of(cdnow(folder), [date(1997, 10, 1)], 273, date(1998, 7, 1))
    ages = ["days_since_first_order", "days_since_last_order"]
    known = customers_of(frame.assign(**{age: frame[age] - 1 for age in ages}))
    return known.histories, frame["future_order_day_count"].to_numpy()


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
    million(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
