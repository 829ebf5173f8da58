"""The export of a social media tool: what people did with the company's accounts, in UTF-16 with tabs."""

from __future__ import annotations

import numpy as np

from demo.world import circle
from demo.world.exports.desk import Desk
from demo.world.history import Chapter
from demo.world.writing import scrambled, taken, words

COMMENTS = ("好看!", "求链接", "已经下单了", "质量怎么样?", "", "", "", "收藏了")
INTERACTIONS = """
select
    'SM' || hex(key, 14) as "ID",
    platform as "平台",
    if(handle is null, '游客' || hex(stranger_key, 6), handle) as "账号",
    if(awkward = 'unknown_kind', 'view', kind) as "行为",
    topic as "话题",
    strftime(happened, '%Y年%m月%d日 %H:%M:%S') as "时间",
    text as "内容"
from rows
"""


def write_chapter(desk: Desk, chapter: Chapter) -> None:
    """What a block of people and strangers did."""
    handles = circle.on_social(desk.world, chapter.first, chapter.block)
    frame = circle.social(desk.world, chapter, handles)
    count = len(frame)
    named = np.append(handles["handle"].to_numpy(), None)[frame["handle"]]
    columns = {
        "key": scrambled(np.arange(count) + (chapter.block + 1) * 2**39),
        "platform": words(frame["platform"], circle.PLATFORMS),
        "handle": named,
        "stranger_key": scrambled(frame["stranger"].to_numpy() + (chapter.block + 1) * 2**34),
        "kind": words(frame["kind"], circle.SOCIAL_KINDS),
        "topic": words(frame["topic"], circle.TOPICS),
        "happened": desk.world.span.stamps(frame["at"].to_numpy()),
        "text": words(frame["at"].to_numpy() % len(COMMENTS), COMMENTS),
    }
    take, cases = desk.awkward.rows(desk.draw("social", chapter.block), "social_interactions", count)
    path = desk.path("social", "interactions", "tsv", chapter.block)
    rows = taken(columns, take, awkward=cases)
    desk.scribe.csv(rows, INTERACTIONS, path, delimiter="\t", encoding="utf-16")
