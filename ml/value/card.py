"""The model card: what a fit was made of and how good it is, JSON-able, nothing personal."""

from dataclasses import asdict
from typing import Any

from ml.value.predict import Scorer
from ml.value.rows import Rows
from ml.value.settings import ValueSettings

RULE = (
    "A part is told if the test is large enough and the paired bootstrap interval of its lead over the best"
    " naive baseline lies above 0: order days and spend (with margin) by RMSE, the next order day (with"
    " alive) by its mean error, capped at the horizon. A fit with such a part is published, unless the"
    " interval of its rank correlation with order days reaches down to 0."
)
SEASON = (
    "The days of the horizon are stretched to the level of the same time a year earlier, where a cut-off near"
    " it is known; without one they are left as fitted."
)
DEFINITIONS = {
    "order_days": "Days with an order within the horizon, orders of one day count once.",
    "interval": "Central quantiles of the exact predictive distribution at the fitted parameters; how"
    " uncertain these and the season are is not in them.",
    "spend": "Order days times the worth of one, before returns, in the reporting currency.",
    "spend_interval": "0 or lognormal with the first two moments of counts and amounts.",
    "margin": "Spend times own margin rate, drawn to that of all by one usual day; null without a cost.",
    "margin_interval": "That of spend at the customer's own margin rate, which is taken as known.",
    "alive": "Probability of not having stopped for good; null after one order day by BG/NBD, which does not"
    " ask whether the first was the last (MBG/NBD does).",
    "next_order_on": "The first day by whose end the chance of another order reaches one half, that of having"
    " stopped included; null where it does not within the days looked at.",
}
LIMITS = [
    "Rates are taken as steady: who orders by the calendar is not told from who orders at random.",
    "With less than about fifteen months of history totals ignore the season; the ranking stands.",
    "Amounts of coming orders are taken to be as those before; prices that rise are not foreseen.",
]


def card_of(
    version: str, settings: ValueSettings, rows: Rows, is_published: bool, verdict: str
) -> dict[str, Any]:
    """What holds for every fit: data window, rows, cut-offs, settings, rule, verdict, limits."""
    return {
        "model_key": "value",
        "model_version": version,
        "horizon_days": settings.horizon_days,
        "predicts": f"order days, spend and margin within {settings.horizon_days} days, and the next order"
        " day, for customers with an order before",
        "data": described(rows),
        "settings": asdict(settings),
        "rule": RULE,
        "is_published": is_published,
        "verdict": verdict,
        "season": SEASON,
        "definitions": DEFINITIONS,
        "limits": LIMITS,
    }


def described(rows: Rows) -> dict[str, Any]:
    """Rows and cut-offs."""
    return {"rows": len(rows), "cut_offs": [day.isoformat() for day in rows.days]}


def fit_of(scorer: Scorer) -> dict[str, Any]:
    """What was fitted; alpha is in days."""
    return {
        "model": scorer.parameters.name,
        "parameters": {name: round(getattr(scorer.parameters, name), 6) for name in ("r", "alpha", "a", "b")},
        "worth": asdict(scorer.worth),
        "gamma_gamma": asdict(scorer.gamma_gamma),
        "margin_rate": scorer.margin_rate,
        "season": {day: round(factor, 4) for day, factor in scorer.season.items()},
    }
