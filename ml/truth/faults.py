"""Injected faults beside what became of them: caught, missed, false alarms, per kind."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

_PLACE = ["source_system", "object", "part"]


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault in one table: how many rows had it, how many met the fate it calls for.

    Without a case, what met that fate though nothing was injected.
    """

    source_system: str
    contract_table: str
    case: str
    fate: str
    injected: int
    caught: int
    false_alarms: int

    @property
    def missed(self) -> int:
        """Those that met another fate or none."""
        return self.injected - self.caught


def fault_kinds(faults: pd.DataFrame, fates: pd.DataFrame) -> list[FaultKind]:
    """Per kind of `faults` (source_system, object, contract_table, case, fate, column, part, row, copy_of).

    `fates` (source_system, object, part, row, fate, column) is what became of rows, one row per fate; a copy
    is caught when it or its original is. Repairs of what nobody injected are no false alarms, for people
    write numbers and names in many ways, nor is what a source's own rules leave out.
    """
    faults = faults.reset_index(drop=True)
    met = pd.concat([_met(faults, fates, "row"), _met(faults, fates, "copy_of")], axis=1).any(axis=1)
    kinds = [
        FaultKind(*key, injected=len(group), caught=int(met[group.index].sum()), false_alarms=0)
        for key, group in faults.groupby(["source_system", "contract_table", "case", "fate"], sort=False)
    ]
    return kinds + _false_alarms(faults, fates)


def _met(faults: pd.DataFrame, fates: pd.DataFrame, row: str) -> pd.Series:
    """Whether each fault's row (or what it copies) met the fate, in the fault's column where it has one."""
    places = set(zip(*(fates[name] for name in [*_PLACE, "row"]), strict=True))
    keys = set(zip(*(fates[name] for name in [*_PLACE, "row", "fate"]), strict=True))
    by_column = set(zip(*(fates[name] for name in [*_PLACE, "row", "fate", "column"]), strict=True))
    found = [
        _is_met(key, column, places, keys, by_column)
        for *key, column in zip(*(faults[name] for name in [*_PLACE, row, "fate", "column"]), strict=True)
        for key in [tuple(key)]
    ]
    return pd.Series(found, index=faults.index, name=row)


def _is_met(key: tuple, column: str, places: set, keys: set, by_column: set) -> bool:
    *place, fate = key
    if fate == "landed":
        return tuple(place) not in places
    return (*key, column) in by_column if column else key in keys


def _false_alarms(faults: pd.DataFrame, fates: pd.DataFrame) -> list[FaultKind]:
    tables = dict(
        zip(
            zip(faults["source_system"], faults["object"], strict=True), faults["contract_table"], strict=True
        )
    )
    touched = {
        (*place, row)
        for name in ("row", "copy_of")
        for *place, row in zip(*(faults[column] for column in [*_PLACE, name]), strict=True)
    }
    places = list(zip(*(fates[name] for name in [*_PLACE, "row"]), strict=True))
    is_new = pd.Series([place not in touched for place in places], index=fates.index, dtype=bool)
    unexpected = fates[is_new & ~fates["fate"].isin(["repaired", "left_out"])]
    return [
        FaultKind(system, tables.get((system, of), of), "", fate, 0, 0, len(group))
        for (system, of, fate), group in unexpected.groupby(["source_system", "object", "fate"])
    ]
