"""Records, identifiers and names as numbers: what stitching works on, millions of rows in little memory."""

from dataclasses import dataclass

import duckdb
import numpy as np

from ml.identity.likeness import number_portraits

_NUMBER_RECORDS = """
create or replace temp table numbered_records as
select cast(row_number() over (order by source_system, contract_table, record_key) - 1 as integer)
    as record, all_records.*
from (select distinct source_system, contract_table, record_key from {identifiers}) as all_records
"""
_NUMBER_VALUES = """
create or replace temp table numbered_values as
select cast(row_number() over (order by identifier_type, identifier_value) - 1 as integer) as value,
    all_values.*
from (
    select distinct identifier_type, identifier_value from {identifiers} where identifier_value is not null
) as all_values
"""
_EDGES = """
select distinct record, value
from {identifiers} as identifiers
inner join numbered_records using (source_system, contract_table, record_key)
inner join numbered_values using (identifier_type, identifier_value)
order by record, value
"""


@dataclass(frozen=True)
class Evidence:
    """Which record holds which identifier value. Records are numbered in the order of RECORD, from 0.

    Per record: `system` and `table` (codes; `tables` names them) and `portrait` (-1: no name is known). Per
    value: `type_of` (code; `types` names them). Per holding: `record`, `value`. Per portrait: `spelling`.
    """

    system: np.ndarray
    table: np.ndarray
    tables: list[str]
    portrait: np.ndarray
    spelling: np.ndarray
    type_of: np.ndarray
    types: list[str]
    record: np.ndarray
    value: np.ndarray

    @property
    def record_count(self) -> int:
        """How many records there are."""
        return len(self.system)

    def of_types(self, names: set[str]) -> np.ndarray:
        """Whether each value is of one of these types."""
        return np.isin(self.type_of, [code for code, name in enumerate(self.types) if name in names])

    def in_tables(self, names: tuple[str, ...]) -> np.ndarray:
        """Whether each record is of one of these contract tables."""
        return np.isin(self.table, [code for code, name in enumerate(self.tables) if name in names])


def number(con: duckdb.DuckDBPyConnection, identifiers: str, persons: str) -> Evidence:
    """Number what the relations hold; leaves temporary tables numbered_records, _values and _portraits.

    `identifiers`: RECORD + IDENTIFIER, a null value identifies nobody. `persons`: RECORD + full_name, gender,
    birth_text; records in it without an identifier are nobody's.
    """
    con.execute(_NUMBER_RECORDS.format(identifiers=identifiers))
    con.execute(_NUMBER_VALUES.format(identifiers=identifiers))
    system, _ = _codes(con, "select source_system from numbered_records order by record")
    table, tables = _codes(con, "select contract_table from numbered_records order by record")
    type_of, types = _codes(con, "select identifier_type from numbered_values order by value")
    portrait, spelling = number_portraits(con, persons)
    edges = con.execute(_EDGES.format(identifiers=identifiers)).fetchnumpy()
    return Evidence(
        system, table, tables, portrait, spelling, type_of, types, edges["record"], edges["value"]
    )


def _codes(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[np.ndarray, list[str]]:
    """The one column of a query as codes, and their names in order."""
    found = con.sql(sql).to_arrow_table().column(0).combine_chunks().dictionary_encode()
    names = found.dictionary.to_pylist()
    order = np.argsort(np.array(names, dtype=object), kind="stable") if names else np.array([], dtype=int)
    rank = np.empty(len(names), dtype=np.int16)
    rank[order] = np.arange(len(names))
    codes = found.indices.to_numpy(zero_copy_only=False)
    return (rank[codes] if names else codes.astype(np.int16)), [names[place] for place in order]
