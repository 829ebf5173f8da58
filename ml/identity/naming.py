"""Stable customer ids: minted once, carried from run to run by maximum overlap."""

import hashlib
from collections.abc import Iterable

import pandas as pd

from ml.identity.stitching import RECORD

_ID_LENGTH = 24


def name_components(stitched: pd.DataFrame, previous: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """Give every component its customer_id: columns RECORD + `customer_id` (null for visitors).

    `stitched`: RECORD + `component` (null for visitors), in the order of RECORD. `previous` and `former`:
    what the ledger's `assignments` and `former_assignments` return. A component keeps the id most of its
    records have; among equals the oldest id, then the smallest. Of equal parts of a split, the one that had
    the id first keeps it, and the others get back the id that most of their records had before. What is still
    without gets the hash of its smallest record.
    """
    people = stitched.dropna(subset="component")
    carried = _carried(people, previous, ["minted_sequence", "customer_id", "held_sequence"])
    nameless = people[~people["component"].isin(carried.index)]
    # the last id first: it is what a merge took away
    lost_last = former.assign(lost_before=-former["held_sequence"])
    regained = _carried(nameless, lost_last, ["lost_before", "minted_sequence", "customer_id"])
    new = nameless[~nameless["component"].isin(regained.index)]
    smallest = new.drop_duplicates("component")
    taken = set(previous["customer_id"]) | set(former["customer_id"])
    minted = mint(smallest[RECORD].itertuples(index=False, name=None), taken)
    names = pd.concat([carried, regained, pd.Series(minted, index=smallest["component"], dtype="str")])
    named = stitched["component"].map(names)
    return stitched[RECORD].assign(customer_id=named.astype("str").where(named.notna(), None))


def mint(records: Iterable[tuple[str, str, str]], taken: set[str]) -> list[str]:
    """A new id per record: its hash; another one where that is already somebody's, e.g. after a split."""
    names = []
    for record in records:
        name, attempt = _hash(record), 0
        while name in taken:
            attempt += 1
            name = _hash((*record, str(attempt)))
        taken.add(name)
        names.append(name)
    return names


def _hash(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_ID_LENGTH]


def _carried(people: pd.DataFrame, held: pd.DataFrame, ties: list[str]) -> pd.Series:
    """customer_id by component, for those that get one of `held`: each id once, best overlap first."""
    overlap = (
        people.merge(held, on=RECORD)
        .groupby(["component", "customer_id"], as_index=False)
        .agg(shared=("record_key", "size"), **{name: (name, "min") for name in ties if name != "customer_id"})
    )
    contested = overlap["component"].duplicated(keep=False) | overlap["customer_id"].duplicated(keep=False)
    # only merges and splits come here
    order = ["shared", *ties, "component"]
    ranked = overlap[contested].sort_values(order, ascending=[False] + [True] * (len(order) - 1))
    kept: dict[int, str] = {}
    given = set()
    for row in ranked.itertuples():
        if row.component not in kept and row.customer_id not in given:
            kept[row.component] = row.customer_id
            given.add(row.customer_id)
    certain = overlap[~contested].set_index("component")["customer_id"]
    return pd.concat([certain, pd.Series(kept, dtype="str")])
