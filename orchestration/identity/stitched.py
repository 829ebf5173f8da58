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
from ml.identity.units import Units, find_units
from orchestration.compose import read_definition
from orchestration.identity.junk import junk_values
from orchestration.identity.matched import match_units, names_of_units
from orchestration.ingest.quoting import literal
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.state import State

IDENTIFIERS = "identity.int_identity__identifiers_collected"
PERSONS = "identity.int_identity__persons"
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
LINKING, PARTING = ("link",), ("never", "split")


@dataclass(frozen=True)
class Stitched:
    """Per record number its customer (the smallest record of it; -1: a visitor's), and how it came to be."""

    evidence: Evidence
    units: Units
    matched: Matched
    customer: np.ndarray
    registers: tuple[str, ...]

    def shown(self, record: np.ndarray) -> np.ndarray:
        """Of each unit, named by its smallest record, the record people know it by: one of a register."""
        registered = np.flatnonzero(self.evidence.in_tables(self.registers))
        known_by = np.full(self.evidence.record_count, self.evidence.record_count)
        np.minimum.at(known_by, self.units.unit[registered], registered)
        return np.where(known_by[record] < len(known_by), known_by[record], record)

    def customers(self) -> dict[str, np.ndarray]:
        """Per record, its customer and the record its unit is known by."""
        record = np.arange(self.evidence.record_count)
        return {"record": record, "customer": self.customer, "shown": self.shown(record)}

    def records(self, con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
        """RECORD + `component` (null for a visitor's record), in the order of RECORD."""
        records = con.sql(
            "select source_system, contract_table, record_key from numbered_records order by record"
        )
        component = pd.Series(self.customer, dtype="Int64").where(self.customer >= 0)
        return records.to_arrow_table().to_pandas().assign(component=component)


def stitch_records(con: duckdb.DuckDBPyConnection, state: State) -> Stitched:
    """Stitch the identifiers and persons of the warehouse.

    Leaves numbered_records, numbered_values, record_units and named_units on `con`.
    """
    definition = identity_definition()
    rules, settings = read_rules(definition), definition["matching"]
    named = _NAMED.format(tables=", ".join(literal(table) for table in rules.names_from))
    evidence = number(con, IDENTIFIERS, named)
    linked, never = (_decided(con, state, words) for words in (LINKING, PARTING))
    units = find_units(con, evidence, rules, junk_values(con, state, IDENTIFIERS), linked, never)
    con.register("found_units", {"record": np.arange(evidence.record_count), "unit": units.unit})
    con.execute("create or replace temp table record_units as select * from found_units")
    con.unregister("found_units")
    con.register("excluded", units.excluded[["value"]])
    con.execute(
        "create or replace temp table excluded_values as"
        " select identifier_type, identifier_value from numbered_values where value in (from excluded)"
    )
    con.unregister("excluded")
    matched = match_units(con, state.home, PERSONS, settings)
    gathered = gather(
        evidence, rules, units, never, matched.pairs, names_of_units(con), link_weight(settings)
    )
    is_personal = evidence.of_types({name for name, rule in rules.types.items() if rule.is_personal})
    seen = ~is_personal[evidence.value]
    customer = follow_devices(gathered.customer, evidence.record[seen], evidence.value[seen])
    vetoes = pd.concat([units.vetoes, gathered.vetoes], ignore_index=True)
    return Stitched(evidence, replace(units, vetoes=vetoes), matched, customer, rules.registers)


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
