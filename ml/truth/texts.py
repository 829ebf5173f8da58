"""What people mean: the sentiment read from reviews against the mood in which they were written."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ml.evaluation import Sampling, evaluate
from ml.truth.measure import Measure, missing, share

TOPIC = "sentiment"
_DRAWN = 5_000_000  # texts in all bootstrap samples together


def sentiment(texts: pd.DataFrame) -> list[Measure]:
    """How well blame is told from praise, how often there is an answer, what becomes of mockery.

    `texts` has a row per review: sentiment (negative, neutral, positive; null: no answer), negative_score,
    mood (positive, mixed, negative), is_ironic. What is both praise and blame is left out: either is right.
    """
    clear = texts[texts["mood"].isin(["positive", "negative"])]
    is_blame = (clear["mood"] == "negative").to_numpy().astype(int)
    what = "blame told from praise (AUC)"
    if len(np.unique(is_blame)) < 2:
        return [missing(TOPIC, what, "There are no reviews of both moods.")]
    score = clear["negative_score"].to_numpy("float64", na_value=np.nan)
    rounds = min(1000, max(100, _DRAWN // len(clear)))
    figures = evaluate(is_blame, {"read": np.where(np.isnan(score), 0.5, score)}, Sampling(rounds=rounds))
    ranked, (low, high) = figures["read"]["auc"], figures["read"]["auc_interval"]
    said = clear["sentiment"].isin(["positive", "negative"])
    right = (clear["sentiment"] == clear["mood"])[said].to_numpy()
    mocking = clear.loc[clear["is_ironic"], "sentiment"]
    return [
        Measure(
            TOPIC, what, ranked, len(clear), "Reviews without an answer count as a toss-up.", (low, high)
        ),
        share(TOPIC, "praise or blame said", said.to_numpy(), "The others are called neutral or left open."),
        share(TOPIC, "right where said", right, "Of reviews plainly of one mood."),
        share(
            TOPIC,
            "mockery read as blame",
            (mocking == "negative").to_numpy(),
            "Blame in words of praise: what is read is what is said, not what is meant.",
        ),
    ]
