"""The marketing system's exports: stamps with their offset, messages as Parquet, the rest as text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import dealings
from demo.world.campaigns import CHANNELS, HAPPENINGS, HOLDOUT, KINDS, LASTS_DAYS
from demo.world.exports.desk import Desk
from demo.world.exports.shop import ORDER_NUMBER, accounts_of_orders
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


COUPONS = """
select
    coupon_id,
    name,
    campaign_id,
    if(percent > 0, 'discount', 'cash') as kind,
    case when percent > 0 then percent || '%' end as discount,
    case when percent = 0 then yuan("off") end as cash,
    case when above > 0 then yuan(above) end as threshold,
    with_offset(started) as started,
    with_offset(ended) as ended
from rows
"""
REDEMPTIONS = f"""
select
    'HX' || hex(key, 14) as redemption_id,
    case when awkward <> 'missing_coupon' then coupon_id end as coupon_id,
    case when account > 0 then 'M' || account end as customer,
    case when account = 0 then phone end as mobile,
    {ORDER_NUMBER} as order_no,
    case awkward
        when 'in_the_future' then '2099-01-01T00:00:00+08:00' else with_offset(ordered)
    end as redeemed_at,
    yuan("off") as amount
from rows
"""


def write(desk: Desk) -> None:
    """campaigns.csv and coupons.csv, which hold for the whole world."""
    _write_coupons(desk)
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
    _write_redemptions(desk, chapter)


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


def _coupon_ids(given: pd.DataFrame) -> list[str]:
    return [f"YHQ{number:04d}" for number in range(1, len(given) + 1)]


def _write_coupons(desk: Desk) -> None:
    given, schedule, span = dealings.coupons(desk.world), desk.world.schedule, desk.world.span
    campaign = schedule.iloc[given["campaign"]]
    start = campaign["start"].to_numpy() * DAY
    columns = {
        "coupon_id": _coupon_ids(given),
        "name": (campaign["name"] + "券").to_numpy(),
        "campaign_id": campaign["campaign_id"].to_numpy(),
        **{name: given[name] for name in ("percent", "off", "above")},
        "started": span.stamps(start),
        "ended": span.stamps(start + LASTS_DAYS * DAY),
    }
    rows = taken(columns, np.arange(len(given)))
    desk.scribe.csv(rows, COUPONS, desk.path("marketing", "coupons", "csv"))


def _write_redemptions(desk: Desk, chapter: Chapter) -> None:
    given = dealings.coupons(desk.world)
    used = dealings.redemptions(desk.world, chapter, given)
    order = used["order"].to_numpy(dtype=int)
    columns = {
        "key": scrambled(np.arange(len(used)) + (chapter.block + 1) * 2**32),
        "coupon_id": words(used["coupon"].to_numpy(dtype=int), _coupon_ids(given)),
        "account": accounts_of_orders(chapter)[order],
        "phone": chapter.who["phone"].to_numpy()[used["person"].to_numpy(dtype=int)].astype(str),
        "ordered": desk.world.span.stamps(used["at"].to_numpy()),
        "sequence": chapter.orders["sequence"].to_numpy()[order],
        "off": used["off"],
    }
    take, cases = desk.awkward.rows(desk.draw("redemptions", chapter.block), "redemptions", len(used))
    rows = taken(columns, take, awkward=cases)
    desk.scribe.csv(rows, REDEMPTIONS, desk.path("marketing", "redemptions", "csv", chapter.block))
