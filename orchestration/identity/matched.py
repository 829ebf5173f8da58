"""Probable matching in a home: the frozen model, the pairs of the last run, what of them is scored again."""

import hashlib
import json
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ml.arrays import distinct
from ml.identity.matching import FIELDS, PAIR, UNIT, Matched, MatchingModel, OverBudgetError, match
from ml.identity.units import JUNK, TOO_MANY_PEOPLE, Units
from orchestration.errors import HuaxiangError
from orchestration.home import Home, write_json
from orchestration.identity.tables import FINGERPRINTS, QUARANTINE, SCORED, SETTLED
from orchestration.identity.touched import Touched

# a model that has seen less than this share of the units is trained anew
_SEEN_SHARE = 0.5
_PERSONS = f"""
select settled.unit, {{fields}}, persons.source_system || ' ' || persons.contract_table as register
from {{persons}} as persons
inner join {SETTLED} as settled using (source_system, contract_table, record_key)
where settled.unit is not null
"""
_EXCLUDED = """
create or replace temp table excluded_values as
select identifier_type, identifier_value from numbered_values semi join excluded using (value)
"""
_STILL_EXCLUDED = f"""
insert into excluded_values
select identifier_type, identifier_value
from {QUARANTINE} anti join touched_records using (source_system, contract_table, record_key)
where reason in ('{JUNK}', '{TOO_MANY_PEOPLE}')
"""
_BETWEEN = """
select pairs.* from pairs
where unit_l in (select unit from names) and unit_r in (select unit from names)
order by unit_l, unit_r
"""
_NAMES = """
select source_system || '|' || contract_table || '|' || record_key as unit, record
from numbered_records semi join units using (record)
"""


def match_units(
    con: duckdb.DuckDBPyConnection, home: Home, persons: str, settings: dict[str, Any]
) -> Matched:
    """Score the pairs of the units that are settled; keeps the model, pairs and units.

    The table excluded_values holds the identifiers that join nobody. HuaxiangError when the blocking rules
    would compare too many pairs.
    """
    known = {name for name, *_ in con.execute(f"describe select * from {persons}").fetchall()}
    fields = [f"{_told(name)} as {name}" for name in FIELDS if name in known]
    people = con.sql(_PERSONS.format(persons=persons, fields=", ".join(fields))).to_arrow_table()
    model, version = _model(home, settings, pa.compute.count_distinct(people["unit"]).as_py())
    try:
        matched = match(people, settings, model, _previous(con, version) if model else None)
    except OverBudgetError as error:
        raise HuaxiangError(
            f"{error} Say so in `matching` of dbt_project/definitions/identity.yml."
        ) from error
    if model is None:
        write_json(home.matching_model, {"model": matched.model.to_json(), "settings": _hash(settings)})
    _keep(con, matched, _version(matched.model, settings))
    return matched


def _told(name: str) -> str:
    """A field as text; a value that joins nobody is no evidence either."""
    of_nobody = f"select identifier_value from excluded_values where identifier_type = '{name}'"
    return f"case when {name} not in ({of_nobody}) then cast({name} as varchar) end"


def model_of(home: Home) -> MatchingModel | None:
    """The model in use; None before the first."""
    kept = _kept(home)
    return MatchingModel.from_json(kept["model"]) if kept else None


def _kept(home: Home) -> dict[str, Any] | None:
    path = home.matching_model
    return json.loads(path.read_text()) if path.exists() else None


def forget_model(home: Home) -> None:
    """Have the next refresh train matching anew."""
    home.matching_model.unlink(missing_ok=True)


def _model(home: Home, settings: dict[str, Any], unit_count: int) -> tuple[MatchingModel | None, str]:
    """The frozen model and its version; none where it was trained by other settings or on far fewer units."""
    kept = _kept(home)
    if kept is None or kept["settings"] != _hash(settings):
        return None, ""
    model = MatchingModel.from_json(kept["model"])
    if model.trained_on < _SEEN_SHARE * unit_count:
        return None, ""
    return model, _version(model, settings)


def _version(model: MatchingModel, settings: dict[str, Any]) -> str:
    return _hash([model.to_json(), settings])


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _previous(con: duckdb.DuckDBPyConnection, version: str) -> Matched | None:
    """What the last run scored with the same model, if it did."""
    found = con.execute(
        "select count(*) from duckdb_tables() where schema_name || '.' || table_name in (?, ?)",
        [SCORED, FINGERPRINTS],
    ).fetchall()
    if found != [(2,)]:
        return None
    units = con.sql(f"select unit, fingerprint from {FINGERPRINTS} where model_version = '{version}'")
    kept = units.to_arrow_table().cast(UNIT)
    pairs = con.sql(f"select {', '.join(PAIR.names)} from {SCORED}").to_arrow_table().cast(PAIR)
    return Matched(pairs, kept, None, 0) if kept.num_rows else None


def _keep(con: duckdb.DuckDBPyConnection, matched: Matched, version: str) -> None:
    for table, rows in ((SCORED, matched.pairs), (FINGERPRINTS, matched.units)):
        con.register("incoming", rows)
        con.execute(
            f"create or replace table {table} as select *, '{version}' as model_version from incoming"
        )
        con.unregister("incoming")


def exclude_values(con: duckdb.DuckDBPyConnection, units: Units, touched: Touched) -> None:
    """Make the table excluded_values (IDENTIFIER): what joins nobody, by these units or still."""
    con.register("excluded", units.excluded[["value"]])
    con.execute(_EXCLUDED)
    con.unregister("excluded")
    if not touched.is_whole:
        con.execute(_STILL_EXCLUDED)


def names_of_units(con: duckdb.DuckDBPyConnection, unit: np.ndarray) -> pd.Series:
    """The number of each unit's smallest record, by the unit's name; `unit` is per record, -1 for none."""
    con.register("units", {"record": distinct(unit[unit >= 0])})
    frame = con.sql(_NAMES).to_arrow_table().to_pandas()
    con.unregister("units")
    return pd.Series(frame["record"].to_numpy(), index=frame["unit"].to_numpy())


def between(con: duckdb.DuckDBPyConnection, pairs: pa.Table, names: pd.Series) -> pa.Table:
    """The pairs of which both units are named."""
    con.register("pairs", pairs)
    con.register("names", pd.DataFrame({"unit": names.index}, dtype="str"))
    found = con.sql(_BETWEEN).to_arrow_table()
    for name in ("pairs", "names"):
        con.unregister(name)
    return found
