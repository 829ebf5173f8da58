"""Who is who: customers of the profile against the persons they are."""

from __future__ import annotations

import pandas as pd

from ml.truth.measure import Measure, ratio, share
from ml.truth.pairs import pairs_among

TOPIC = "identity"


def identity(overlaps: pd.DataFrame) -> list[Measure]:
    """Pairwise precision and recall of records, whole customers and persons, and records without a customer.

    `overlaps` has a row per person and customer that share records: person_id, customer_id (null: the profile
    gives these records to nobody), record_count, register_count (those of CRM and shop registers among them).
    Recall is over records that have a customer.
    """
    placed = overlaps[overlaps["customer_id"].notna()]
    return [
        _precision(placed, "record_count", "pairs of records"),
        _recall(placed, "record_count", "pairs of records"),
        _precision(placed, "register_count", "pairs of CRM and shop registrations"),
        _recall(placed, "register_count", "pairs of CRM and shop registrations"),
        share(
            TOPIC,
            "customers that are one person",
            placed.groupby("customer_id").size().to_numpy() == 1,
            "The others mix the records of several people.",
        ),
        share(
            TOPIC,
            "persons that are one customer",
            placed.groupby("person_id").size().to_numpy() == 1,
            "The others are scattered over several customers.",
        ),
        ratio(
            TOPIC,
            "records with a customer",
            overlaps["record_count"].where(overlaps["customer_id"].notna(), 0).to_numpy(),
            overlaps["record_count"].to_numpy(),
            "The others carry no identifier: purchases in a store by somebody who did not say who they are.",
        ),
    ]


def _precision(placed: pd.DataFrame, counted: str, what: str) -> Measure:
    meaning = "Of pairs the profile takes for one person, so many are."
    return _pairwise(placed, counted, "customer_id", f"precision, {what}", meaning)


def _recall(placed: pd.DataFrame, counted: str, what: str) -> Measure:
    meaning = "Of pairs that are one person, so many are one customer."
    return _pairwise(placed, counted, "person_id", f"recall, {what}", meaning)


def _pairwise(placed: pd.DataFrame, counted: str, side: str, what: str, meaning: str) -> Measure:
    """Pairs within person and customer, over those within the side."""
    together = pairs_among(placed[counted]).groupby(placed[side].to_numpy()).sum()
    whole = pairs_among(placed.groupby(side)[counted].sum()).reindex(together.index)
    return ratio(TOPIC, what, together.to_numpy(), whole.to_numpy(), meaning)
