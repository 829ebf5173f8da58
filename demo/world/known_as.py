"""How the systems know people: numbers, addresses, accounts of the shop, records of the CRM, consents."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import names
from demo.world.people import BROWSER, BUYER, GUEST, LEAD, joined_at
from demo.world.rhythm import DAY, NOT_YET, Span

FAMILIES = 0.008  # share of people who give the phone of somebody at home
NEW_PHONES = 0.04
SECOND_ACCOUNTS = 0.025
TWICE_IN_CRM = 0.03
CRM_SHARES = {BUYER: 0.60, GUEST: 0.12, BROWSER: 0.10, LEAD: 1.0}


def with_addresses(rng: np.random.Generator, who: pd.DataFrame, span: Span) -> pd.DataFrame:
    """The people with email, phone, new_phone, phone_changed (second), home, what the shop knows of them.

    Some share the phone, city and surname of somebody at home (family: number of it, -1: none). Phones are
    numbers of eleven digits.
    """
    count = len(who)
    frame = who.assign(phone=names.phones(np.arange(count)), new_phone=names.phones(count + np.arange(count)))
    changes = rng.random(count) < NEW_PHONES
    changed = rng.integers(0, span.seconds, count)
    frame["phone_changed"] = np.where(changes, changed, NOT_YET)
    frame["home"] = names.homes(np.arange(count))
    _share_phones(rng, frame)
    numbers = 10_000 + rng.permutation(9 * count)[:count]
    frame["email"] = names.emails(rng, frame["mailbox"].to_numpy(), numbers)
    has_account = frame["kind"].isin([BUYER, BROWSER])
    frame["shop_phone"] = has_account & (rng.random(count) < 0.88)
    frame["shop_email"] = has_account & ((rng.random(count) < 0.58) | ~frame["shop_phone"])
    frame["gives_email"] = (rng.random(count) < 0.5) & (frame["kind"] == GUEST)
    return frame


def _share_phones(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    size = int(len(frame) * FAMILIES)
    pairs = rng.permutation(len(frame))[: 2 * size].reshape(2, size).T
    han, full_names = names.spelt(names.SURNAMES)[0], frame["full_name"].to_numpy().copy()
    surnames = han[frame["surname"].to_numpy()]
    given = [name.removeprefix(surname) for name, surname in zip(full_names, surnames, strict=True)]
    # nobody gives a child the name of somebody at home
    unlike = [given[one] != given[other] for one, other in pairs]
    giver, taker = pairs[np.array(unlike, bool)].T
    frame["family"] = -1
    frame.loc[giver, "family"] = frame.loc[taker, "family"] = np.arange(len(giver))
    for column in ("phone", "new_phone", "phone_changed", "city", "home", "surname"):
        frame.loc[taker, column] = frame[column].to_numpy()[giver]
    for row, donor in zip(taker, giver, strict=True):
        if not (names.is_latin(full_names[row]) or names.is_latin(full_names[donor])):
            full_names[row] = surnames[donor] + given[row]
    frame["full_name"] = full_names


def accounts(rng: np.random.Generator, who: pd.DataFrame, span: Span) -> pd.DataFrame:
    """One row per account of the shop, by registration: person, number, registered (second), is_second, has_…

    Most register minutes before the first order, others up to weeks earlier. Second accounts come later,
    most with the same phone.
    """
    owners = np.flatnonzero(who["kind"].isin([BUYER, BROWSER]))
    hurry = rng.random(len(owners)) < 0.65
    minutes, days = rng.integers(150, 1800, len(owners)), rng.integers(1, 40, len(owners))
    lead = np.where(hurry, minutes, days * DAY + minutes)
    lead = np.where(who["kind"].to_numpy()[owners] == BROWSER, 0, lead)
    first = pd.DataFrame({"person": owners, "registered": joined_at(who)[owners] - lead, "is_second": False})
    again = first[rng.random(len(first)) < SECOND_ACCOUNTS].copy()
    stay = np.minimum(who["left"].to_numpy()[again["person"]] * DAY, span.seconds) - again["registered"]
    again["registered"] += (stay * rng.uniform(0.3, 0.9, len(again))).astype(int)
    again["is_second"] = True
    again = again[(who["kind"].to_numpy()[again["person"]] == BUYER) & (again["registered"] > 0)]
    frame = pd.concat([first, again]).sort_values(["registered", "person"], ignore_index=True)
    frame["number"] = 100_000 + 7 * np.arange(len(frame))
    # who opens a second account without the phone can only be found by likeness
    frame["has_phone"] = who["shop_phone"].to_numpy()[frame["person"]]
    forgotten = frame["is_second"] & (rng.random(len(frame)) < 0.25)
    frame["has_phone"] &= ~forgotten
    frame["has_email"] = who["shop_email"].to_numpy()[frame["person"]] & ~frame["is_second"]
    return frame


def contacts(rng: np.random.Generator, who: pd.DataFrame, span: Span) -> pd.DataFrame:
    """One row per record of the CRM, by opening: person, number, created (second), and what it holds.

    Some people are there twice, half of them misspelt: with the same phone, the e-mail only, or a new phone.
    """
    in_crm = rng.random(len(who)) < who["kind"].map(CRM_SHARES).to_numpy()
    known = np.flatnonzero(in_crm | (who["company"] >= 0).to_numpy())
    later = rng.exponential(25, len(known)) * (who["kind"].to_numpy()[known] != LEAD)
    day = np.minimum(who["joined"].to_numpy()[known] + later.astype(int), span.days - 1)
    first = pd.DataFrame({"person": known, "day": day, "is_repeat": False})
    again = first[rng.random(len(first)) < TWICE_IN_CRM].assign(is_repeat=True)
    again["day"] = again["day"] + ((span.days - 1 - again["day"]) * rng.random(len(again))).astype(int)
    frame = pd.concat([first, again], ignore_index=True)
    count = len(frame)
    frame["created"] = frame["day"] * DAY + rng.integers(9 * 3600, 18 * 3600, count)
    how = rng.choice(["same_phone", "same_email", "new_phone"], size=count, p=[0.65, 0.2, 0.15])
    how = np.where(frame["is_repeat"], how, "first")
    has_email = (rng.random(count) < 0.55) | (how == "same_email")
    frame["has_email"] = has_email & ~np.isin(how, ["same_phone", "new_phone"])
    # a first record whose repeat shares only the e-mail has it too
    frame["has_email"] |= frame["person"].isin(frame.loc[how == "same_email", "person"]) & (how == "first")
    frame["has_phone"] = (how != "same_email") & ((rng.random(count) < 0.93) | ~frame["has_email"])
    frame["has_new_phone"] = (how == "new_phone") | _keeps_up(rng, who, frame)
    frame["is_mistyped"] = frame["is_repeat"] & (rng.random(count) < 0.5)
    frame = frame.sort_values(["created", "person"], ignore_index=True)
    frame["number"] = np.arange(1, count + 1)
    return frame.drop(columns="day")


def _keeps_up(rng: np.random.Generator, who: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Whether a record holds the new number of somebody whose number changed."""
    changed = who["phone_changed"].to_numpy()[frame["person"]]
    told = (changed < NOT_YET) & (rng.random(len(frame)) < 0.4)
    return told | (changed < frame["created"].to_numpy())


def phone_at(who: pd.DataFrame, person: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The number that people have at a moment."""
    changed = who["phone_changed"].to_numpy()[person] <= second
    return np.where(changed, who["new_phone"].to_numpy()[person], who["phone"].to_numpy()[person])
