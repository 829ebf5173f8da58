"""Stable customer ids: minted once, carried from run to run by maximum overlap."""

import hashlib

import pandas as pd

from ml.identity.stitching import RECORD

_ID_LENGTH = 24


def name_components(stitched: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """Give every component its customer_id: columns RECORD + `customer_id` (null for visitors).

    `stitched` is what `components` returns. `previous` has columns RECORD + `customer_id` + `minted_sequence`
    (when that id was first given), one row per record that ever had an id. A component keeps the id most of
    its records had; among equals the oldest id, then the smallest. A component without one gets the hash of
    its smallest record.
    """
    people = stitched.dropna(subset="component")
    carried = _carried(people, previous)
    taken = set(previous["customer_id"])
    smallest = people.sort_values(RECORD).groupby("component", sort=False).first()
    unnamed = smallest[~smallest.index.isin(carried.index)].sort_values(RECORD)
    minted = {
        component: mint(record, taken)
        for component, record in zip(unnamed.index, unnamed[RECORD].itertuples(index=False), strict=True)
    }
    names = pd.concat([carried, pd.Series(minted, dtype="str")])
    named = stitched["component"].map(names)
    return stitched[RECORD].assign(customer_id=named.astype("str").where(named.notna(), None))


def mint(record: tuple[str, str, str], taken: set[str]) -> str:
    """A new id: hash of the record; another if that hash is already somebody's, as after a split."""
    attempt = 0
    while True:
        parts = [*record, str(attempt)] if attempt else list(record)
        name = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_ID_LENGTH]
        if name not in taken:
            taken.add(name)
            return name
        attempt += 1


def _carried(people: pd.DataFrame, previous: pd.DataFrame) -> pd.Series:
    """customer_id by component, for the components that keep one."""
    overlap = (
        people.merge(previous, on=RECORD)
        .groupby(["component", "customer_id"])
        .agg(shared=("record_key", "size"), minted_sequence=("minted_sequence", "min"))
        .reset_index()
        .sort_values(
            ["shared", "minted_sequence", "customer_id", "component"], ascending=[False, True, True, True]
        )
    )
    contested = overlap["component"].duplicated(keep=False) | overlap["customer_id"].duplicated(keep=False)
    kept = overlap[~contested].set_index("component")["customer_id"].to_dict()
    given = set()
    # only merges and splits come here, best overlap first
    for row in overlap[contested].itertuples():
        if row.component not in kept and row.customer_id not in given:
            kept[row.component] = row.customer_id
            given.add(row.customer_id)
    return pd.Series(kept, dtype="str")
