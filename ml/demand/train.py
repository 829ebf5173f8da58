"""Choosing, testing and fitting how demand is forecast, level by level."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ml.demand.backtest import choose, figures, naive_at, origins, tried
from ml.demand.history import COLUMNS, History, histories
from ml.demand.methods import NAIVE, methods
from ml.demand.settings import WEEK, DemandSettings
from ml.demand.spread import Spread, spread_of
from ml.evaluation import rounded
from ml.registry import fingerprint, source_of

RULE = (
    "Per level: the method that erred least at the earlier of past days is tried once at the newest ones. It"
    " is used if the bootstrap interval (series and periods drawn) of its lead in WAPE over the best naive"
    " method there lies above 0; else that naive method is shown, and named."
)
LIMITS = [
    "Forecasts carry on what was sold: what was sold out, promoted or will be is not known to them.",
    "Seasons are learnt from the same weeks a year before; festivals by the moon move against them.",
]


@dataclass(frozen=True)
class Level:
    """How a level is forecast: the method, whether it is the naive baseline, how far outcomes lie from it."""

    method: str
    is_baseline: bool
    spread: Spread


@dataclass(frozen=True)
class Fitted:
    """What was chosen and what is known of it; `reason` says why nothing is forecast, and is empty else."""

    model_version: str
    horizon_days: int
    is_published: bool
    reason: str
    card: dict[str, Any]
    levels: dict[str, Level]


def train(sold: pd.DataFrame, as_of_on: date, settings: DemandSettings) -> Fitted:
    """Try every method on the weeks before `as_of_on`; `sold` as in `histories`.

    Too short a history is a fit that is not published; a level whose best method is not proven better than
    the naive ones is told by the best naive one, and the card's `withheld` says so. ValueError for lacking
    columns.
    """
    version, levels = version_of(sold, as_of_on, settings), histories(sold)
    weeks = max((history.weeks for history in levels.values()), default=0)
    needed = (settings.test_origins + settings.min_choosing + 1) * settings.weeks
    card = _card(version, settings, sold)
    if weeks < needed:
        lack = f"Not trained: sales of {weeks} weeks are known, {needed} are needed. More history mends this."
        return Fitted(version, settings.horizon_days, False, lack, card | {"verdict": lack}, {})
    found = {name: _level(history, settings) for name, history in levels.items() if len(history.keys)}
    at = origins(next(iter(levels.values())), settings)[-settings.test_origins :]
    card |= {
        "test": {"cut_offs": [(as_of_on - timedelta(days=WEEK * (weeks - end))).isoformat() for end in at]},
        "levels": {name: told for name, (_, told) in found.items()},
        "figures": {name: told["figures"] for name, (_, told) in found.items()},
        "verdicts": {name: told["verdict"] for name, (_, told) in found.items()},
        "withheld": {name: told["verdict"] for name, (level, told) in found.items() if level.is_baseline},
    }
    return Fitted(
        version, settings.horizon_days, True, "", card, {name: level for name, (level, _) in found.items()}
    )


def version_of(sold: pd.DataFrame, as_of_on: date, settings: DemandSettings) -> str:
    """The version that `train` would give: a fingerprint of the sales, the day, the settings and the code."""
    rows = sold[list(COLUMNS)].to_csv(index=False).encode()
    return fingerprint(
        rows, as_of_on.isoformat().encode(), repr(asdict(settings)).encode(), source_of("ml.demand")
    )


def _level(history: History, settings: DemandSettings) -> tuple[Level, dict[str, Any]]:
    """How a level is forecast, and what its card says."""
    ways, at = methods(settings), origins(history, settings)
    choosing, testing = at[: -settings.test_origins], at[-settings.test_origins :]
    chosen, errors = choose(history, choosing, ways, settings)
    naive = naive_at(testing, ways)
    trial = tried(history, testing, [ways[chosen], *naive], settings)
    trial.said["model"] = trial.said.pop(chosen) if chosen not in NAIVE else trial.said[chosen]
    found = figures(trial, "model", settings)
    best = min((method.name for method in naive), key=lambda name: found[name]["wape"])
    is_proven, words = _verdict(found, chosen, best, float(trial.happened.sum()), settings)
    used = ways[chosen if is_proven else best]
    known = [end for end in at if end >= used.least_weeks]
    earlier = [end for end in choosing if end >= used.least_weeks]
    told = {
        "series": len(history.keys),
        "chosen": chosen,
        "used": used.name,
        "baseline": best,
        "choosing_wape": {name: rounded(error) for name, error in errors.items()},
        "figures": found,
        "verdict": words,
        "test_coverage": _coverage(history, used.name, earlier, testing, settings),
    }
    whole = tried(history, known, [used], settings)
    spread = spread_of(whole.said[used.name], whole.happened, settings.share)
    return Level(used.name, not is_proven, spread), told


def _verdict(
    found: dict[str, dict[str, Any]], chosen: str, best: str, sold: float, settings: DemandSettings
) -> tuple[bool, str]:
    """Whether the chosen method is used, and why in words."""
    if sold < settings.min_quantity:
        return False, (
            f"Shown is the naive {best}: {sold:,.0f} units were sold in the test, {settings.min_quantity}"
            " are needed to judge."
        )
    if chosen in NAIVE:
        return False, f"Shown is the naive {best}: no other method erred less when tried."
    low, high = found[best]["wape_difference_interval"]
    compared = (
        f"WAPE {found['model']['wape']:.3f} of {chosen} against {found[best]['wape']:.3f} of the naive"
        f" {best}, lead {found[best]['wape_difference']:+.3f} ({low:+.3f} to {high:+.3f})"
    )
    if low > 0:
        return True, f"Proven: {compared}."
    return False, f"Shown is the naive {best}, for nothing better is proven: {compared}."


def _coverage(
    history: History, name: str, earlier: list[int], testing: list[int], settings: DemandSettings
) -> float | None:
    """The share of outcomes of the test within intervals learnt before it; None without anything before."""
    if not earlier:
        return None
    way = methods(settings)[name]
    before, after = (tried(history, at, [way], settings) for at in (earlier, testing))
    least, most = spread_of(before.said[name], before.happened, settings.share).interval(after.said[name])
    return rounded(((after.happened >= least) & (after.happened <= most)).mean())


def _card(version: str, settings: DemandSettings, sold: pd.DataFrame) -> dict[str, Any]:
    return {
        "model_key": "demand",
        "model_version": version,
        "horizon_days": settings.horizon_days,
        "predicts": f"units sold within {settings.horizon_days} days",
        "data": {"rows": len(sold)},
        "settings": asdict(settings),
        "rule": RULE,
        "limits": LIMITS,
    }
