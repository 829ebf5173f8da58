"""The service desk's export: nested JSON lines, Beijing stamps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from demo.world.exports.desk import Desk
from demo.world.history import Chapter, account_of
from demo.world.known_as import phone_at
from demo.world.service import BY_ACCOUNT, BY_EMAIL, BY_PHONE, CATEGORIES, CHANNELS, TEXTS
from demo.world.writing import taken, words

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


def write_chapter(desk: Desk, chapter: Chapter) -> None:
    """The tickets of a block of people."""
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
