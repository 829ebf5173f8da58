"""What a fit of the personas is."""

from dataclasses import dataclass

import numpy as np

from ml.personas.acts import Thing
from ml.personas.mixture import Mixture


@dataclass(frozen=True)
class Fitted:
    """A fit, good or not: `reason` says in words why it is not published, and is empty when it is.

    keys: persona_key per row of `shares`, None where nothing sets people apart from all others: who is of
    that row is in no persona. names: {key: {"zh", "en"}}. cards: {key: what the persona is}. given_keys:
    every key ever given, so that none is given twice. things: (kind, value) per column of `shares`. common:
    the shares of all. min_acts, min_membership: below which a customer is in none. Only arrays, dicts, lists
    and plain values, so that skops can hold it.
    """

    model_version: str
    keys: list[str | None]
    names: dict
    cards: dict
    is_published: bool
    reason: str
    card: dict
    things: list[Thing]
    weights: np.ndarray
    shares: np.ndarray
    common: np.ndarray
    min_acts: int
    min_membership: float
    given_keys: list[str]

    @property
    def mixture(self) -> Mixture:
        """What memberships are made of."""
        return Mixture(self.weights, self.shares)
