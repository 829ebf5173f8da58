"""What training learnt, frozen: whether and how two units are compared depends on it and these two alone."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class MatchingModel:
    """A trained model as plain data.

    `trained_on`: how many units it has seen; `prior`: probability that two random units are one person;
    `comparisons`: per comparison its levels with m and u; `frequencies`: per attribute {value: share} of
    its common values, and `rare`: the share of any other; `rules`: the keys of the blocking rules chosen;
    `comparison_counts`: per rule that finds anybody, left out or not, the pairs it would have compared.
    """

    trained_on: int
    prior: float
    comparisons: dict[str, list[dict[str, Any]]]
    frequencies: dict[str, dict[str, float]]
    rare: dict[str, float]
    rules: list[list[str]]
    comparison_counts: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """As a dict of what JSON can hold."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "MatchingModel":
        """The model that `to_json` gave."""
        return cls(**kept)
