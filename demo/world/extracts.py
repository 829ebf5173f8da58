"""A world written down: what its systems export, and the truth apart from it."""

from __future__ import annotations

from pathlib import Path

from demo.world.awkward import Awkward
from demo.world.exports import crm, marketing, reference, register, sales, service, shop, social, surveys, web
from demo.world.exports.desk import Desk
from demo.world.exports.erp import Erp
from demo.world.exports.wecom import Wecom
from demo.world.history import World, chapters
from demo.world.truth import Truth
from demo.world.writing import Scribe

SYSTEMS = (
    "crm",
    "erp",
    "marketing",
    "reference",
    "sales",
    "scrm",
    "service",
    "shop",
    "social",
    "survey",
    "web",
    "wecom",
)


def write_extracts(folder: Path, made: World, *, is_bulky: bool) -> None:
    """Everything into subfolders of an existing folder; of a bulky world the large tables as Parquet."""
    scribe = Scribe()
    parts = -(-len(made.who) // made.block)
    desk = Desk(folder, made, scribe, Awkward(), is_bulky, parts)
    truth = Truth(desk)
    gathering = Erp(desk), Wecom(desk), truth
    for system in (crm, register, marketing, sales, reference):
        system.write(desk)
    for chapter in chapters(made):
        for system in (shop, web, marketing, service, social, surveys):
            system.write_chapter(desk, chapter)
        for system in gathering:
            system.write_chapter(chapter)
    for system in gathering:
        system.finish()
    scribe.close()
