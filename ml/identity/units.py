"""Units: the records that exact identifiers hold together, after guards; and what was kept apart, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from ml.identity.evidence import Evidence
from ml.identity.guards import broken, usable
from ml.identity.rules import Rules
from ml.identity.stitching import label
from ml.identity.untangling import Holding, Tangle, Veto, untangle

TOO_MANY_PEOPLE, JUNK = "too_many_people", "junk"
VETO = list(Veto._fields)


@dataclass(frozen=True)
class Units:
    """Per record the smallest record of its `unit` (-1: a visitor's record), and what was kept apart.

    `vetoes`: columns VETO, one row per link not made, between units. `excluded`: value, reason, people; one
    row per identifier value that joins nobody. `tangled`: how many components broke a rule.
    """

    unit: np.ndarray
    vetoes: pd.DataFrame
    excluded: pd.DataFrame
    tangled: int


def find_units(
    con: duckdb.DuckDBPyConnection,
    evidence: Evidence,
    rules: Rules,
    junk: np.ndarray,
    linked: np.ndarray,
    never: np.ndarray,
) -> Units:
    """Stitch what `number` numbered on `con`.

    `junk`: numbers of values; `linked`, `never`: pairs of records (n × 2) that persons decided on.
    """
    told = usable(evidence, rules, junk)
    holds = told.is_usable[evidence.value]
    component = connected(evidence, holds, linked)
    found = broken(con, evidence, rules, component, told.is_usable, never)
    unit, vetoes = component.copy(), []
    for tangle in _tangles(evidence, rules, component, holds, found.components, linked, never, found.alike):
        of_record, against = untangle(tangle)
        unit[list(of_record)] = list(of_record.values())
        vetoes += against
    # a unit of devices alone is a visitor's
    unit[~np.isin(unit, unit[_is_of_person(evidence, rules)])] = -1
    excluded = _excluded(evidence, rules, told.is_usable, told.people, junk)
    return Units(unit, pd.DataFrame(vetoes, columns=VETO), excluded, len(found.components))


def connected(evidence: Evidence, holds: np.ndarray | slice, linked: np.ndarray) -> np.ndarray:
    """Components that some of the holdings and the pairs of records `linked` (n × 2) make, before guards."""
    record = np.concatenate([evidence.record[holds], linked[:, 0], linked[:, 1]])
    decided = len(evidence.type_of) + np.tile(np.arange(len(linked)), 2)
    return label(record, np.concatenate([evidence.value[holds], decided]), evidence.record_count)


def known_by(evidence: Evidence, rules: Rules, unit: np.ndarray) -> np.ndarray:
    """Of each record's unit the record people know it by: its smallest of a register, or else of all."""
    registered = np.flatnonzero(evidence.in_tables(rules.registers) & (unit >= 0))
    smallest = np.full(evidence.record_count, evidence.record_count)
    np.minimum.at(smallest, unit[registered], registered)
    return np.where(smallest[unit] < len(smallest), smallest[unit], unit)


def _is_of_person(evidence: Evidence, rules: Rules) -> np.ndarray:
    """Whether each record has an identifier that makes a customer."""
    is_personal = evidence.of_types({name for name, rule in rules.types.items() if rule.is_personal})
    found = np.zeros(evidence.record_count, dtype=bool)
    found[evidence.record[is_personal[evidence.value]]] = True
    return found


def _excluded(
    evidence: Evidence, rules: Rules, is_usable: np.ndarray, people: np.ndarray, junk: np.ndarray
) -> pd.DataFrame:
    is_personal = evidence.of_types({name for name, rule in rules.types.items() if rule.is_personal})
    value = np.flatnonzero(is_personal & ~is_usable)
    reason = np.where(np.isin(value, junk), JUNK, TOO_MANY_PEOPLE)
    return pd.DataFrame({"value": value, "reason": reason, "people": people[value]})


def _tangles(
    evidence: Evidence,
    rules: Rules,
    component: np.ndarray,
    holds: np.ndarray,
    components: np.ndarray,
    linked: np.ndarray,
    never: np.ndarray,
    alike: set[tuple[int, int]],
) -> Iterator[Tangle]:
    """The components to be taken apart, one by one; only these are gone through in Python."""
    holdings = _holdings(evidence, rules, component, holds, components)
    pairs = [_pairs_by_component(decided, component) for decided in (linked, never)]
    for place, own in _by_component(np.flatnonzero(np.isin(component, components)), component).items():
        tables = [evidence.tables[code] for code in evidence.table[own]]
        yield Tangle(
            records=own,
            system=dict(zip(own, evidence.system[own].tolist(), strict=True)),
            table=dict(zip(own, tables, strict=True)),
            portrait=dict(zip(own, evidence.portrait[own].tolist(), strict=True)),
            holdings=holdings.get(place, []),
            linked=pairs[0].get(place, []),
            never=pairs[1].get(place, []),
            alike=alike,
            rules=dict(rules.types),
            registers=rules.registers,
            most_registrations=rules.most_registrations,
        )


def _holdings(
    evidence: Evidence, rules: Rules, component: np.ndarray, holds: np.ndarray, components: np.ndarray
) -> dict[int, list[Holding]]:
    """What the records of these components hold, per component by type in the order of the rules."""
    rank = {name: place for place, name in enumerate(rules.types)}
    order = np.array([rank[name] for name in evidence.types])
    is_in = holds & np.isin(component[evidence.record], components)
    held = pd.DataFrame({"record": evidence.record[is_in], "value": evidence.value[is_in]})
    held["type"] = order[evidence.type_of[held["value"]]] if len(held) else 0
    held["component"] = component[held["record"]]
    held = held.sort_values(["component", "type", "value", "record"])
    values = held.groupby(["component", "type", "value"], sort=True)["record"].apply(list)
    holdings: dict[int, list[Holding]] = {}
    names = list(rules.types)
    for (place, kind, value), holders in values.items():
        holdings.setdefault(place, []).append(Holding(value, names[kind], holders))
    return holdings


def _by_component(record: np.ndarray, component: np.ndarray) -> dict[int, list[int]]:
    return pd.Series(record).groupby(component[record]).apply(list).to_dict() if len(record) else {}


def _pairs_by_component(pairs: np.ndarray, component: np.ndarray) -> dict[int, list[tuple[int, int]]]:
    """Decided pairs whose records are in one component, in order."""
    found: dict[int, list[tuple[int, int]]] = {}
    for first, second in sorted({tuple(sorted(pair)) for pair in pairs.tolist()}):
        if component[first] == component[second]:
            found.setdefault(int(component[first]), []).append((first, second))
    return found
