"""What the sentiment model sees of a text: which units and pairs of neighbours it holds, as hashed columns."""

from dataclasses import dataclass

import numpy as np

from ml.text.units import Units, joined

BITS = 20
_MASK = np.uint64((1 << BITS) - 1)


@dataclass(frozen=True)
class Grams:
    """Every unit and every pair within a clause that a text holds, once: text numbers in order, columns."""

    count: int
    rows: np.ndarray
    columns: np.ndarray

    def where(self, kept: np.ndarray) -> "Grams":
        """The texts that a mask keeps, numbered anew."""
        numbers = np.cumsum(kept) - 1
        held = kept[self.rows]
        return Grams(int(kept.sum()), numbers[self.rows[held]], self.columns[held])


def single(units: Units) -> np.ndarray:
    """The column of each unit."""
    return (units.hashes & _MASK).astype("int64")


def pairs(units: Units) -> tuple[np.ndarray, np.ndarray]:
    """The places of units followed by another in their clause, and the columns of such pairs."""
    firsts = np.flatnonzero(units.clauses[1:] == units.clauses[:-1])
    hashes = joined(units.hashes[firsts], units.hashes[firsts + 1])
    return firsts, (hashes & _MASK).astype("int64")


def grams_of(units: Units) -> Grams:
    """Units and pairs of each text."""
    firsts, columns = pairs(units)
    rows = np.concatenate([units.rows, units.rows[firsts]])
    keys = np.unique((rows << BITS) | np.concatenate([single(units), columns]))
    return Grams(units.count, keys >> BITS, keys & ((1 << BITS) - 1))


def stacked(parts: list[Grams]) -> Grams:
    """Batches of texts as one."""
    offsets = np.cumsum([0, *(part.count for part in parts)])
    rows = [part.rows + offset for part, offset in zip(parts, offsets[:-1], strict=True)]
    return Grams(int(offsets[-1]), np.concatenate(rows), np.concatenate([part.columns for part in parts]))
