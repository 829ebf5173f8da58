"""What training learnt, frozen: with it, whether two units are compared and how depends on these two alone."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class MatchingModel:
    """A trained model as plain data.

    `trained_on`: how many units it has seen; `prior`: probability that two random units are one person;
    `comparisons`: per comparison its levels with m and u; `frequencies`: per field {value: share} of its common
    values and `rare`, the share of any other value; `rules`: the blocking rules chosen, with their counted
    comparisons; `left_out`: the rules that did not fit the budget, with theirs.
    """

    trained_on: int
    prior: float
    comparisons: dict[str, list[dict[str, Any]]]
    frequencies: dict[str, dict[str, float]]
    rare: dict[str, float]
    rules: dict[str, int]
    left_out: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """As a dict of what JSON can hold."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "MatchingModel":
        """The model that `to_json` gave."""
        return cls(**kept)
