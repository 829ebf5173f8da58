"""Exact stitching: records that share a person-level identifier are one customer."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

RECORD = ["source_system", "contract_table", "record_key"]
IDENTIFIER = ["identifier_type", "identifier_value"]


def components(identifiers: pd.DataFrame, makes_customer: set[str]) -> pd.DataFrame:
    """Component of each record: columns RECORD + `component` (int; null for a visitor's record).

    `identifiers` has columns RECORD + IDENTIFIER, one row per record and identifier. Only identifier types in
    `makes_customer` connect; a device follows the one component it was seen with, if it is only one, so a
    shared device never glues two people.
    """
    records = identifiers[RECORD].drop_duplicates().sort_values(RECORD, ignore_index=True)
    personal = identifiers[identifiers["identifier_type"].isin(makes_customer)]
    rows = _codes(records, identifiers)
    values = identifiers.groupby(IDENTIFIER, sort=False).ngroup().to_numpy()
    is_personal = identifiers["identifier_type"].isin(makes_customer).to_numpy()
    labels = _label(rows[is_personal], values[is_personal], len(records)) if len(personal) else None
    component = pd.array([pd.NA] * len(records), dtype="Int64")
    if labels is not None:
        known = np.unique(rows[is_personal])
        component[known] = labels[known]
    return records.assign(component=_follow_devices(component, rows[~is_personal], values[~is_personal]))


def _codes(records: pd.DataFrame, identifiers: pd.DataFrame) -> np.ndarray:
    numbered = records.assign(_row=np.arange(len(records)))
    return identifiers[RECORD].merge(numbered, on=RECORD, how="left")["_row"].to_numpy()


def _label(rows: np.ndarray, values: np.ndarray, record_count: int) -> np.ndarray:
    """Connected components of the graph record – identifier; one label per record."""
    size = record_count + int(values.max()) + 1
    graph = coo_array((np.ones(len(rows), dtype=np.int8), (rows, record_count + values)), shape=(size, size))
    return connected_components(graph, directed=False)[1][:record_count]


def _follow_devices(component: pd.arrays.IntegerArray, rows: np.ndarray, devices: np.ndarray):
    if not len(rows):
        return component
    seen = pd.DataFrame({"row": rows, "device": devices, "component": component[rows]})
    by_device = seen.groupby("device")["component"].agg(["nunique", "max"])
    owner = by_device["max"].where(by_device["nunique"] == 1)
    alone = seen[seen["component"].isna()]
    # a record carries one device at most, so its row gets at most one owner
    component[alone["row"].to_numpy()] = owner.reindex(alone["device"]).array
    return component
