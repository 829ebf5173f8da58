"""What is kept of a fit."""

from dataclasses import dataclass
from typing import Any

from ml.look_alikes.columns import Column
from ml.outcomes import models
from ml.outcomes.reasons import Usual


@dataclass(frozen=True)
class Scorer:
    """What scoring needs of one seed; `shift` sets the share of members in the rows right."""

    model: models.Model
    columns: list[Column]
    input_names: list[str]
    themes: list[str]
    usual: dict[str, Usual]
    shift: float


@dataclass(frozen=True)
class Fitted:
    """A fit of all seeds and what is known of it; `scorers` by segment key are those that proved something.

    `reason` says why nothing is published, and is empty when something is. `card` holds nothing personal.
    """

    model_version: str
    is_published: bool
    reason: str
    card: dict[str, Any]
    scorers: dict[str, Scorer]
