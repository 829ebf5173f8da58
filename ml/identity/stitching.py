"""Exact stitching: records that share a person-level identifier are one customer."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

RECORD = ["source_system", "contract_table", "record_key"]
IDENTIFIER = ["identifier_type", "identifier_value"]


def label(record: np.ndarray, value: np.ndarray, record_count: int) -> np.ndarray:
    """Connected components of the graph record - value: per record the smallest of its component."""
    size = record_count + int(value.max(initial=-1)) + 1
    ends = (record, record_count + value)
    graph = coo_array((np.ones(len(record), dtype=np.int8), ends), shape=(size, size))
    labels = connected_components(graph, directed=False)[1][:record_count]
    first = np.unique(labels, return_index=True)[1]
    smallest = np.full(labels.max(initial=-1) + 1, -1)
    smallest[labels[first]] = first
    return smallest[labels]


def follow_devices(customer: np.ndarray, record: np.ndarray, device: np.ndarray) -> np.ndarray:
    """The customers of records (-1: none) when records with devices alone have followed.

    A record follows the one customer that its devices were seen with, if it is only one, so a shared device
    never glues two people.
    """
    seen = pd.DataFrame({"record": record, "device": device, "customer": customer[record]})
    owner = _only(seen[seen["customer"] >= 0], "device", "customer")
    alone = seen[seen["customer"] < 0]
    followed = _only(alone.assign(owner=alone["device"].map(owner)).dropna(subset="owner"), "record", "owner")
    whole = customer.copy()
    whole[followed.index.to_numpy()] = followed.to_numpy()
    return whole


def _only(frame: pd.DataFrame, by: str, name: str) -> pd.Series:
    """The value of each group that has only one."""
    values = frame.groupby(by)[name]
    least, most = values.min(), values.max()
    return least[least == most]
