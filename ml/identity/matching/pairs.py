"""Pairs of units: which are compared, how they score, and in which band they fall."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from ml.identity.matching.model import MatchingModel

FIELDS = [
    "given_name",
    "family_name",
    "full_name",
    "gender",
    "birth_text",
    "address",
    "city",
    "region",
    "postcode",
    "email",
    "phone",
]
PAIR = pa.schema(
    [
        ("unit_l", pa.string()),
        ("unit_r", pa.string()),
        ("weight", pa.float64()),
        ("probability", pa.float64()),
        ("band", pa.string()),
        ("reasons", pa.string()),
    ]
)


@dataclass(frozen=True)
class Matched:
    """`pairs`: schema PAIR, ordered; `model`: what scored them; `comparison_count`: pairs scored in this call."""

    pairs: pa.Table
    model: MatchingModel
    comparison_count: int


def match(
    persons: pa.Table,
    settings: dict[str, Any],
    model: MatchingModel | None = None,
    changed: Collection[str] | None = None,
    previous: pa.Table | None = None,
) -> Matched:
    """Score the pairs of units that may be one person.

    `persons`: one row per person record: `unit` and any of FIELDS. Without a `model` one is trained first.
    With `changed` (units that are new or whose records changed) and `previous` (the pairs of the last call with
    the same model) only pairs with a changed unit are scored again; pairs of units that are gone are left out;
    the answer equals that of a full call.

    A pair has `unit_l` < `unit_r`, `weight` (log2 of the odds that they are one person), `probability`, `band`
    (`link`, `review`; `no` only inside a component of link pairs, for linkage weighs it) and `reasons`: a JSON list
    of {"comparison", "level", "weight"}, strongest first. Where a unit has several records, its most frequent
    value of each field counts (then the longest, then the smallest).

    Raises HuaxiangError when a blocking rule of the model would compare more pairs than the budget allows.
    """
    raise NotImplementedError
