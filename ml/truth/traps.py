"""Traps of the demo world: people who look like one and are not, or the other way round."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ml.truth.pairs import pairs_among


@dataclass(frozen=True)
class TrapFigure:
    """What became of one trap: pairs that the profile has right, and wrong.

    Where people are to be told apart, a pair is two people of a group, and wrong when registrations of both
    are one customer. Else it is two registrations of one person, and wrong when they are two customers.
    """

    trap: str
    should: str
    what: str
    groups: int
    pairs: int
    wrong: int

    @property
    def right(self) -> int:
        """Pairs that are as they should be."""
        return self.pairs - self.wrong


def trap_figures(traps: pd.DataFrame, overlaps: pd.DataFrame) -> list[TrapFigure]:
    """A figure per trap of `traps` (trap, should, what, group, person_id), in the order they are first named.

    `overlaps` is as in `identity`; registrations without a customer count for nothing.
    """
    placed = overlaps[overlaps["customer_id"].notna() & (overlaps["register_count"] > 0)]
    figures = []
    for (trap, should, what), people in traps.groupby(["trap", "should", "what"], sort=False):
        shared = people.merge(placed, on="person_id")
        count = _apart if should == "apart" else _together
        figures.append(TrapFigure(trap, should, what, people["group"].nunique(), *count(shared)))
    return figures


def _apart(shared: pd.DataFrame) -> tuple[int, int]:
    """Pairs of people who have registrations, and those of them that share a customer."""
    pairs = _pairs(shared.groupby("group")["person_id"].nunique())
    return pairs, min(pairs, _pairs(shared.groupby(["group", "customer_id"])["person_id"].nunique()))


def _together(shared: pd.DataFrame) -> tuple[int, int]:
    """Pairs of registrations of one person, and those of them that are of two customers."""
    pairs = _pairs(shared.groupby("person_id")["register_count"].sum())
    return pairs, pairs - _pairs(shared["register_count"])


def _pairs(counts: pd.Series) -> int:
    return int(pairs_among(counts).sum())
