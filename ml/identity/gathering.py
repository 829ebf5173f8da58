"""From units to customers: what probable matching links, as far as no rule and no decision is against it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ml.identity.evidence import Evidence
from ml.identity.linkage import link
from ml.identity.rules import Rules
from ml.identity.stitching import label
from ml.identity.units import VETO, Units
from ml.identity.untangling import TOO_LARGE


@dataclass(frozen=True)
class Gathered:
    """Per record the smallest of its `customer` (-1: a visitor's), and `vetoes` (columns VETO) added."""

    customer: np.ndarray
    vetoes: pd.DataFrame


def gather(
    evidence: Evidence,
    rules: Rules,
    units: Units,
    never: np.ndarray,
    pairs: pa.Table,
    names: pd.Series,
    link_weight: float,
) -> Gathered:
    """Customers from units and the scored pairs between them.

    `pairs` as `matching.match` returns them; `names`: the number of the smallest record of a unit, by the
    name that pairs call it. `never`: pairs of records (n × 2) that persons decided are two.
    """
    linked = pairs.filter(pa.compute.equal(pairs["band"], "link"))
    ends = [linked[side].to_pandas().map(names).to_numpy(dtype=np.int64) for side in ("unit_l", "unit_r")]
    component = label(np.concatenate(ends), np.tile(np.arange(linked.num_rows), 2), evidence.record_count)
    apart = np.concatenate(
        [
            units.unit[never],
            units.vetoes[["first", "second"]].to_numpy(dtype=np.int64),
            _contradictory(evidence, rules, units.unit, component),
        ]
    )
    # a visitor's record is no unit
    apart = apart[(apart >= 0).all(axis=1) & (component[apart[:, 0]] == component[apart[:, 1]])]
    called = pd.Series(names.index, index=names.to_numpy())
    must_not = pd.DataFrame(
        {"unit_l": called[apart[:, 0]].to_numpy(), "unit_r": called[apart[:, 1]].to_numpy()}
    )
    found = link(pairs, link_weight, must_not=must_not)
    cluster = np.arange(evidence.record_count)
    cluster[found["unit"].map(names)] = found["cluster"].map(names)
    cluster, vetoes = _within_the_gate(evidence, rules, units.unit, cluster)
    return Gathered(_smallest(np.where(units.unit >= 0, cluster[units.unit], -1)), vetoes)


def _contradictory(evidence: Evidence, rules: Rules, unit: np.ndarray, component: np.ndarray) -> np.ndarray:
    """Pairs of units (n × 2) of one component with two values of a type of which a person has one."""
    found = [np.empty((0, 2), dtype=np.int64)]
    for code, name in enumerate(evidence.types):
        if rules.types[name].one_per is None:
            continue
        holds = (evidence.type_of == code)[evidence.value]
        record, value = evidence.record[holds], evidence.value[holds]
        system = evidence.system[record] if rules.types[name].one_per == "source_system" else 0
        held = pd.DataFrame({"unit": unit[record], "system": system, "value": value}).drop_duplicates()
        held = held.assign(component=component[held["unit"]])
        several = held[held.groupby(["component", "system"])["value"].transform("nunique") > 1]
        both = several.merge(several, on=["component", "system"], suffixes=("", "_other"))
        both = both[(both["unit"] < both["unit_other"]) & (both["value"] != both["value_other"])]
        found.append(both[["unit", "unit_other"]].to_numpy(dtype=np.int64))
    return np.concatenate(found)


def _within_the_gate(
    evidence: Evidence, rules: Rules, unit: np.ndarray, cluster: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame]:
    """Clusters over the size gate come apart into their units again."""
    registered = np.flatnonzero(evidence.in_tables(rules.registers) & (unit >= 0))
    size = np.bincount(cluster[unit[registered]], minlength=evidence.record_count)
    is_too_large = size[cluster] > rules.most_registrations
    parts = np.flatnonzero(is_too_large & (cluster != np.arange(len(cluster))))
    vetoes = pd.DataFrame(
        {"value": -1, "first": cluster[parts], "second": parts, "reason": TOO_LARGE}, columns=VETO
    )
    return np.where(is_too_large, np.arange(len(cluster)), cluster), vetoes


def _smallest(customer: np.ndarray) -> np.ndarray:
    """The customers renamed by their smallest record; units are named by theirs, but clusters by name."""
    held = np.flatnonzero(customer >= 0)
    smallest = np.full(len(customer), len(customer))
    np.minimum.at(smallest, customer[held], held)
    renamed = customer.copy()
    renamed[held] = smallest[customer[held]]
    return renamed
