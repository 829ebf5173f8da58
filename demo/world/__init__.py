"""A made-up mid-size Chinese retailer with a hidden truth: CRM, shop, web, marketing and service desk.

Thousands of people of six personas buy, look around, answer messages, complain and leave for good, by the
season and by habits of their own. `write` gives what five systems export of it, and apart from it the truth.
Nobody in it exists; e-mail domains are reserved ones.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from demo.folders import appearing_whole
from demo.world.extracts import SYSTEMS, write_extracts
from demo.world.history import world
from demo.world.rhythm import Span

__all__ = ["SYSTEMS", "write"]

BULKY = 100_000  # people above which the large tables are written as Parquet


def write(
    folder: Path, end_on: datetime.date, *, persons: int = 5000, years: float = 2, seed: int = 7
) -> None:
    """Write the extracts of so many years before `end_on` into a folder that does not exist or is empty.

    One subfolder per system, and `truth/`. The same arguments give the same bytes. The folder appears whole
    or not at all. Raises ValueError when it already holds something, or for arguments no world fits.
    """
    if persons < 100 or not 0.25 <= years <= 10:
        raise ValueError(f"A world needs 100 people and 0.25 to 10 years, not {persons} and {years}.")
    span = Span(end_on, round(365 * years))
    with appearing_whole(folder, "the demo world") as aside:
        write_extracts(aside, world(persons, span, seed), is_bulky=persons > BULKY)
