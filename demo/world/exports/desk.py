"""What every export needs at hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from demo.world.awkward import Awkward
from demo.world.history import World
from demo.world.writing import Scribe


@dataclass(frozen=True)
class Desk:
    """Where a world is written: one folder per system below `folder`.

    Large worlds have their large tables as Parquet instead of text, with the same columns, in parts.
    """

    folder: Path
    world: World
    scribe: Scribe
    awkward: Awkward
    is_bulky: bool
    parts: int

    def path(self, system: str, name: str, ending: str, part: int | None = None) -> Path:
        """Path of an extract; parts of a table are numbered where there are several."""
        numbered = f"-{part + 1:03d}" if part is not None and self.parts > 1 else ""
        folder = self.folder / system
        folder.mkdir(exist_ok=True)
        return folder / f"{name}{numbered}.{ending}"

    def draw(self, system: str, block: int = 0) -> np.random.Generator:
        """The generator of a system's export."""
        return self.world.draw(f"export of {system}", block)

    def write_table(
        self, system: str, name: str, part: int, rows: pa.Table, select: str, delimiter: str = ","
    ) -> None:
        """A part of a table as text, or as Parquet in a bulky world."""
        if self.is_bulky:
            self.scribe.parquet(rows, select, self.path(system, name, "parquet", part))
        else:
            ending = "tsv" if delimiter == "\t" else "csv"
            self.scribe.csv(rows, select, self.path(system, name, ending, part), delimiter=delimiter)
