"""What happened in the world: its people, and chapter by chapter what each block of them did."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from demo.world import browsing, campaigns, catalogue, known_as, service, shopping, traps
from demo.world.people import EARLY_ADOPTERS, people
from demo.world.rhythm import DAY, NOT_YET, Rhythm, Span

BLOCK = 50_000  # people per chapter: what is in memory at once


@dataclass
class World:
    """What holds for everybody: days, goods, campaigns, and people with what the systems know of them.

    who: one row per person, see `people`, `known_as`; account, registered, second_account, second_registered
    (0 and NOT_YET where there is none). traps: who looks like whom, see `traps`.
    """

    seed: int
    span: Span
    rhythm: Rhythm
    goods: pd.DataFrame
    who: pd.DataFrame
    accounts: pd.DataFrame
    contacts: pd.DataFrame
    schedule: pd.DataFrame
    traps: pd.DataFrame
    block: int
    # documents so far, to number the next ones
    numbered: dict[str, np.ndarray] = field(default_factory=dict)

    def draw(self, part: str, block: int = 0) -> np.random.Generator:
        """The generator of one part of the world and one block of people."""
        return generator(self.seed, part, block)


@dataclass
class Chapter:
    """What one block of people did. `person` is a row of `who`, which begins at the world's row `first`."""

    block: int
    first: int
    who: pd.DataFrame
    ahead: pd.DataFrame
    orders: pd.DataFrame
    lines: pd.DataFrame
    payments: pd.DataFrame
    returns: pd.DataFrame
    messages: pd.DataFrame
    answers: pd.DataFrame
    consents: pd.DataFrame
    visits: pd.DataFrame
    events: pd.DataFrame
    tickets: pd.DataFrame


def generator(seed: int, part: str, block: int = 0) -> np.random.Generator:
    """A generator of its own for each part, so that changing one part leaves the others as they are."""
    return np.random.default_rng([seed, zlib.crc32(part.encode()), block])


def world(count: int, span: Span, seed: int, block: int = BLOCK) -> World:
    """The world before anything happens in it; it is told in blocks of so many people."""
    rhythm = Rhythm(span)
    who = people(generator(seed, "people"), count, span, rhythm)
    who["is_early"] = generator(seed, "early").random(count) < EARLY_ADOPTERS
    who = known_as.with_addresses(generator(seed, "addresses"), who, span)
    who, alike = traps.among_people(generator(seed, "alike"), who)
    accounts = known_as.accounts(generator(seed, "accounts"), who, span)
    for is_second, prefix in ((False, ""), (True, "second_")):
        opened = accounts[accounts["is_second"] == is_second].set_index("person").reindex(who.index)
        who[f"{prefix}account"] = opened["number"].fillna(0).astype(np.int64)
        who[f"{prefix}registered"] = opened["registered"].fillna(NOT_YET).astype(np.int64)
    contacts = known_as.contacts(generator(seed, "contacts"), who, span)
    typed = traps.among_records(generator(seed, "typed in"), who, accounts, contacts)
    laid = pd.concat([alike, typed], ignore_index=True)
    goods = catalogue.products(generator(seed, "goods"))
    goods["launched"] = catalogue.launches(generator(seed, "launches"), goods, span.days)
    return World(seed, span, rhythm, goods, who, accounts, contacts, campaigns.schedule(span), laid, block)


def chapters(world: World) -> Iterator[Chapter]:
    """Block by block what happened, from the beginning."""
    world.numbered.clear()
    for block, first in enumerate(range(0, len(world.who), world.block)):
        who = world.who.iloc[first : first + world.block].reset_index(drop=True)
        yield _chapter(world, who, block, first)


