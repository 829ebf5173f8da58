"""The ledger: which records belonged to which customer, as a list of changes that is only ever added to."""

import pandas as pd

from ml.identity.stitching import RECORD

ENTRY = ["change_type", *RECORD, "customer_id", "previous_customer_id"]


def assignments(ledger: pd.DataFrame) -> pd.DataFrame:
    """The newest assignment of every record that ever had one: RECORD + customer_id + minted_sequence."""
    of_records = ledger[ledger["record_key"].notna()]
    newest = of_records.sort_values("entry_sequence").drop_duplicates(RECORD, keep="last")
    minted = of_records.groupby("customer_id")["entry_sequence"].min()
    held = newest[newest["customer_id"].notna()]
    return held[[*RECORD, "customer_id"]].assign(minted_sequence=held["customer_id"].map(minted))


def changes(named: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """Entries (columns ENTRY) that turn the assignments `previous` into `named`; empty for no change.

    minted: the record's customer is new. joined: a new record of a known customer. moved: from one customer
    to another. left: the record is gone or only a visitor's. redirected: a customer lost all records to another.
    """
    both = previous.rename(columns={"customer_id": "previous_customer_id"}).merge(
        named, on=RECORD, how="outer"
    )
    both["customer_id"] = both["customer_id"].where(both["customer_id"].notna(), None)
    is_same = (both["customer_id"] == both["previous_customer_id"]) | (
        both["customer_id"].isna() & both["previous_customer_id"].isna()
    )
    changed = both[~is_same].copy()
    known = set(previous["customer_id"])
    changed["change_type"] = "moved"
    is_new = changed["previous_customer_id"].isna()
    changed.loc[is_new, "change_type"] = "minted"
    changed.loc[is_new & changed["customer_id"].isin(known), "change_type"] = "joined"
    changed.loc[changed["customer_id"].isna(), "change_type"] = "left"
    entries = pd.concat([changed[ENTRY].sort_values(RECORD), _redirects(both, changed)[ENTRY]])
    return entries.reset_index(drop=True)


def _redirects(both: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    alive = set(both["customer_id"].dropna())
    moved = changed[(changed["change_type"] == "moved") & ~changed["previous_customer_id"].isin(alive)]
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
