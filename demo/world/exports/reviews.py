"""The shop's export of reviews: JSON lines."""

from __future__ import annotations

import numpy as np

from demo.world import voices
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
PRAISE = ("很好用, 会回购", "物流快, 包装好", "和描述一致", "家人都喜欢", "性价比高")
BLAME = ("一般般", "不太满意", "有瑕疵, 已申请退货", "和图片不一样")


def write_chapter(desk: Desk, chapter: Chapter) -> None:
    """The reviews of a block of people."""
    reviews, goods = voices.reviews(desk.world, chapter), desk.world.goods
    order = reviews["order"].to_numpy()
    texts = np.where(reviews["rating"] >= 4, reviews["at"] % len(PRAISE), -1 - reviews["at"] % len(BLAME))
    columns = {
        **order_columns(desk, chapter, order),
        "key": scrambled(np.arange(len(reviews)) + (chapter.block + 1) * 2**30),
        "account": accounts_of_orders(chapter)[order],
        "sku": words(reviews["article"], list(goods["sku"])),
        "rating": reviews["rating"],
        "written": desk.world.span.stamps(reviews["at"].to_numpy()),
        "text": np.array([*PRAISE, *BLAME], object)[texts],
    }
    take, cases = desk.awkward.rows(desk.draw("reviews", chapter.block), "reviews", len(reviews))
    path = desk.path("shop", "reviews", "jsonl", chapter.block)
    desk.scribe.json_lines(taken(columns, take, awkward=cases), REVIEWS, path)
