"""Traps for whoever tells people apart: what makes two people look like one, or one like two, by name.

Each is laid with a generator of its own, so that the rest of the world stays as it is. Frames of traps have
trap, group (whose people look alike, numbered per trap) and person (row of `who`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from demo.world import names
from demo.world.rhythm import DAY, NOT_YET


class Trap(NamedTuple):
    """Groups per person of the world, whether its people are to be told apart, and what it is."""

    rate: float
    should: str
    what: str


TRAPS = {
    "mistyped_name": Trap(0.03, "together", "a clerk wrote the name of one record wrongly"),
    "family_phone": Trap(0.008, "apart", "the phone of somebody at home, who has the same surname"),
    "call_centre_phone": Trap(0.08, "apart", "the call centre's number, where there was none to write down"),
    "recycled_number": Trap(0.004, "apart", "a number given back that somebody else got months later"),
    "test_email": Trap(0.012, "apart", "an address that means nothing, where one had to be filled in"),
    "couple": Trap(0.02, "apart", "a woman and a man of like age at one address"),
    "twins": Trap(0.004, "apart", "same surname, birth day and address, another given name"),
}
TEST_EMAILS = ("test@qq.example", "123456@163.example", "noemail@mail.example")
QUARANTINE_DAYS = 90  # before a number is given to somebody else
LIKE_AGE = np.timedelta64(6 * 365, "D")


def size(trap: str, count: int) -> int:
    """How many there are in a world of `count` people: groups, or people of one number or address."""
    return max(2, round(TRAPS[trap].rate * count))


def among_people(rng: np.random.Generator, who: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The people with couples, twins and recycled numbers among them; these and the families as traps."""
    who = who.copy()
    free = rng.permutation(np.flatnonzero(who["family"].to_numpy() < 0))
    laid = {"family_phone": [pair.index.to_numpy() for _, pair in who[who["family"] >= 0].groupby("family")]}
    for trap, lay in (("twins", _twins), ("recycled_number", _recycled), ("couple", _couples)):
        laid[trap] = lay(who, free, size(trap, len(who)))
        free = free[~np.isin(free, [person for group in laid[trap] for person in group])]
    return who, _frame(laid)


def among_records(
    rng: np.random.Generator, who: pd.DataFrame, accounts: pd.DataFrame, contacts: pd.DataFrame
) -> pd.DataFrame:
    """Traps of what clerks and people typed; the records get typed_phone (0: none), typed_email, is_mistyped.

    Only records without a number or address get the call centre's or a meaningless one.
    """
    count = len(who)
    called = rng.permutation(pd.concat([accounts, contacts]).query("~has_phone")["person"].unique())
    called = called[: size("call_centre_phone", count)]
    mailed = rng.permutation(pd.concat([accounts, contacts]).query("~has_email")["person"].unique())
    mailed = mailed[: size("test_email", count)]
    address = dict(zip(mailed, rng.choice(len(TEST_EMAILS), len(mailed)), strict=True))
    number = names.phones(np.array([2 * count]))[0]
    for frame in (accounts, contacts):
        frame["typed_phone"] = np.where(frame["person"].isin(called) & ~frame["has_phone"], number, 0)
        typed = frame["person"].map(address).where(~frame["has_email"]).fillna(-1).astype(int)
        frame["typed_email"] = np.array([*TEST_EMAILS, None], object)[typed]
    misspelt = _misspelt(rng, who, accounts, contacts)
    of_address = pd.Series(address)
    groups = [of_address.index[of_address == place].to_numpy() for place in range(len(TEST_EMAILS))]
    return _frame(
        {
            "mistyped_name": [np.array([person]) for person in misspelt],
            "call_centre_phone": [called],
            "test_email": groups,
        }
    )


