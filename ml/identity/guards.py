"""Guards against taking several people for one: which values may join, and which components break a rule."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from ml.arrays import distinct
from ml.identity.evidence import Evidence
from ml.identity.likeness import alike_pairs
from ml.identity.rules import Rules
from ml.identity.stitching import label

# a component with more portraits is no person; they are not compared with one another
_MOST_PORTRAITS = 200


@dataclass(frozen=True)
class Usable:
    """Per value: whether it may join records. `people` is on how many people each value stands."""

    is_usable: np.ndarray
    people: np.ndarray


def usable(evidence: Evidence, rules: Rules, junk: np.ndarray) -> Usable:
    """The personal values that are not junk (`junk`: their numbers) and stand on few enough people.

    People are told apart by the spelling of their names. An identifier that is unique by nature stands on
    those its records name; a shared one on those named anywhere under the unique ones of its records.
    """
    is_personal = evidence.of_types({name for name, rule in rules.types.items() if rule.is_personal})
    is_unique = evidence.of_types({name for name, rule in rules.types.items() if rule.is_unique})
    may_join = is_personal.copy()
    may_join[junk] = False
    people = _people(evidence, np.arange(evidence.record_count))
    most = np.array([rules.types[name].most_people or np.iinfo(np.int64).max for name in evidence.types])
    of_unique = may_join & is_unique & _within(people, most, evidence)
    holds = of_unique[evidence.value]
    cores = label(evidence.record[holds], evidence.value[holds], evidence.record_count)
    people = np.where(is_unique, people, _people(evidence, cores))
    return Usable(of_unique | (may_join & ~is_unique & _within(people, most, evidence)), people)


def _within(people: np.ndarray, most: np.ndarray, evidence: Evidence) -> np.ndarray:
    return people <= most[evidence.type_of] if len(most) else np.zeros(len(people), dtype=bool)


def _people(evidence: Evidence, group: np.ndarray) -> np.ndarray:
    """Per value how many spellings the groups of records that hold it have; `group` is per record."""
    is_named = evidence.portrait >= 0
    spellings = evidence.spelling[evidence.portrait[is_named]]
    sizes = evidence.record_count, int(evidence.spelling.max(initial=-1)) + 1
    named = _marks(group[is_named], spellings, sizes)
    held = _marks(evidence.value, group[evidence.record], (len(evidence.type_of), evidence.record_count))
    return np.diff((held @ named).indptr)


def _marks(row: np.ndarray, column: np.ndarray, shape: tuple[int, int]) -> csr_array:
    marks = csr_array((np.ones(len(row), dtype=np.int32), (row, column)), shape=shape)
    marks.sum_duplicates()
    return marks


@dataclass(frozen=True)
class Broken:
    """`components` break a rule; `alike`: pairs of portraits in them that can be one person, both ways."""

    components: np.ndarray
    alike: set[tuple[int, int]]


def broken(
    con: duckdb.DuckDBPyConnection,
    evidence: Evidence,
    rules: Rules,
    component: np.ndarray,
    is_usable: np.ndarray,
    never: np.ndarray,
) -> Broken:
    """The components (`component` is per record) that hold what cannot be one person, or too much for one.

    `never`: pairs of records (n × 2) that a person decided are two.
    """
    size = int(component.max(initial=-1)) + 1
    registrations = np.bincount(component[evidence.in_tables(rules.registers)], minlength=size)
    found = [np.flatnonzero(registrations > rules.most_registrations)]
    found += [_contradictory(evidence, rules, component, is_usable)]
    together = component[never[:, 0]] == component[never[:, 1]]
    found += [component[never[together, 0]]]
    unlike, alike = _unlike(con, evidence, component)
    return Broken(distinct(np.concatenate([*found, unlike])), alike)


def _contradictory(
    evidence: Evidence, rules: Rules, component: np.ndarray, is_usable: np.ndarray
) -> np.ndarray:
    """Components with two values of a type of which a person has one."""
    found = [np.array([], dtype=np.int64)]
    for code, name in enumerate(evidence.types):
        if rules.types[name].one_per is None:
            continue
        holds = (evidence.type_of == code)[evidence.value] & is_usable[evidence.value]
        record, value = evidence.record[holds], evidence.value[holds]
        system = evidence.system[record] if rules.types[name].one_per == "source_system" else 0
        held = pd.DataFrame({"component": component[record], "system": system, "value": value})
        counts = held.drop_duplicates().groupby(["component", "system"]).size()
        found.append(counts[counts > 1].index.get_level_values("component").to_numpy())
    return np.concatenate(found)


def _unlike(
    con: duckdb.DuckDBPyConnection, evidence: Evidence, component: np.ndarray
) -> tuple[np.ndarray, set[tuple[int, int]]]:
    """Components whose portraits fall into groups that are plainly not one person; all alike pairs there."""
    is_named = evidence.portrait >= 0
    seen = pd.DataFrame({"component": component[is_named], "portrait": evidence.portrait[is_named]})
    seen = seen.drop_duplicates()
    count = seen.groupby("component")["portrait"].transform("size")
    several = seen[(count > 1) & (count <= _MOST_PORTRAITS)]
    pairs = several.merge(several.rename(columns={"portrait": "other"}), on="component")
    pairs = pairs[pairs["portrait"] < pairs["other"]]
    alike = alike_pairs(con, pairs[["portrait", "other"]].drop_duplicates())
    joined = pairs.merge(alike, on=["portrait", "other"])
    size = len(evidence.spelling)
    node = distinct(several["component"] * size + several["portrait"])
    ends = [
        np.searchsorted(node, joined["component"] * size + joined[each]) for each in ("portrait", "other")
    ]
    groups = label(np.concatenate(ends), np.tile(np.arange(len(joined)), 2), len(node))
    of_node = pd.DataFrame({"component": node // size if size else node, "group": groups})
    parts = of_node.drop_duplicates().groupby("component").size()
    found = np.concatenate([parts[parts > 1].index, seen.loc[count > _MOST_PORTRAITS, "component"].unique()])
    one, other = alike["portrait"].tolist(), alike["other"].tolist()
    return found.astype(np.int64), {*zip(one, other, strict=True), *zip(other, one, strict=True)}
