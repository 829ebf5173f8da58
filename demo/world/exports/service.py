"""The service desk's export: nested JSON lines, Beijing stamps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from demo.world import circle, voices
from demo.world.exports.desk import Desk
from demo.world.history import Chapter, account_of
from demo.world.known_as import phone_at
from demo.world.service import BY_ACCOUNT, BY_EMAIL, BY_PHONE, CATEGORIES, CHANNELS, TEXTS
from demo.world.writing import scrambled, taken, words

FIELDS = {
    "ticket": "'GD' || lpad(sequence::varchar, 8, '0')",
    "customer": """{
        'shop_id': case when account > 0 then 'M' || account end,
        'phone': phone[1:3] || '-' || phone[4:7] || '-' || phone[8:],
        'email': email
    }""",
    "category": "category",
    "channel": "channel",
    "complaint": "if(is_complaint, 'Y', 'N')",
    "opened": "beijing(opened)",
    "closed": "beijing(closed)",
    "rating": """{
        'score': case when awkward = 'impossible_score' then 11 when rated is not null then score end,
        'at': beijing(rated)
    }""",
    "text": "text",
}


TALKS = """{
    'id': 'HH' || hex(key, 14),
    'member': case when account > 0 then 'M' || account end,
    'mobile': case when account = 0 then phone end,
    'by': case when awkward = 'unknown_answerer' then '系统' when by_bot then '机器人' else '人工' end,
    'channel': channel,
    'intent': topic,
    'from': beijing(started),
    'to': beijing(if(awkward = 'ends_too_soon', started - interval 1 hour, ended)),
    'turns': if(awkward = 'negative_count', -turns, turns),
    'solved': is_resolved,
    'said': said
}"""
ASKED = ("想了解一下{}", "有没有{}相关的推荐", "{}的活动什么时候开始", "买过{}的东西, 想再看看")


def write_chapter(desk: Desk, chapter: Chapter) -> None:
    """The tickets and conversations of a block of people."""
    _write_talks(desk, chapter)
    rng, span = desk.draw("service", chapter.block), desk.world.span
    tickets, who = chapter.tickets, chapter.who
    person, opened = tickets["person"].to_numpy(), tickets["opened"].to_numpy()
    known_by = tickets["known_by"].to_numpy()
    account = account_of(who, person, opened)
    # who has no account is known by the phone
    by_phone = (known_by == BY_PHONE) | ((known_by == BY_ACCOUNT) & (account == 0))
    phones = phone_at(who, person, opened).astype(str).astype(object)
    columns = {
        "sequence": tickets["sequence"],
        "account": np.where(known_by == BY_ACCOUNT, account, 0),
        "phone": np.where(by_phone, phones, None),
        "email": np.where(known_by == BY_EMAIL, who["email"].to_numpy()[person], None),
        "category": words(tickets["category"], CATEGORIES),
        "channel": words(tickets["channel"], CHANNELS),
        "is_complaint": tickets["is_complaint"].astype(bool),
        "opened": span.stamps(opened),
        "closed": _past(desk, tickets["closed"].to_numpy()),
        "rated": _past(desk, tickets["rated"].to_numpy()),
        "score": tickets["score"],
        "text": _texts(tickets),
    }
    take, cases = desk.awkward.rows(rng, "tickets", len(tickets))
    fields = ", ".join(f"'{name}': {value}" for name, value in FIELDS.items())
    path = desk.path("service", "tickets", "jsonl", chapter.block)
    desk.scribe.json_lines(taken(columns, take, awkward=cases), f"{{{fields}}}", path)


def _past(desk: Desk, seconds: np.ndarray) -> np.ndarray:
    """Stamps; none for what has not happened by the end."""
    stamps = desk.world.span.stamps(np.minimum(seconds, desk.world.span.seconds))
    return np.where(seconds < desk.world.span.seconds, stamps, np.datetime64("NaT"))


def _texts(tickets: pd.DataFrame) -> pa.DictionaryArray:
    """What was written, by category, tone and the number drawn."""
    written = [tone.split(";") for category in TEXTS for tone in category]
    sizes = np.array([len(texts) for texts in written])
    tone = 2 * tickets["category"].to_numpy() + tickets["is_complaint"].to_numpy()
    place = (sizes.cumsum() - sizes)[tone] + tickets["text"].to_numpy() % sizes[tone]
    return words(place, [text for texts in written for text in texts])


def _write_talks(desk: Desk, chapter: Chapter) -> None:
    talks, span = voices.conversations(desk.world, chapter), desk.world.span
    person, at = talks["person"].to_numpy(), talks["at"].to_numpy()
    topics = np.array(circle.TOPICS, object)[talks["topic"]]
    columns = {
        "key": scrambled(np.arange(len(talks)) + (chapter.block + 1) * 2**31),
        "account": account_of(chapter.who, person, at),
        "phone": phone_at(chapter.who, person, at).astype(str),
        "by_bot": talks["by_bot"],
        "channel": words(talks["turns"] % 2, ("chat", "wecom")),
        "topic": topics,
        "started": span.stamps(at),
        "ended": span.stamps(at + talks["length"].to_numpy()),
        "turns": talks["turns"],
        "is_resolved": talks["is_resolved"],
        "said": [ASKED[row % len(ASKED)].format(topic) for row, topic in enumerate(topics)],
    }
    take, cases = desk.awkward.rows(desk.draw("talks", chapter.block), "conversations", len(talks))
    path = desk.path("service", "conversations", "jsonl", chapter.block)
    desk.scribe.json_lines(taken(columns, take, awkward=cases), TALKS, path)
