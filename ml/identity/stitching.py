"""Exact stitching: records that share a person-level identifier are one customer."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

RECORD = ["source_system", "contract_table", "record_key"]
IDENTIFIER = ["identifier_type", "identifier_value"]


def components(identifiers: pd.DataFrame, makes_customer: set[str]) -> pd.DataFrame:
    """Component of each record: columns RECORD + `component` (int; null for a visitor's record).

    `identifiers` has columns RECORD + IDENTIFIER, one row per record and identifier; a null value identifies
    nobody. Only identifier types in `makes_customer` connect; a record with devices alone follows the one
    component they were seen with, if it is only one, so a shared device never glues two people.
    """
    numbers = identifiers.groupby(RECORD).ngroup().to_numpy()
    records = identifiers[RECORD].iloc[np.unique(numbers, return_index=True)[1]].reset_index(drop=True)
    known = identifiers["identifier_value"].notna().to_numpy()
    rows = numbers[known]
    values = identifiers[known].groupby(IDENTIFIER, sort=False).ngroup().to_numpy()
    is_personal = identifiers["identifier_type"].isin(makes_customer).to_numpy()[known]
    component = _label(rows[is_personal], values[is_personal], len(records))
    return records.assign(component=_follow_devices(component, rows[~is_personal], values[~is_personal]))


def _label(rows: np.ndarray, values: np.ndarray, record_count: int) -> pd.arrays.IntegerArray:
    """Connected components of the graph record - identifier: a label per record, null for one without."""
    component = pd.array([pd.NA] * record_count, dtype="Int64")
    if not len(rows):
        return component
    size = record_count + int(values.max()) + 1
    graph = coo_array((np.ones(len(rows), dtype=np.int8), (rows, record_count + values)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    component[rows] = labels[rows]
    return component


def _follow_devices(
    component: pd.arrays.IntegerArray, rows: np.ndarray, devices: np.ndarray
) -> pd.arrays.IntegerArray:
    seen = pd.DataFrame({"row": rows, "device": devices, "component": component[rows]})
    owner = _only(seen.dropna(subset="component"), "device", "component")
    alone = seen[seen["component"].isna()]
    followed = _only(alone.assign(owner=alone["device"].map(owner)).dropna(subset="owner"), "row", "owner")
    component[followed.index.to_numpy()] = followed.array
    return component


def _only(frame: pd.DataFrame, by: str, name: str) -> pd.Series:
    """The value of each group that has only one."""
    values = frame.groupby(by)[name]
    least, most = values.min(), values.max()
    return least[least == most]
