"""The marketing system's exports: stamps with their offset, messages as Parquet, the rest as text."""

from __future__ import annotations

import numpy as np

from demo.world.campaigns import CHANNELS, HAPPENINGS, HOLDOUT, KINDS, LASTS_DAYS
from demo.world.exports.desk import Desk
from demo.world.history import Chapter
from demo.world.known_as import phone_at
from demo.world.rhythm import DAY
from demo.world.writing import scrambled, taken, words

CAMPAIGNS = f"""
select
    campaign_id,
    name,
    kind,
    channel,
    with_offset(started) as started,
    with_offset(ended) as ended,
    cost,
    'CNY' as currency,
    'random {HOLDOUT:.0%} holdout' as arms
from rows
"""
MESSAGES = """
select
    'MSG' || hex(message_key, 14) as message_id,
    campaign_id,
    'M' || account as customer,
    case when channel = 'email' then email end as email,
    case when channel = 'sms' then phone::varchar end as mobile,
    channel,
    case when awkward = 'unknown_arm' then 'ctrl2' when is_holdout then 'control' else 'send' end as arm,
    with_offset(sent) as sent_at
from rows
"""
MESSAGE_EVENTS = """
select
    'EV' || hex(event_key, 14) as event_id,
    case when awkward <> 'missing_message' then 'MSG' || hex(message_key, 14) end as message_id,
    what as event,
    with_offset(happened) as event_time
from rows
"""
CONSENTS = """
select
    'CS' || hex(consent_key, 14) as consent_id,
    if(channel = 'email', 'email', 'mobile') as contact_type,
    if(channel = 'email', email, phone::varchar) as contact,
    'marketing_' || channel as purpose,
    case
        when awkward = 'unknown_status' then 'pending'
        when is_granted then 'opt-in'
        else 'opt-out'
    end as status,
    with_offset(changed) as changed_at
from rows
"""


def write(desk: Desk) -> None:
    """campaigns.csv, which holds for the whole world."""
    rng, schedule, span = desk.draw("campaigns"), desk.world.schedule, desk.world.span
    start = schedule["start"].to_numpy()
    fixed = np.array([2_000, 800, 1_200])[schedule["channel"]]
    columns = {
        "campaign_id": schedule["campaign_id"],
        "name": schedule["name"],
        "kind": words(schedule["kind"], list(KINDS)),
        "channel": words(schedule["channel"], CHANNELS),
        "started": span.stamps(start * DAY + 10 * 3600),
        "ended": span.stamps((start + LASTS_DAYS) * DAY),
        "cost": fixed + rng.integers(0, 20, len(schedule)) * 50,
    }
    rows = taken(columns, np.arange(len(schedule)))
    desk.scribe.csv(rows, CAMPAIGNS, desk.path("marketing", "campaigns", "csv"))


def write_chapter(desk: Desk, chapter: Chapter) -> None:
    """messages, message_events and consents of a block of people."""
    rng = desk.draw("messages", chapter.block)
    _write_messages(desk, rng, chapter)
    _write_message_events(desk, rng, chapter)
    _write_consents(desk, rng, chapter)


def _message_keys(chapter: Chapter, message: np.ndarray) -> np.ndarray:
    return scrambled(message + (chapter.block + 1) * 2**36)


def _write_messages(desk: Desk, rng: np.random.Generator, chapter: Chapter) -> None:
    messages, who, schedule = chapter.messages, chapter.who, desk.world.schedule
    person, sent = messages["person"].to_numpy(), messages["sent"].to_numpy()
    campaign = messages["campaign"].to_numpy()
    columns = {
        "message_key": _message_keys(chapter, np.arange(len(messages))),
        "campaign_id": words(campaign, list(schedule["campaign_id"])),
        # people agreed with their first account; the second one is not told of addresses it does not have
        "account": who["account"].to_numpy()[person],
        "email": who["email"].to_numpy()[person],
        "phone": phone_at(who, person, sent),
        "channel": words(schedule["channel"].to_numpy()[campaign], CHANNELS),
        "is_holdout": messages["is_holdout"].astype(bool),
        "sent": desk.world.span.stamps(sent),
    }
    take, cases = desk.awkward.rows(rng, "messages", len(messages))
    path = desk.path("marketing", "messages", "parquet", chapter.block)
    desk.scribe.parquet(taken(columns, take, awkward=cases), MESSAGES, path)


def _write_message_events(desk: Desk, rng: np.random.Generator, chapter: Chapter) -> None:
    answers, count = chapter.answers, len(chapter.answers)
    columns = {
        "event_key": scrambled(np.arange(count) + (chapter.block + 1) * 2**37),
        "message_key": _message_keys(chapter, answers["message"].to_numpy()),
        "what": words(answers["what"], HAPPENINGS),
        "happened": desk.world.span.stamps(answers["at"]),
    }
    take, cases = desk.awkward.rows(rng, "message_events", count)
    rows = taken(columns, take, awkward=cases)
    desk.write_table("marketing", "message_events", chapter.block, rows, MESSAGE_EVENTS, "\t")


def _write_consents(desk: Desk, rng: np.random.Generator, chapter: Chapter) -> None:
    agreed, who, count = chapter.consents, chapter.who, len(chapter.consents)
    person, at = agreed["person"].to_numpy(), agreed["at"].to_numpy()
    columns = {
        "consent_key": scrambled(np.arange(count) + (chapter.block + 1) * 2**38),
        "channel": words(agreed["channel"], CHANNELS),
        "email": who["email"].to_numpy()[person],
        "phone": phone_at(who, person, at),
        "is_granted": agreed["is_granted"].astype(bool),
        "changed": desk.world.span.stamps(at),
    }
    take, cases = desk.awkward.rows(rng, "consents", count)
    rows = taken(columns, take, awkward=cases)
    desk.write_table("marketing", "consents", chapter.block, rows, CONSENTS, "\t")