def _misspelt(
    rng: np.random.Generator, who: pd.DataFrame, accounts: pd.DataFrame, contacts: pd.DataFrame
) -> np.ndarray:
    """Let clerks mistype more names of people who are known elsewhere too; whose names are misspelt then."""
    known_twice = pd.concat([accounts["person"], contacts["person"]]).value_counts()
    known = contacts.index[contacts["person"].isin(known_twice.index[known_twice > 1])]
    full_names = who["full_name"].to_numpy()[contacts["person"].to_numpy()[known]]
    # blanks are no other name, and of some names of two characters nothing else would be mistyped
    shows = [names.misspelt(name).replace(" ", "") != name.replace(" ", "") for name in full_names]
    known = known[shows]
    chosen = rng.permutation(known)[: size("mistyped_name", len(who))]
    contacts["is_mistyped"] |= contacts.index.isin(chosen)
    return contacts.loc[known][contacts["is_mistyped"].loc[known]]["person"].unique()


def _twins(who: pd.DataFrame, free: np.ndarray, count: int) -> list[np.ndarray]:
    """People of like age and gender become twins of those before them."""
    chosen = who.loc[free].query("not full_name.str.isascii()")
    chosen = chosen.sort_values(["is_female", "birth_on"]).index.to_numpy()
    starts = np.linspace(0, len(chosen) - 2, count).astype(int)
    pairs = [chosen[start : start + 2] for start in np.unique(starts // 2 * 2)]
    return [pair for pair in pairs if _become_twins(who, *pair)]


def _become_twins(who: pd.DataFrame, one: int, other: int) -> bool:
    han, pinyin = names.spelt(names.SURNAMES)
    old, new = who.at[other, "surname"], who.at[one, "surname"]
    given = [
        who.at[person, "full_name"].removeprefix(han[who.at[person, "surname"]]) for person in (one, other)
    ]
    if given[0] == given[1] or who.at[one, "is_female"] != who.at[other, "is_female"]:
        return False
    who.at[other, "full_name"] = han[new] + given[1]
    email = who.at[other, "email"]
    if email.startswith(pinyin[old]):
        who.at[other, "email"] = pinyin[new] + email.removeprefix(pinyin[old])
    for column in ("surname", "birth_on", "city", "home"):
        who.at[other, column] = who.at[one, column]
    return True


def _recycled(who: pd.DataFrame, free: np.ndarray, count: int) -> list[np.ndarray]:
    """Who comes months after somebody gave a number up has it from then on."""
    changed = who.loc[free, "phone_changed"]
    givers = changed[changed < NOT_YET].index.to_numpy()[:count]
    came = who["joined"].to_numpy() * DAY
    takers = free[(who["phone_changed"].to_numpy()[free] == NOT_YET) & ~np.isin(free, givers)]
    pairs = []
    for giver in givers:
        later = takers[came[takers] > changed[giver] + QUARANTINE_DAYS * DAY]
        if len(later):
            who.at[later[0], "phone"] = who.at[giver, "phone"]
            takers = takers[takers != later[0]]
            pairs.append(np.array([giver, later[0]]))
    return pairs


def _couples(who: pd.DataFrame, free: np.ndarray, count: int) -> list[np.ndarray]:
    """Women and men of like age and another surname move together."""
    grown = free[who["birth_on"].to_numpy()[free] < who["birth_on"].max() - np.timedelta64(7 * 365, "D")]
    female = who["is_female"].to_numpy()
    women, men = (_by_age(who, grown[female[grown] == sex]) for sex in (True, False))
    size = min(len(women), len(men))
    women, men = (side[np.linspace(0, len(side) - 1, size).astype(int)] for side in (women, men))
    apart = np.abs(who["birth_on"].to_numpy()[women] - who["birth_on"].to_numpy()[men])
    fits = (apart < LIKE_AGE) & (who["surname"].to_numpy()[women] != who["surname"].to_numpy()[men])
    places = np.flatnonzero(fits)
    places = places[np.unique(np.linspace(0, len(places) - 1, count).astype(int))]
    for column in ("city", "home"):
        who.loc[men[places], column] = who[column].to_numpy()[women[places]]
    return list(np.column_stack([women[places], men[places]]))


def _by_age(who: pd.DataFrame, person: np.ndarray) -> np.ndarray:
    return person[np.argsort(who["birth_on"].to_numpy()[person], kind="stable")]


def _frame(laid: dict[str, list[np.ndarray]]) -> pd.DataFrame:
    rows = [
        pd.DataFrame({"trap": trap, "group": number, "person": group})
        for trap, groups in laid.items()
        for number, group in enumerate(groups)
    ]
    return pd.concat(rows, ignore_index=True)
