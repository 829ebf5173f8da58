"""A world written down: what its systems export, and the truth apart from it."""

from __future__ import annotations

from pathlib import Path

from demo.world.awkward import Awkward
from demo.world.exports import crm, marketing, service, shop, web
from demo.world.exports.desk import Desk
from demo.world.history import World, chapters
from demo.world.truth import Truth
from demo.world.writing import Scribe

SYSTEMS = ("crm", "shop", "web", "marketing", "service")


def write_extracts(folder: Path, made: World, *, is_bulky: bool) -> None:
    """Everything into subfolders of an existing folder; of a bulky world the large tables as Parquet."""
    scribe = Scribe()
    parts = -(-len(made.who) // made.block)
    desk = Desk(folder, made, scribe, Awkward(), is_bulky, parts)
    truth = Truth(desk)
    for system in (crm, shop, marketing):
        system.write(desk)
    for chapter in chapters(made):
        for system in (shop, web, marketing, service):
            system.write_chapter(desk, chapter)
        truth.write_chapter(chapter)
    truth.finish()
    scribe.close()
