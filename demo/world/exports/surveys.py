"""The survey tool's exports: invitations as JSON lines, answers nested in one JSON document."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import voices
from demo.world.exports.desk import Desk
from demo.world.history import Chapter
from demo.world.known_as import phone_at
from demo.world.writing import scrambled, taken, words

INVITATIONS = """{
    'id': 'YQ' || hex(key, 12),
    'survey': 'NPS-' || survey,
    'to': {'email': if(by_email, email, null), 'mobile': if(by_email, null, phone)},
    'channel': if(by_email, 'email', 'sms'),
    'sent': with_offset(sent)
}"""
ANSWERS = """{
    'form': 'WJ' || hex(form_key, 12),
    'survey': 'NPS-' || survey,
    'invitation': 'YQ' || hex(key, 12),
    'who': {'email': if(by_email, email, null), 'mobile': if(by_email, null, phone)},
    'question': {'code': question, 'title': title},
    'value': if(awkward = 'impossible_score', 11, value),
    'answered': with_offset(answered)
}"""
TITLES = ("您有多大可能向朋友推荐我们?", "您对最近一次购物满意吗?")


def write_chapter(desk: Desk, chapter: Chapter) -> None:
    """invitations.jsonl and answers.json of a block of people."""
    asked = voices.invitations(desk.world, chapter)
    told = voices.answers(desk.world, chapter, asked)
    take, cases = desk.awkward.rows(desk.draw("surveys", chapter.block), "invitations", len(asked))
    rows = taken(_asked(desk, chapter, asked), take, awkward=cases)
    desk.scribe.json_lines(rows, INVITATIONS, desk.path("survey", "invitations", "jsonl", chapter.block))
    _write_answers(desk, chapter, asked, told)


def _asked(desk: Desk, chapter: Chapter, asked: pd.DataFrame) -> dict[str, object]:
    person, at = asked["person"].to_numpy(dtype=int), asked["at"].to_numpy()
    return {
        "key": scrambled(np.arange(len(asked)) + (chapter.block + 1) * 2**35),
        "survey": asked["survey"] + 1,
        "by_email": asked["by_email"].astype(bool),
        "email": chapter.who["email"].to_numpy()[person],
        "phone": phone_at(chapter.who, person, at).astype(str),
        "sent": desk.world.span.stamps(at),
    }


def _write_answers(desk: Desk, chapter: Chapter, asked: pd.DataFrame, told: pd.DataFrame) -> None:
    """Two questions per form, one element each."""
    form = np.repeat(np.arange(len(told)), 2)
    question = np.tile([0, 1], len(told))
    invitation = told["invitation"].to_numpy()[form]
    columns = {name: np.asarray(column)[invitation] for name, column in _asked(desk, chapter, asked).items()}
    score = np.where(question == 0, told["nps"].to_numpy()[form], told["satisfaction"].to_numpy()[form])
    columns |= {
        "form_key": scrambled(form + (chapter.block + 1) * 2**33),
        "question": words(question, ("nps", "satisfaction")),
        "title": words(question, TITLES),
        "value": score,
        "answered": desk.world.span.stamps(told["at"].to_numpy()[form]),
    }
    take, cases = desk.awkward.rows(desk.draw("answers", chapter.block), "answers", len(form))
    path = desk.path("survey", "answers", "json", chapter.block)
    desk.scribe.json_lines(taken(columns, take, awkward=cases), ANSWERS, path)
    elements = path.read_text(encoding="utf-8").splitlines()
    path.write_text('{"tool": "wenjuan", "answers": [\n' + ",\n".join(elements) + "\n]}\n", encoding="utf-8")
