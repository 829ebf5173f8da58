"""The card of an uplift fit, JSON-able, nothing personal."""

from dataclasses import asdict
from typing import Any

from ml.uplift.rows import Rows
from ml.uplift.settings import UpliftSettings

RULE = (
    "Published if training and test hold enough messages and responses of both arms, the arms cannot be told"
    " apart before the message, and the bootstrap interval of the Qini coefficient out of time lies above 0."
)
LIMITS = [
    "The score is the difference a message of the latest kind makes to the chance of an order within the"
    " days, for customers like those who were sent messages before.",
    "Bands go by each customer's interval, which is wide: most are unclear, and that is no verdict.",
    "An effect is a sum of one part per input: what a kind of campaign does to one sort of customer alone is"
    " not learnt.",
]


def card_of(
    version: str, settings: UpliftSettings, rows: Rows, verdict: str, is_published: bool
) -> dict[str, Any]:
    """What holds for every fit."""
    return {
        "model_key": "uplift",
        "model_version": version,
        "horizon_days": settings.response_days,
        "predicts": f"what a message changes in the chance of an order within {settings.response_days} days",
        "data": told(rows),
        "settings": asdict(settings),
        "rule": RULE,
        "is_published": is_published,
        "verdict": verdict,
        "limits": LIMITS,
    }


def trial_of(
    known: Rows, test: Rows, losses: dict[float, float | None], penalty: float, figures: dict[str, Any]
) -> dict[str, Any]:
    """What was tried inside the training period, what was chosen, and the figures of the one test."""
    return {
        "training": told(known),
        "test": told(test),
        "inputs": known.names,
        "trial_losses": {str(key): None if loss is None else round(loss, 6) for key, loss in losses.items()},
        "chosen": f"R-learner, penalty {penalty:g}",
        "figures": figures,
    }


def told(rows: Rows) -> dict[str, Any]:
    """Messages, share treated, share that responded in each arm, days."""
    shares = {
        name: round(float(rows.responded[rows.is_treated == arm].mean()), 4)
        if (rows.is_treated == arm).any()
        else None
        for name, arm in {"treated_share": 1, "held_out_share": 0}.items()
    }
    return {
        "rows": len(rows),
        "customers": len(set(rows.customer.tolist())),
        "responded": shares,
        "cut_offs": [day.isoformat() for day in rows.days],
    }
