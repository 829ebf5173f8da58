"""The tracker's export: JSON lines, moments as milliseconds of the epoch, accounts of who logged in."""

from __future__ import annotations

import numpy as np

from demo.world.browsing import PLATFORMS, SEARCH
from demo.world.catalogue import CATEGORIES
from demo.world.exports.desk import Desk
from demo.world.history import Chapter, account_of
from demo.world.writing import scrambled, taken, words

WORDS = ("ViewItem", "Search", "AddCart", "AddFavorite", "UseFeature", "Download", "SubmitForm")
BEIJING = 8 * 3600 * 1000  # milliseconds that Beijing is ahead of UTC
FIELDS = {
    "id": "hex(event_key, 16)",
    "event": "if(awkward = 'unknown_event', 'Heartbeat', action)",
    "ts": "moment + case when awkward = 'in_the_future' then 2_335_000_000_000 else 0 end",
    "device": "'dv-' || hex(device_key, 14)",
    "session": "hex(visit_key, 14)",
    "uid": "case when account > 0 then 'M' || account end",
    "platform": "platform",
    "sku": "case when action <> 'Search' then sku end",
    "category": "case when action <> 'Search' then category end",
    "query": "case when action = 'Search' then search_term end",
}


def device_keys(chapter: Chapter) -> np.ndarray:
    """Sixty-four bits per visit that name its device."""
    return scrambled(chapter.visits["device"].to_numpy() + (chapter.block + 1) * 2**36)


def write_chapter(desk: Desk, chapter: Chapter) -> None:
    """The events of a block of people and of strangers."""
    rng = desk.draw("web", chapter.block)
    goods, events, count = desk.world.goods, chapter.events, len(chapter.events)
    visit, at = events["visit"].to_numpy(), events["at"].to_numpy()
    account = account_of(chapter.who, events["person"].to_numpy(), at // 1000)
    opening = desk.world.span.opening.astype("datetime64[ms]").astype(np.int64)
    category = np.where(events["article"] >= 0, goods["category"].to_numpy()[events["article"]], -1)
    terms = goods["title"].str.split(" ").str[0]
    columns = {
        "event_key": scrambled(np.arange(count) + (chapter.block + 1) * 2**40),
        "action": words(events["action"], WORDS),
        "moment": at + opening - BEIJING,
        "device_key": device_keys(chapter)[visit],
        "visit_key": scrambled(visit + (chapter.block + 1) * 2**48),
        "account": np.where(events["is_logged_in"], account, 0),
        "platform": words(chapter.visits["platform"].to_numpy()[visit], PLATFORMS),
        "sku": words(events["article"], list(goods["sku"])),
        "category": words(category, list(CATEGORIES)),
        "search_term": words(np.where(events["action"] == SEARCH, events["article"], -1), list(terms)),
    }
    take, cases = desk.awkward.rows(rng, "events", count, is_text=not desk.is_bulky)
    rows = taken(columns, take, awkward=cases)
    if desk.is_bulky:
        select = ", ".join(f'{value} as "{name}"' for name, value in FIELDS.items())
        desk.scribe.parquet(
            rows, f"select {select} from rows", desk.path("web", "events", "parquet", chapter.block)
        )
    else:
        fields = ", ".join(f"'{name}': {value}" for name, value in FIELDS.items())
        desk.scribe.json_lines(rows, f"{{{fields}}}", desk.path("web", "events", "jsonl", chapter.block))
