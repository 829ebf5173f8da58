"""The shop's export of reviews: JSON lines."""

from __future__ import annotations

import numpy as np

from demo.world import opinions, voices
from demo.world.exports.desk import Desk
from demo.world.exports.shop import ORDER_NUMBER, accounts_of_orders, order_columns
from demo.world.history import Chapter
from demo.world.writing import scrambled, taken, words

REVIEWS = f"""{{
    'id': 'PJ' || hex(key, 14),
    'order': {ORDER_NUMBER},
    'sku': sku,
    'member': case when account > 0 then 'M' || account end,
    'stars': if(awkward = 'impossible_rating', 9, rating),
    'when': beijing(written),
    'text': text
}}"""


def review_keys(chapter: Chapter, count: int) -> np.ndarray:
    """Sixty-four bits per review of a chapter."""
    return scrambled(np.arange(count) + (chapter.block + 1) * 2**30)


def write_chapter(desk: Desk, chapter: Chapter) -> None:
    """The reviews of a block of people."""
    reviews, goods = voices.reviews(desk.world, chapter), desk.world.goods
    order = reviews["order"].to_numpy()
    columns = {
        **order_columns(desk, chapter, order),
        "key": review_keys(chapter, len(reviews)),
        "account": accounts_of_orders(chapter)[order],
        "sku": words(reviews["article"], list(goods["sku"])),
        "rating": reviews["rating"],
        "written": desk.world.span.stamps(reviews["at"].to_numpy()),
        "text": opinions.texts(desk.world, chapter, reviews)["text"],
    }
    take, cases = desk.awkward.rows(desk.draw("reviews", chapter.block), "reviews", len(reviews))
    path = desk.path("shop", "reviews", "jsonl", chapter.block)
    desk.scribe.json_lines(taken(columns, take, awkward=cases), REVIEWS, path)
