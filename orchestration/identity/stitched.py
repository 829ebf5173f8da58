"""Stitching on the warehouse: records in numbers, units after guards, customers, and what was kept apart."""

import json
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from ml.identity.evidence import Evidence, number
from ml.identity.gathering import gather
from ml.identity.matching import Matched, link_weight
from ml.identity.rules import Rules, read_rules
from ml.identity.stitching import follow_devices
from ml.identity.units import Units, connected, find_units, known_by
from orchestration.compose import read_definition
from orchestration.identity.junk import junk_values
from orchestration.identity.matched import between, exclude_values, match_units, names_of_units
from orchestration.identity.tables import IDENTIFIERS, PERSONS
from orchestration.identity.touched import Touched
from orchestration.quoting import literal
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.state import State

_NAMED = f"""(
    select source_system, contract_table, record_key, gender, birth_text,
        coalesce(full_name, nullif(concat_ws(' ', given_name, family_name), '')) as full_name
    from {PERSONS} where contract_table in ({{tables}})
)"""
_PAIRS = """
select first.record as first, second.record as second
from {decisions} as decisions
inner join numbered_records as first
    on
        decisions.source_system = first.source_system
        and decisions.contract_table = first.contract_table
        and decisions.record_key = first.record_key
inner join numbered_records as second
    on
        decisions.other_source_system = second.source_system
        and decisions.other_contract_table = second.contract_table
        and decisions.other_record_key = second.record_key
where decisions.decision in ({words})
order by all
"""
_FOUND = """
create or replace temp table stitched_records as
select source_system, contract_table, record_key, nullif(component, -1) as component
from numbered_records inner join found using (record)
"""
LINKING, PARTING = ("link",), ("never", "split")


@dataclass(frozen=True)
class Stitched:
    """Per number of a touched record its customer (the smallest record of it; -1: a visitor's), and why.

    `known_by`: per record the record its unit is known by.
    """

    evidence: Evidence
    units: Units
    known_by: np.ndarray
    matched: Matched
    customer: np.ndarray

    def keep(self, con: duckdb.DuckDBPyConnection) -> None:
        """Leave the table stitched_records: RECORD + `component` (null for a visitor's record)."""
        con.register("found", {"record": np.arange(len(self.customer)), "component": self.customer})
        con.execute(_FOUND)
        con.unregister("found")


@dataclass(frozen=True)
class Stitching:
    """What stitching works with in one run."""

    con: duckdb.DuckDBPyConnection
    state: State
    rules: Rules
    touched: Touched

    def units(self) -> tuple[Evidence, Units, np.ndarray]:
        """Number the touched records and find their units; also the pairs (n × 2) decided to be two people.

        Leaves numbered_records and numbered_values, and notes units and neighbourhoods as settled.
        """
        con, touched = self.con, self.touched
        identifiers = touched.of(IDENTIFIERS, "touched_identifiers")
        evidence = number(con, identifiers, touched.of(named_persons(self.rules), "touched_persons"))
        linked, never = (_decided(con, self.state, words) for words in (LINKING, PARTING))
        junk = junk_values(con, self.state, identifiers)
        units = find_units(con, evidence, self.rules, junk, linked, never)
        first, known = connected(evidence, slice(None), linked), known_by(evidence, self.rules, units.unit)
        touched.settle(first, units.unit, known)
        return evidence, units, never


def stitch_records(con: duckdb.DuckDBPyConnection, state: State, touched: Touched) -> Stitched:
    """Stitch what of the identifiers and persons of the warehouse is touched; matching may touch more.

    Leaves numbered_records and numbered_values on `con`.
    """
    definition = identity_definition()
    settings = definition["matching"]
    stitching = Stitching(con, state, read_rules(definition), touched)
    evidence, units, never = stitching.units()
    exclude_values(con, units, touched)
    matched = match_units(con, state.home, PERSONS, settings)
    if touched.touch_linked():
        evidence, units, never = stitching.units()
    names = names_of_units(con, units.unit)
    gathered = gather(
        evidence,
        stitching.rules,
        units,
        never,
        between(con, matched.pairs, names),
        names,
        link_weight(settings),
    )
    is_personal = evidence.of_types(
        {name for name, rule in stitching.rules.types.items() if rule.is_personal}
    )
    seen = ~is_personal[evidence.value]
    customer = follow_devices(gathered.customer, evidence.record[seen], evidence.value[seen])
    vetoes = pd.concat([units.vetoes, gathered.vetoes], ignore_index=True)
    known = known_by(evidence, stitching.rules, units.unit)
    return Stitched(evidence, replace(units, vetoes=vetoes), known, matched, customer)


def named_persons(rules: Rules) -> str:
    """A relation: RECORD, full_name, gender, birth_text of the records whose names are people's own."""
    return _NAMED.format(tables=", ".join(literal(table) for table in rules.names_from))


def identity_definition() -> dict[str, Any]:
    """definitions/identity.yml, checked, without the places its entries know."""
    return json.loads(json.dumps(read_definition(DBT_PROJECT_DIR, "identity")))


def identity_rules() -> Rules:
    """The rules in definitions/identity.yml."""
    return read_rules(identity_definition())


def _decided(con: duckdb.DuckDBPyConnection, state: State, words: tuple[str, ...]) -> np.ndarray:
    """Pairs of records (n × 2) about which the decision that counts is one of these."""
    listed = ", ".join(literal(word) for word in words)
    found = con.execute(_PAIRS.format(decisions=state.identity_decisions(), words=listed)).fetchnumpy()
    return np.column_stack([found["first"], found["second"]]).astype(np.int64)
