"""The model card: what a fit was made of and how good it is, JSON-able, nothing personal."""

from dataclasses import asdict
from typing import Any

from ml.churn.rows import Rows
from ml.churn.settings import ChurnSettings

RULE = (
    "Published if training and test are large enough and the paired bootstrap interval of the out-of-time AUC"
    " difference to a logistic regression on recency and frequency lies above 0."
)
CALIBRATION = (
    "Log-odds are shifted to the level of the same time a year earlier, where a cut-off near it is known;"
    " without one they are left as fitted."
)
LIMITS = [
    "The score says who is likely not to order, not why nor whether a message would change it.",
    "One-order customers are hard to tell apart: little is known of them.",
    "With less than about fifteen months of history the level ignores the season; the ranking stands.",
]


def card_of(
    version: str, settings: ChurnSettings, rows: Rows, is_published: bool, verdict: str
) -> dict[str, Any]:
    """What holds for every fit: data window, rows, cut-offs, settings, rule, verdict, limits."""
    return {
        "model_key": "churn",
        "model_version": version,
        "horizon_days": settings.horizon_days,
        "predicts": f"no order within {settings.horizon_days} days, for customers with an order before",
        "data": described(rows),
        "settings": asdict(settings),
        "rule": RULE,
        "is_published": is_published,
        "verdict": verdict,
        "calibration": CALIBRATION,
        "limits": LIMITS,
    }


def trial_of(
    known: Rows,
    test: Rows,
    trials: dict[str, float | None],
    chosen: str,
    figures: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """What was tried inside the training period, what was chosen, and the figures of the one test."""
    return {
        "training": described(known),
        "test": described(test),
        "inputs": known.names,
        "trial_log_losses": {name: None if loss is None else round(loss, 4) for name, loss in trials.items()},
        "chosen": chosen,
        "figures": figures,
    }


def described(rows: Rows) -> dict[str, Any]:
    """Rows, churned share and cut-offs."""
    return {
        "rows": len(rows),
        "churned_share": round(float(rows.is_churned.mean()), 4) if len(rows) else None,
        "cut_offs": [day.isoformat() for day in rows.days],
    }
