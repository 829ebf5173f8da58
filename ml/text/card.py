"""The model card: what a fit was made of and how good it is, JSON-able, no text in it."""

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from ml.text.rows import Rows
from ml.text.settings import TextSettings

RULE = (
    "Published if training and test are large enough, the paired bootstrap interval of the AUC difference to"
    " the lexicon lies above 0, and so does the interval by which its squared errors are smaller than those"
    " of the usual share."
)
CALIBRATION = "Log-odds of texts held out in training, by a logistic regression on them alone."
LIMITS = [
    "It reads what is said, not what is meant: irony and comparisons with others are read by the letter.",
    "Of a product unlike all it was trained on it knows less: see the figures of the groups left out.",
    "Texts of words it has not seen get no answer from it; the lexicon may still have one.",
]


def card_of(
    version: str, settings: TextSettings, rows: Rows, is_published: bool, verdict: str
) -> dict[str, Any]:
    """What holds for every fit: data, settings, rule, verdict, limits."""
    return {
        "model_key": "sentiment",
        "model_version": version,
        "predicts": f"whether a text would be rated {settings.bad_to} or less of 5",
        "data": {"given_texts": rows.given_count, **described(rows)},
        "settings": asdict(settings),
        "rule": RULE,
        "is_published": is_published,
        "verdict": verdict,
        "calibration": CALIBRATION,
        "limits": LIMITS,
    }


def described(rows: Rows) -> dict[str, Any]:
    """Distinct texts, negative share, days, languages, groups."""
    days = rows.written_on[~np.isnat(rows.written_on)]
    return {
        "rows": len(rows),
        "negative_share": round(float(rows.is_negative.mean()), 4) if len(rows) else None,
        "days": [str(days.min()), str(days.max())] if len(days) else None,
        "languages": dict(sorted(Counter(rows.languages.tolist()).items())),
        "groups": len(set(rows.groups.tolist())),
    }
