"""Whether look-alikes of half of the people of a hidden persona are its other half."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ml.evaluation import Sampling, auc, interval, samples
from ml.look_alikes.columns import Column
from ml.look_alikes.pool import Seed
from ml.look_alikes.score import chances
from ml.look_alikes.settings import LookAlikeSettings
from ml.look_alikes.train import train
from ml.truth.measure import Measure, missing, rounded

TOPIC = "look-alikes"
_MOST = 20_000
_SAMPLING = Sampling(rounds=200)


def look_alikes(customers: pd.DataFrame, columns: Sequence[Column]) -> list[Measure]:
    """Per hidden persona: whether its unseeded half is ranked before all others who are not seeded (AUC).

    `customers`: customer_id, true_persona and the columns; of more than 20,000 a part is taken. Half of the
    people of a persona, by a hash of customer_id, are the seed, and no column is left out, for no rule made
    them. The other half counts as outside in training, as strangers would.
    """
    hashed = pd.util.hash_array(customers["customer_id"].to_numpy(dtype=object))
    chosen = np.argsort(hashed, kind="stable")[:_MOST]
    known, is_half = customers.iloc[chosen], hashed[chosen] // 10 % 2 == 0
    return [
        _of_persona(known, persona, is_half, columns) for persona in sorted(known["true_persona"].unique())
    ]


def _of_persona(
    customers: pd.DataFrame, persona: str, is_half: np.ndarray, columns: Sequence[Column]
) -> Measure:
    is_persona = (customers["true_persona"] == persona).to_numpy()
    frame = customers.assign(is_drawn=True, seeded=is_persona & is_half)
    what = f"other half of {persona} ranked first (AUC)"
    seed = Seed("seeded", persona, persona, frozenset(), int(frame["seeded"].sum()), len(frame))
    fitted = train(frame, [seed], columns, LookAlikeSettings(rounds=_SAMPLING.rounds))
    if not fitted.is_published:
        return missing(TOPIC, what, fitted.reason)
    outside = ~(is_persona & is_half)
    scores, is_other = chances(fitted.scorers["seeded"], frame[outside]), is_persona[outside].astype("int64")
    sampled = [auc(is_other, scores, times) for times in samples(len(scores), _SAMPLING)]
    return Measure(
        TOPIC,
        what,
        rounded(auc(is_other, scores)),
        int(is_other.sum()),
        "Half of these people are the seed, the other half strangers to it; by chance 0.5.",
        tuple(interval(np.concatenate(sampled), _SAMPLING)),
    )
