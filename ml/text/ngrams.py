"""What the sentiment model sees of a text: the units and pairs of neighbours it holds, as hashed columns."""

from dataclasses import dataclass

import numpy as np

from ml.text.units import Units, joined

BITS = 20
_MASK = np.uint64((1 << BITS) - 1)


@dataclass(frozen=True)
class Grams:
    """Every unit and every pair within a clause that a text holds, once: text numbers in order, columns.

    `leads` is what the lexicon says of each text.
    """

    count: int
    rows: np.ndarray
    columns: np.ndarray
    leads: np.ndarray

    def where(self, kept: np.ndarray) -> "Grams":
        """The texts that a mask keeps, numbered anew."""
        numbers = np.cumsum(kept) - 1
        held = kept[self.rows]
        return Grams(int(kept.sum()), numbers[self.rows[held]], self.columns[held], self.leads[kept])


def single(units: Units) -> np.ndarray:
    """The column of each unit."""
    return (units.hashes & _MASK).astype("int64")


def pairs(units: Units) -> tuple[np.ndarray, np.ndarray]:
    """The places of units followed by another in their clause, and the columns of such pairs."""
    firsts = np.flatnonzero(units.clauses[1:] == units.clauses[:-1])
    hashes = joined(units.hashes[firsts], units.hashes[firsts + 1])
    return firsts, (hashes & _MASK).astype("int64")


def grams_of(units: Units, leads: np.ndarray) -> Grams:
    """Units and pairs of each text, with what the lexicon says of it."""
    firsts, columns = pairs(units)
    rows = np.concatenate([units.rows, units.rows[firsts]])
    keys = (rows << BITS) | np.concatenate([single(units), columns])
    # sorting is ten times faster than np.unique, which hashes
    keys.sort()
    keys = keys[np.diff(keys, prepend=-1) != 0]
    return Grams(units.count, keys >> BITS, keys & ((1 << BITS) - 1), leads)


def stacked(parts: list[Grams]) -> Grams:
    """Batches of texts as one."""
    offsets = np.cumsum([0, *(part.count for part in parts)])
    rows = [part.rows + offset for part, offset in zip(parts, offsets[:-1], strict=True)]
    columns, leads = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("columns", "leads")
    )
    return Grams(int(offsets[-1]), np.concatenate(rows), columns, leads)
