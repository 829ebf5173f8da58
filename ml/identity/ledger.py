"""The ledger: which records belonged to which customer, as a list of changes that is only ever added to."""

from datetime import date

import numpy as np
import pandas as pd

from ml.arrays import distinct
from ml.identity.stitching import RECORD

REDIRECT = ["previous_customer_id", "customer_id", "redirected_on"]
ENTRY = ["change_type", *RECORD, "customer_id", "previous_customer_id"]


def assignments(ledger: pd.DataFrame) -> pd.DataFrame:
    """Who is who now: RECORD + `customer_id`, `minted_sequence` (of the id), `held_sequence` (by the record).

    `ledger` has columns ENTRY + `entry_sequence`; the sequences are those of its entries.
    """
    of_records = _of_records(ledger)
    newest = of_records.drop_duplicates(RECORD, keep="last")
    return _with_sequences(newest[newest["customer_id"].notna()], of_records)


def as_of(ledger: pd.DataFrame, day: date) -> pd.DataFrame:
    """Who was who at the end of a past day, after its last run: columns as of `assignments`.

    `ledger` has also `changed_on`; days before its first give nobody.
    """
    return assignments(ledger[ledger["changed_on"] <= day])


def former_assignments(ledger: pd.DataFrame) -> pd.DataFrame:
    """Ids that records once had and nobody has now: columns as of `assignments`, a row per record and id."""
    lost = ledger["previous_customer_id"].dropna().unique()
    of_records = _of_records(ledger)
    newest = of_records.drop_duplicates(RECORD, keep="last")["customer_id"]
    retired = set(lost) - set(newest[newest.isin(lost)])
    once = of_records[of_records["customer_id"].isin(retired)]
    return _with_sequences(once.drop_duplicates([*RECORD, "customer_id"], keep="last"), once)


def redirects(ledger: pd.DataFrame) -> pd.DataFrame:
    """Where each id that nobody has now leads: `previous_customer_id`, `customer_id`, `redirected_on`.

    Redirects are followed to an id that somebody has; one that ends nowhere leads to null. `ledger` has also
    `changed_on`. An id that came back after a split leads nowhere else and has no row.
    """
    told = ledger[ledger["change_type"] == "redirected"].sort_values("entry_sequence")
    newest = told.drop_duplicates("previous_customer_id", keep="last")
    alive = set(assignments(ledger)["customer_id"])
    gone = newest[~_among(newest["previous_customer_id"], alive)]
    next_id = gone.set_index("previous_customer_id")["customer_id"]
    target = gone["customer_id"]
    # each step leads to a later entry of the ledger, so this ends
    while (leads_on := target.isin(next_id.index)).any():
        target = target.where(~leads_on, target.map(next_id))
    target = target.where(_among(target, alive), None)
    return gone.assign(customer_id=target, redirected_on=gone["changed_on"])[REDIRECT].reset_index(drop=True)


def changes(named: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """Entries (columns ENTRY) that turn the assignments `previous` into `named`; empty when nothing changed.

    In the order of `named`, then of `previous`, then the redirects.

    minted: the record's customer is new. joined: a new record of a known customer. moved: from one customer
    to another. left: the record is gone or only a visitor's. redirected: a customer lost all its records to
    another.
    """
    records, numbers = _numbered(named, previous)
    first = np.unique(numbers, return_index=True)[1]
    # numbers instead of ids, -1 for none: a text per record would take gigabytes
    ids, known = pd.factorize(pd.concat([named["customer_id"], previous["customer_id"]]))
    names = np.append(known.to_numpy(dtype="object"), None)
    now, before = np.full(len(first), -1), np.full(len(first), -1)
    now[numbers[: len(named)]], before[numbers[len(named) :]] = ids[: len(named)], ids[len(named) :]
    is_changed = now != before
    now_id, before_id = now[is_changed], before[is_changed]
    changed = records.iloc[first[is_changed]].assign(
        customer_id=names[now_id], previous_customer_id=names[before_id], change_type="moved"
    )
    is_new = before_id < 0
    changed.loc[is_new, "change_type"] = "minted"
    changed.loc[is_new & np.isin(now_id, before), "change_type"] = "joined"
    changed.loc[now_id < 0, "change_type"] = "left"
    redirected = _redirects(changed[changed["change_type"] == "moved"], set(names[distinct(now)]))
    told = [changed[ENTRY], *([redirected[ENTRY]] if len(redirected) else [])]
    return pd.concat(told, ignore_index=True)


def _numbered(named: pd.DataFrame, previous: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The records of both, one after the other, and a number that the same record has in either."""
    if previous.empty:
        # a first run, in which no record comes twice, has none to compare: ten million keys need no table
        return named[RECORD].reset_index(drop=True), np.arange(len(named))
    records = pd.concat([named[RECORD], previous[RECORD]], ignore_index=True)
    return records, records.groupby(RECORD, sort=False).ngroup().to_numpy()


def _redirects(moved: pd.DataFrame, alive: set[str | None]) -> pd.DataFrame:
    moved = moved[~_among(moved["previous_customer_id"], alive)]
    target = (
        moved.groupby(["previous_customer_id", "customer_id"])
        .size()
        .reset_index(name="records")
        .sort_values(["records", "customer_id"], ascending=[False, True])
        .drop_duplicates("previous_customer_id")
        .sort_values("previous_customer_id")
    )
    empty = {name: pd.Series([None] * len(target), index=target.index, dtype="object") for name in RECORD}
    return target.assign(change_type="redirected", **empty)


def _among(ids: pd.Series, known: set[str | None]) -> np.ndarray:
    """Whether each id is known; `isin` would first make an array of all that are."""
    return np.fromiter((name in known for name in ids), dtype=bool, count=len(ids))


def _of_records(ledger: pd.DataFrame) -> pd.DataFrame:
    return ledger[ledger["record_key"].notna()].sort_values("entry_sequence")


def _with_sequences(held: pd.DataFrame, of_records: pd.DataFrame) -> pd.DataFrame:
    minted = of_records.drop_duplicates("customer_id").set_index("customer_id")["entry_sequence"]
    return held[[*RECORD, "customer_id"]].assign(
        minted_sequence=held["customer_id"].map(minted), held_sequence=held["entry_sequence"]
    )