def _chapter(world: World, who: pd.DataFrame, block: int, first: int) -> Chapter:
    span, goods = world.span, world.goods
    registered = who["registered"].to_numpy()
    wished = shopping.wishes(world.draw("wishes", block), who, world.rhythm)
    agreed = campaigns.agreements(world.draw("agreements", block), who)
    sending = campaigns.Sending(who, agreed, registered, wished)
    messages, answers = _send_all(world.draw("messages", block), world, sending)
    wanted = _with_caused(wished, messages)
    orders = shopping.orders(world.draw("orders", block), who, wanted[wanted["day"] < span.days], span)
    orders["sequence"] = _numbers(world, "orders", orders["at"].to_numpy() // DAY)
    lines = shopping.lines(world.draw("lines", block), who, orders, goods, catalogue.Shelf(goods), span)
    returns = shopping.returns(world.draw("returns", block), who, orders, lines, goods, span)
    returns["sequence"] = _numbers(world, "returns", returns["at"].to_numpy() // DAY)
    tickets = service.tickets(world.draw("tickets", block), who, orders, returns, span)
    tickets["sequence"] = _numbers(world, "tickets", np.zeros(len(tickets), int))
    clicks = _clicks(messages, answers)
    visits, events = _look_around(world, who, block, orders, lines, wanted, clicks)
    return Chapter(
        block=block,
        first=first,
        who=who,
        ahead=wanted[wanted["day"] >= span.days],
        orders=orders,
        lines=lines,
        payments=shopping.payments(world.draw("payments", block), orders, lines, span),
        returns=returns,
        messages=messages,
        answers=answers,
        consents=campaigns.consents(who, agreed, sending.stopped, registered),
        visits=visits,
        events=events,
        tickets=tickets,
    )


def _with_caused(wished: pd.DataFrame, messages: pd.DataFrame) -> pd.DataFrame:
    """The orders people place of their own accord (campaign -1) and those that messages caused."""
    caused = messages.loc[messages["order_day"] >= 0, ["person", "order_day", "campaign"]]
    caused = caused.rename(columns={"order_day": "day"})
    together = pd.concat([wished.assign(campaign=-1), caused])
    return together.sort_values(["person", "day"], ignore_index=True)


def _clicks(messages: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    clicked = answers[answers["what"] == campaigns.CLICKED]
    person = messages["person"].to_numpy()[clicked["message"]]
    return pd.DataFrame({"person": person, "at": clicked["at"].to_numpy() + 3})


def _send_all(
    rng: np.random.Generator, world: World, sending: campaigns.Sending
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All messages by campaign, and what happened to them (message: row of the first frame)."""
    sent, happened, count = [], [], 0
    for number, campaign in world.schedule.iterrows():
        messages = sending.send(rng, number, campaign)
        answers = sending.answers(rng, messages, campaign["channel"], world.span)
        answers["message"] += count
        count += len(messages)
        sent.append(messages)
        happened.append(answers)
    if not sent:
        nobody = pd.DataFrame(
            columns=["campaign", "person", "is_holdout", "sent", "order_day"], dtype=np.int64
        )
        return nobody, pd.DataFrame(columns=["message", "what", "at"], dtype=np.int64)
    answers = pd.concat(happened).sort_values(["at", "message"], ignore_index=True)
    return pd.concat(sent, ignore_index=True), answers


def _look_around(
    world: World,
    who: pd.DataFrame,
    block: int,
    orders: pd.DataFrame,
    lines: pd.DataFrame,
    wanted: pd.DataFrame,
    clicks: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Visits and events."""
    span, shelf, rng = world.span, catalogue.Shelf(world.goods), world.draw("visits", block)
    first_lines = lines[lines["line"] == 1]
    bought = orders.assign(article=first_lines["article"].to_numpy())
    visits = browsing.visits(rng, who, bought, wanted, clicks, world.rhythm, span)
    owned = browsing.devices(world.draw("devices", block), who, span)
    visits = browsing.with_devices(rng, visits, owned, len(who))
    events = browsing.events(world.draw("events", block), who, visits, shelf, span)
    return visits, events


def _numbers(world: World, kind: str, day: np.ndarray) -> np.ndarray:
    """The next numbers of documents, counted from 1 for each day."""
    so_far = world.numbered.setdefault(kind, np.zeros(world.span.days, np.int64))
    order = np.argsort(day, kind="stable")
    sorted_days = day[order]
    nth = np.empty(len(day), np.int64)
    nth[order] = np.arange(len(day)) - np.searchsorted(sorted_days, sorted_days) + 1
    numbers = nth + so_far[day]
    so_far += np.bincount(day, minlength=world.span.days)
    return numbers


def account_of(who: pd.DataFrame, person: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Number of the account people act with at a moment; who has a second one uses it on most days."""
    later = who["second_registered"].to_numpy()[person] <= second
    uses_second = later & (second // DAY % 10 < 7)
    return np.where(uses_second, who["second_account"].to_numpy()[person], who["account"].to_numpy()[person])
