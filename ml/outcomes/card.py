"""The model card: what a fit was made of and how good it is, JSON-able, nothing personal."""

from dataclasses import asdict
from typing import Any

from ml.outcomes.rows import Rows
from ml.outcomes.settings import OutcomeSettings

RULE = (
    "Published if training and test are large enough and the paired bootstrap interval of the out-of-time AUC"
    " difference to a logistic regression on {baseline} lies above 0."
)
CALIBRATION = (
    "Log-odds are shifted to the level of the same time a year earlier, where a cut-off near it is known;"
    " without one they are left as fitted."
)


def card_of(
    version: str, settings: OutcomeSettings, rows: Rows, is_published: bool, verdict: str
) -> dict[str, Any]:
    """What holds for every fit: data window, rows, cut-offs, settings, rule, verdict, limits."""
    outcome = rows.outcome
    return {
        "model_key": outcome.key,
        "model_version": version,
        "horizon_days": settings.horizon_days,
        "predicts": outcome.predicts.format(days=settings.horizon_days),
        "data": described(rows),
        "settings": asdict(settings),
        "rule": RULE.format(baseline=outcome.baseline),
        "is_published": is_published,
        "verdict": verdict,
        "calibration": CALIBRATION,
        "limits": list(outcome.limits),
    }


def trial_of(
    known: Rows,
    test: Rows,
    losses: dict[str, float | None],
    chosen: str,
    figures: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """What was tried inside the training period, what was chosen, and the figures of the one test."""
    return {
        "training": described(known),
        "test": described(test),
        "inputs": known.names,
        "trial_log_losses": {name: None if loss is None else round(loss, 4) for name, loss in losses.items()},
        "chosen": chosen,
        "figures": figures,
    }


def described(rows: Rows) -> dict[str, Any]:
    """Rows, the share of which it was true, and cut-offs."""
    return {
        "rows": len(rows),
        "happened_share": round(float(rows.happened.mean()), 4) if len(rows) else None,
        "cut_offs": [day.isoformat() for day in rows.days],
    }
