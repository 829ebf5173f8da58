"""Who referred whom: the ties of the profile against those of the world."""

from __future__ import annotations

import pandas as pd

from ml.truth.measure import Measure, share

TOPIC = "referrals"
_ENDS = ["person_id", "referred_person_id"]


def referrals(found: pd.DataFrame, true: pd.DataFrame) -> list[Measure]:
    """Precision and recall of ties; both frames hold person_id and referred_person_id, each pair once.

    `found` names the persons whom the two customers are taken for; null where a customer is nobody of the
    world, which makes the tie wrong.
    """
    of_found, of_true = (pd.MultiIndex.from_frame(frame[_ENDS].astype("object")) for frame in (found, true))
    return [
        share(
            TOPIC,
            "precision of ties",
            of_found.isin(of_true) & found[_ENDS].notna().all(axis=1).to_numpy(),
            "Of ties between two customers, one having referred the other, so many hold between the persons.",
        ),
        share(
            TOPIC,
            "recall of ties",
            of_true.isin(of_found),
            "Of people whom somebody sent to the shop, so many are tied to that person.",
        ),
    ]
